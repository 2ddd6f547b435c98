import type { Guard, Nothing } from '@sallyport/core'
import { type Claim, claimLimits, type LimitDenial, type LimitedOptions } from '@sallyport/limits'
import type { ApiKeys } from './api-keys.ts'
import type { KeyView } from './view.ts'

/** What a request costs, and how it is told. */
export interface SpendOptions extends LimitedOptions {
  /** A whole number. @default 1 */
  readonly cost?: number
}

/**
 * Takes from a key's own limits and quotas, all or nothing: the last guard of a route.
 *
 * @example
 * ```ts
 * import { apiKeys, memoryKeyStore, requireKey, spend } from '@sallyport/api-keys'
 * import { decider, every } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { limits } from '@sallyport/limits'
 *
 * const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'live', limits: limits({ policies: {} }) })
 * const ada = { kind: 'user', id: 'ada' }
 * const daily = { name: 'daily', policy: { kind: 'quota', limit: 1, period: 'day' } } as const
 * const { token } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada, limits: [daily] })
 *
 * const decide = decider(every(requireKey(keys), spend(keys)))
 * const request = testRequest({ headers: { 'x-api-key': token.reveal() } })
 * await decide(request)
 * const verdict = await decide(request)
 * console.log(verdict.ok ? 'in' : verdict.reason) // prints: quota_exhausted
 * ```
 */
export function spend(
  keys: Pick<ApiKeys, 'limits' | 'claimsOf'>,
  { cost = 1, ...options }: SpendOptions = {},
): Guard<Nothing, LimitDenial, { readonly key: KeyView }> {
  const { limits } = keys
  if (limits === undefined) {
    throw new TypeError('api-keys: spend() needs keys with "limits", got none')
  }
  return claimLimits(limits, {
    ...options,
    claims: (_request, { key }) => keys.claimsOf(key, cost),
  })
}

/** What a key takes from for one request. */
export type ClaimsOf = (key: KeyView, cost?: number) => readonly Claim[]
