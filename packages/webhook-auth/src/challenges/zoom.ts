import { allow, jsonReply } from '@sallyport/core'
import { demandKnown } from '../known-names.ts'
import { listOf, textOf, type WebhookSecrets } from '../secrets.ts'
import { answered, refused, type SignedChallenge, signedChallenge } from './challenge.ts'
import { fieldsOf, jsonBody } from './json-body.ts'

/** What Zoom's challenge is answered with. */
export interface ZoomChallengeOptions {
  /** The same as the signature's: the one that it was made with answers. */
  readonly secrets: WebhookSecrets
}

/**
 * Zoom sends `endpoint.url_validation`, signed, when an address is entered and every 72 hours, and wants its token back
 * with a hash of it, made with the secret that it signs with.
 * See https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint.
 *
 * @throws TypeError for options that cannot be right.
 */
export function zoomChallenge(options: ZoomChallengeOptions): SignedChallenge {
  demandKnown('zoomChallenge()', options, 'secrets')
  const known = new Map(listOf(options.secrets).map(({ id, value }) => [id, textOf(value)]))
  return signedChallenge(async (request, { webhook }) => {
    const body = await jsonBody(request)
    if (!body.ok) return body
    const { event, payload } = body.value
    if (event !== 'endpoint.url_validation') return allow()
    const { plainToken } = fieldsOf(payload)
    if (typeof plainToken !== 'string' || !tokenForm.test(plainToken)) {
      return refused('challenge_malformed')
    }
    const key = known.get(webhook.keyId)
    if (key === undefined) {
      const cause = new TypeError(
        `webhook-auth: zoomChallenge() was given no secret called "${webhook.keyId}"`,
      )
      return refused('challenge_failed', cause)
    }
    return answered(jsonReply(200, { plainToken, encryptedToken: await hmacOf(key, plainToken) }))
  })
}

// No colon: what Zoom signs begins with `v0:`, and the answer must never be the signature of a delivery.
const tokenForm = /^[\w+/=-]{1,512}$/

async function hmacOf(secret: string, text: string): Promise<string> {
  const utf8 = new TextEncoder()
  const sha256 = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), sha256, false, ['sign'])
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
