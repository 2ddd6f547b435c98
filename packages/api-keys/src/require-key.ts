import type { Guard, GuardRequest, Verdict } from '@sallyport/core'
import type { Failures, LimitDenial } from '@sallyport/limits'
import type { ApiKeys } from './api-keys.ts'
import type { KeyDenial } from './catalog.ts'
import { demandKnown } from './demand-known.ts'
import type { Identified } from './identify.ts'
import { sentKey } from './sent-key.ts'
import { stopGuessing } from './stop-guessing.ts'

/** How {@link requireKey} reads keys, and whom it stops. */
export interface RequireKeyOptions {
  /** A header that carries the key besides `Authorization`. @default 'x-api-key' */
  readonly header?: string
  /** The tenant that the route is of. Where it finds none, or throws, no key is of it. @default whichever the key is of */
  readonly tenant?: (request: GuardRequest) => string | undefined
  /**
   * Stops an address that has guessed too often, with 429 and `Retry-After`, before anything is looked
   * up or hashed. A guess is what is malformed, unknown, has the wrong secret or is another tenant's.
   * None are a missing key or several, one that is expired, revoked, disabled, not yet valid or of
   * another environment, and one from the wrong network: its holder had the secret. An old secret
   * after its grace is a wrong one. Where the address is not known, nobody gets in.
   *
   * @default nobody is stopped
   */
  readonly failures?: Failures | undefined
}

/**
 * Lets in who holds a key, sent as `Authorization: Bearer …` or `X-API-Key`, once. Proves who it is
 * and what they may do; `requireScopes` and `rateLimit` come after it. Never throws or rejects: a store
 * that is down is a 503. Who uses an old secret is let in with `Deprecation` and `Sunset` headers.
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
 *
 * @example
 * ```ts
 * import { apiKeys, memoryKeyStore, requireKey } from '@sallyport/api-keys'
 * import { testRequest } from '@sallyport/core/testing'
 * import { failures, limits } from '@sallyport/limits'
 *
 * const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'live' })
 * const limiter = limits({ policies: { guesses: { kind: 'exact', limit: 1, windowMs: 60_000 } } })
 * const guard = requireKey(keys, { failures: failures(limiter, { policy: 'guesses' }) })
 *
 * const request = testRequest({ headers: { 'x-api-key': 'guess' } })
 * await guard(request, {})
 * const verdict = await guard(request, {})
 * console.log(verdict.ok ? 'in' : verdict.reason) // prints: rate_limited
 * ```
 */
export function requireKey(
  keys: Pick<ApiKeys, 'identify'>,
  options?: RequireKeyOptions & { readonly failures?: undefined },
): Guard<Identified, KeyDenial>
export function requireKey(
  keys: Pick<ApiKeys, 'identify'>,
  options: RequireKeyOptions,
): Guard<Identified, KeyDenial | LimitDenial>
export function requireKey(
  keys: Pick<ApiKeys, 'identify'>,
  options: RequireKeyOptions = {},
): Guard<Identified, KeyDenial | LimitDenial> {
  demandKnown('requireKey', options, known)
  const { header = 'x-api-key', tenant, failures } = options
  if (header.toLowerCase() === 'authorization') {
    throw new TypeError(`api-keys: "header" must be another than Authorization`)
  }
  const guard = (request: GuardRequest): ReturnType<ApiKeys['identify']> => {
    const sent = sentKey(request, header)
    let asked: string | undefined
    try {
      // Finding none is not asking for none: it would let in every tenant.
      asked = tenant === undefined ? undefined : (tenant(request) ?? nobodys)
    } catch (cause) {
      return told(keys.identify(sent, { ip: request.ip, tenant: nobodys }), cause)
    }
    return keys.identify(sent, { ip: request.ip, tenant: asked })
  }
  return failures === undefined ? guard : stopGuessing(failures, guard)
}

const known = 'header tenant failures'

/** A tenant that no key is of: each has a name. */
const nobodys = ''

type Said = Verdict<Identified, KeyDenial>

/** A refusal, with what is behind it: for the operator. */
function told(answer: Said | Promise<Said>, cause: unknown): Said | Promise<Said> {
  const withCause = (said: Said): Said => (said.ok ? said : { ...said, cause })
  return answer instanceof Promise ? answer.then(withCause) : withCause(answer)
}
