import { systemNewId } from '@sallyport/core'
import { defineScheme, demandScheme } from '../define-scheme.ts'
import { demandKnown } from '../known-names.ts'
import type { Outgoing, Scheme } from '../scheme.ts'
import type { WebhookSecret } from '../secrets.ts'
import { type SignOptions, sign } from '../sign.ts'
import { exampleBody } from './example-body.ts'
import { type SigningKeys, signingOf } from './signing.ts'

/** What a test says of a request; the rest is as a sender could have it. */
export interface SignedRequestOptions extends Omit<SignOptions, 'secret' | 'body'>, SigningKeys {
  /** Bytes are sent as they are. @default one of the sender's kind, with an id of its own */
  readonly body?: Uint8Array | string
  /** @default as the body looks: JSON, a form, or bytes */
  readonly contentType?: string
  /** What the sender calls its key, where it says so. @default 'default' */
  readonly keyId?: string
}

/** A request that a sender could have sent. Other fields than these a client of HTTP passes over. */
export interface SignedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
  /** What checks it: for `signedBy`, `webhookAuth` or `verifier`. */
  readonly secrets: string | readonly WebhookSecret[]
  /** For schemes that sign the address: what the guard must have been told. */
  readonly callbackUrl: string
}

/**
 * A whole request, rightly signed: for `fetch(base + request.url, request)`, Fastify's `app.inject(request)`, Hono's
 * `app.request(request.url, request)` and `testRequest(request)`. Senders with public keys sign as well, with keys of
 * the test's.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { signedBy } from '@sallyport/webhook-auth'
 * import { discord, stripe } from '@sallyport/webhook-auth/schemes'
 * import { signedRequest } from '@sallyport/webhook-auth/testing'
 *
 * for (const scheme of [stripe, discord]) {
 *   const request = signedRequest(scheme, { body: '{"type":2}', url: '/hooks' })
 *   const guard = signedBy(scheme, { secrets: request.secrets })
 *   const verdict = await guard(testRequest(request), {})
 *   console.log(verdict.ok, request.method, request.url, request.headers['content-type'])
 * }
 * // prints: true POST /hooks application/json
 * // prints: true POST /hooks application/json
 *
 * const late = signedRequest(stripe, { timestamp: Date.now() - 10 * 60_000 })
 * const refused = await signedBy(stripe, { secrets: late.secrets })(testRequest(late), {})
 * console.log(refused.ok ? 'in' : refused.reason) // prints: timestamp_too_old
 * ```
 *
 * @throws TypeError or RangeError for options that cannot be right, and for a scheme that cannot be written.
 */
export function signedRequest(scheme: Scheme, options: SignedRequestOptions = {}): SignedRequest {
  demandScheme(scheme)
  demandKnown('signedRequest()', options, optionNames)
  const { secret, privateKey, contentType, keyId, ...asked } = options
  const { body = exampleBody(scheme.id, systemNewId()), method = 'POST' } = asked
  const target = asked.url ?? `/webhook/${scheme.id}`
  const { callbackUrl = `https://hooks.example${target}` } = asked
  const signing = signingOf(scheme, {
    ...(secret && { secret }),
    ...(privateKey && { privateKey }),
  })
  const delivery = sign(signedBy(scheme, signing.sign, keyId), {
    ...{ ...asked, body, method, callbackUrl },
    secret: signing.secrets,
  })
  const bytes = Buffer.from(delivery.body)
  const { pathname, search } = new URL(callbackUrl)
  return {
    method: delivery.method ?? method,
    url: delivery.url ?? asked.url ?? pathname + search,
    headers: { 'content-type': contentType ?? looksLike(bytes), ...delivery.headers },
    // A buffer, for clients that make JSON of other arrays.
    body: bytes,
    secrets: keyId === undefined ? signing.secrets : [{ id: keyId, value: signing.secrets }],
    callbackUrl,
  }
}

const optionNames =
  'body contentType keyId secret privateKey method url callbackUrl timestamp deliveryId clock'

/**
 * The scheme, written with another signature than `sign` would make: it takes a token's for one that it could have
 * made itself.
 */
function signedBy(scheme: Scheme, signature: Signature, keyId = 'default'): Scheme {
  const { write } = scheme
  if (write === undefined) {
    throw new TypeError(
      `webhook-auth: nobody but ${scheme.sender} can write what ${scheme.id} reads`,
    )
  }
  return defineScheme({
    ...scheme,
    ...({ mac: 'token', secret: 'utf8', encoding: 'text' } as const),
    write: (outgoing: Outgoing) => write({ ...outgoing, keyId }, signature),
  })
}

type Signature = Parameters<NonNullable<Scheme['write']>>[1]

function looksLike(body: Buffer): string {
  const start = body.subarray(0, 100).toString('latin1')
  if (/^\s*[[{"]/.test(start)) return 'application/json'
  return /^[\w.+%-]+=/.test(start)
    ? 'application/x-www-form-urlencoded'
    : 'application/octet-stream'
}
