import { type Denied, deny, type GuardRequest, type Headers } from '@sallyport/core'
import { apiKeyReasons, type KeyDenial } from './catalog.ts'

/** What a request sends as its key: text, nothing, or what is not one. */
export type SentKey = string | undefined | readonly string[]

// RFC 9110 §11.1: the scheme in any case.
const bearer = /^bearer +([!-~]+)$/i
const isBearer = /^bearer(?:\s|$)/i
const anyBearer = /(?:^|,)[ \t]*bearer(?:[ \t,]|$)/i

/** Reads `Authorization: Bearer …` and the other header. Joined by a proxy, two headers are still two. */
export function sentKey(request: GuardRequest, header: string): SentKey {
  const authorizations = request.headerValues('authorization')
  const others = request.headerValues(header)
  if (authorizations.length + others.length > 1) return [...authorizations, ...others]
  const [other] = others
  if (other !== undefined) return other.includes(',') ? other.split(',') : other
  const [authorization] = authorizations
  if (authorization === undefined) return undefined
  // Other schemes have commas of their own: Digest.
  if (authorization.includes(',') && anyBearer.test(authorization)) return authorization.split(',')
  // RFC 6750 §2.1: one word. None, or several, are no credentials that somebody left out.
  return bearer.exec(authorization)?.[1] ?? (isBearer.test(authorization) ? [] : undefined)
}

/** RFC 6750 §3: a parameter at least. Without credentials no error code; what is malformed or sent twice is a bad request (§3.1). */
export const challenge = (error?: 'invalid_request' | 'invalid_token'): Headers => ({
  'www-authenticate': `Bearer realm="api_keys"${error === undefined ? '' : `, error="${error}"`}`,
})

const missing: Denied<KeyDenial> = Object.freeze(
  deny('key_missing', apiKeyReasons.key_missing.status, {
    headers: challenge(),
  }),
)
const ambiguous: Denied<KeyDenial> = Object.freeze(
  deny('key_ambiguous', apiKeyReasons.key_ambiguous.status, {
    headers: challenge('invalid_request'),
  }),
)

/** Why what was sent is not one key; undefined when it may be. */
export function notOneKey(sent: unknown): Denied<KeyDenial> | undefined {
  if (sent === undefined) return missing
  return Array.isArray(sent) ? ambiguous : undefined
}
