import type { Guard, GuardRequest, Verdict } from '@sallyport/core'
import type { ApiKeys } from './api-keys.ts'
import type { KeyDenial } from './catalog.ts'
import type { Identified } from './identify.ts'
import { sentKey } from './sent-key.ts'

/** How {@link requireKey} reads keys. */
export interface RequireKeyOptions {
  /** A header that carries the key besides `Authorization`. @default 'x-api-key' */
  readonly header?: string
  /** The tenant that the route is of. Where it throws, no key is of it. @default whichever the key is of */
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
  if (header.toLowerCase() === 'authorization') {
    throw new TypeError(
      'api-keys: "header" must be another than Authorization, which is read anyway',
    )
  }
  return (request) => {
    const sent = sentKey(request, header)
    let asked: string | undefined
    try {
      asked = tenant?.(request)
    } catch (cause) {
      return told(keys.identify(sent, { ip: request.ip, tenant: nobodys }), cause)
    }
    return keys.identify(sent, { ip: request.ip, tenant: asked })
  }
}

/** A tenant that no key is of: each has a name. */
const nobodys = ''

type Said = Verdict<Identified, KeyDenial>

/** A refusal, with what is behind it: for the operator. */
function told(answer: Said | Promise<Said>, cause: unknown): Said | Promise<Said> {
  const withCause = (said: Said): Said => (said.ok ? said : { ...said, cause })
  return answer instanceof Promise ? answer.then(withCause) : withCause(answer)
}
