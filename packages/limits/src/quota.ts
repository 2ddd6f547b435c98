import { periodAt, startOf } from './calendar.ts'
import type { Policy } from './policy.ts'
import type { LimitState, Step } from './store.ts'

/** A period of a quota: its number and when it begins and ends. */
export interface QuotaPeriod {
  readonly index: number
  readonly start: number
  readonly end: number
}

/** The period at a time of day. Whoever asks often gives the `known` one, and gets it back while it lasts. */
export function periodOf(policy: Policy, now: number, known?: QuotaPeriod): QuotaPeriod {
  if (known !== undefined && now >= known.start && now < known.end) return known
  const { calendar } = policy
  const index = periodAt(calendar, now)
  return { index, start: startOf(calendar, index), end: startOf(calendar, index + 1) }
}

/** What is in use now of what was in use in the period that began at `since`. A clock that went back refills nothing. */
export function refilled(policy: Policy, used: number, since: number, period: QuotaPeriod): number {
  if (since >= period.start) return used
  const passed = period.index - periodAt(policy.calendar, since)
  return Math.max(0, used - passed * policy.refill)
}

/** How a quota stands: `used` before the step, less than `inUse` after it where it was taken. */
export function quotaState(
  step: Step,
  used: number,
  inUse: number,
  at: number,
  period: QuotaPeriod,
): LimitState {
  const { policy, cost, key, lease } = step
  const { capacity } = policy
  const ok = used + cost <= capacity
  return {
    policy,
    key,
    cost,
    lease,
    ok,
    reason: ok ? undefined : 'quota_exhausted',
    remaining: Math.max(0, capacity - inUse),
    retryAfterMs: ok ? 0 : untilRefilled(policy, used - (capacity - cost), at, period),
    moreAfterMs:
      inUse > 0 ? untilRefilled(policy, Math.max(1, inUse - capacity + 1), at, period) : 0,
    resetAfterMs: untilRefilled(policy, inUse, at, period),
    at,
  }
}

/** In how many milliseconds as much has come back. */
function untilRefilled(policy: Policy, missing: number, now: number, period: QuotaPeriod): number {
  if (missing <= 0) return 0
  const periods = Math.ceil(missing / policy.refill)
  return (periods === 1 ? period.end : startOf(policy.calendar, period.index + periods)) - now
}
