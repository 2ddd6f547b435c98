import { allow } from '@sallyport/core'
import { type Challenge, unsignedChallenge } from './challenge.ts'
import { jsonBody } from './json-body.ts'
import { type KeepSecretOptions, keepOf, offer } from './keep-secret.ts'

/**
 * Notion sends the token that it will sign with, once, unsigned, and as all that is in the body; you enter it at Notion
 * to prove that you have it. A request that has a signature is never an offer.
 * See https://developers.notion.com/reference/webhooks.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { notionChallenge } from '@sallyport/webhook-auth/challenges'
 *
 * const kept: string[] = [] // yours: where secrets are kept
 * const guard = notionChallenge({ keep: (secret) => kept.push(secret.reveal()) === 1 })
 * const body = '{"verification_token":"secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl"}'
 * const verdict = await guard(testRequest({ method: 'POST', body }), {})
 * console.log(verdict.ok ? 'goes on' : verdict.reason, kept.length) // prints: challenge_answered 1
 * ```
 *
 * @throws TypeError for options that cannot be right.
 */
export function notionChallenge(options: KeepSecretOptions): Challenge {
  const keep = keepOf('notionChallenge()', options)
  return unsignedChallenge(async (request) => {
    const isSigned = request.headerValues('x-notion-signature').length > 0
    if (request.method !== 'POST' || isSigned) return allow()
    const body = await jsonBody(request)
    if (!body.ok) return body
    const names = Object.keys(body.value)
    if (names.length !== 1 || names[0] !== 'verification_token') return allow()
    return offer(keep, body.value.verification_token, request)
  })
}
