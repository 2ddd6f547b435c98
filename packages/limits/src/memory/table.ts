import type { Policy } from '../policy.ts'
import type { LimitState } from '../store.ts'

/** The keys of one policy. */
export interface Table {
  readonly index: ReadonlyMap<string, number>
  /** Takes, unless it only looks, and tells how things stand. */
  take(policy: Policy, key: string, cost: number, lease: number, look: boolean): LimitState
  refund(taken: LimitState): void
  forget(key: string): void
}

/** How much a table may hold. */
export interface TableBounds {
  readonly maxKeys: number
  readonly maxBytes: number
}

/** There is no room for one key more. */
export const full = (
  policy: Policy,
  key: string,
  cost: number,
  lease: number,
  at: number,
): LimitState => ({
  policy,
  key,
  cost,
  lease,
  ok: false,
  reason: 'limits_full',
  remaining: 0,
  retryAfterMs: 1_000,
  moreAfterMs: 0,
  resetAfterMs: 0,
  at,
})
