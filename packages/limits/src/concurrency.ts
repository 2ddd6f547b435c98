import type { LimitState, Step } from './store.ts'

/** Who holds how many, and until when at the latest. */
export interface Lease {
  readonly lease: number
  readonly until: number
  readonly cost: number
}

/** Those whose time is not up. */
export const living = (leases: readonly Lease[], now: number): readonly Lease[] =>
  leases.every(({ until }) => until > now) ? leases : leases.filter(({ until }) => until > now)

/** How many they hold. */
export const held = (leases: readonly Lease[]): number =>
  leases.reduce((sum, { cost }) => sum + cost, 0)

/** How a concurrency policy stands, with those that hold it after the step. */
export function concurrencyState(
  step: Step,
  ok: boolean,
  leases: readonly Lease[],
  at: number,
): LimitState {
  const { policy, cost, key, lease } = step
  const first = Math.min(...leases.map(({ until }) => until))
  return {
    policy,
    key,
    cost,
    lease,
    ok,
    reason: ok ? undefined : 'too_many_in_flight',
    remaining: Math.max(0, policy.limit - held(leases)),
    // Whoever holds one may give it back at any moment: nobody can tell when.
    retryAfterMs: ok ? 0 : Math.min(Math.ceil(first - at), longestGuessMs),
    moreAfterMs: 0,
    resetAfterMs: 0,
    at,
  }
}

const longestGuessMs = 1_000
