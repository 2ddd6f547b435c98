import { type Denied, deny, type Guard, type GuardRequest } from '@sallyport/core'
import type { ApiKeys } from './api-keys.ts'
import { apiKeyReasons, type KeyDenial } from './catalog.ts'
import type { Identified } from './identify.ts'

/** How {@link requireKey} reads keys. */
export interface RequireKeyOptions {
  /** A header that carries the key besides `Authorization`. @default 'x-api-key' */
  readonly header?: string
  /** The tenant that the route is of. @default whichever the key is of */
  readonly tenant?: (request: GuardRequest) => string | undefined
}

/**
 * Lets in who holds a key, sent as `Authorization: Bearer …` or `X-API-Key`, once. Proves who it is
 * and what they may do; `requireScopes` and `rateLimit` come after it.
 *
 * @example
 * ```ts
 * import { apiKeys, memoryKeyStore, requireKey } from '@sallyport/api-keys'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'live' })
 * const ada = { kind: 'user', id: 'ada' }
 * const { token } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada })
 * const guard = requireKey(keys)
 *
 * const verdict = await guard(testRequest({ headers: { 'x-api-key': token.reveal() } }), {})
 * console.log(verdict.ok && verdict.value.key.owner.id) // prints: ada
 * console.log((await guard(testRequest(), {})).ok) // prints: false
 * ```
 */
export function requireKey(
  keys: Pick<ApiKeys, 'identify'>,
  { header = 'x-api-key', tenant }: RequireKeyOptions = {},
): Guard<Identified, KeyDenial> {
  return (request) => {
    const token = tokenOf(request, header)
    if (typeof token !== 'string') return token
    return keys.identify(token, { ip: request.ip, tenant: tenant?.(request) })
  }
}

// RFC 6750 §3: without credentials, no error code; twice is a bad request (§3.1).
const missing: Denied<KeyDenial> = Object.freeze(
  deny('key_missing', apiKeyReasons.key_missing.status, {
    headers: { 'www-authenticate': 'Bearer' },
  }),
)
const ambiguous: Denied<KeyDenial> = Object.freeze(
  deny('key_ambiguous', apiKeyReasons.key_ambiguous.status, {
    headers: { 'www-authenticate': 'Bearer error="invalid_request"' },
  }),
)
// RFC 9110 §11.1: the scheme in any case.
const bearer = /^bearer +([!-~]+)$/i

function tokenOf(request: GuardRequest, header: string): string | Denied<KeyDenial> {
  const authorizations = request.headerValues('authorization')
  const others = request.headerValues(header)
  if (authorizations.length + others.length > 1) return ambiguous
  const [other] = others
  if (other !== undefined) return other
  const [authorization] = authorizations
  return (authorization !== undefined && bearer.exec(authorization)?.[1]) || missing
}
