import type { LimitReason } from './catalog.ts'
import type { Policy } from './policy.ts'
import type { LimitState } from './store.ts'

/**
 * The leaky bucket as a meter, which decides as GCRA does: what was taken, less what has leaked
 * out since. Kept as a count and not as a theoretical arrival time, because a count of requests at
 * one instant stays whole, where times of arrival add up a rounding with each. A clock that went
 * back leaks nothing, and nothing more.
 */
export const leaked = (policy: Policy, used: number, at: number, now: number): number =>
  now <= at ? used : Math.max(0, used - (now - at) / policy.intervalMs)

/**
 * How much of what was taken has not leaked yet: what was taken first leaks first. Reckoned from
 * the count, since times in whole milliseconds are too coarse where many leak in one.
 */
export const stillCounted = (taken: LimitState, now: number): number =>
  Math.min(taken.cost, leaked(taken.policy, usedAfter(taken), taken.at, now))

/** What was in use when it was taken, with it. */
export const usedAfter = (taken: LimitState): number =>
  taken instanceof RateState ? taken.used : taken.resetAfterMs / taken.policy.intervalMs

/** A millionth of a request: more than rounding ever adds up to, and less than anybody can use. */
const slack = 1e-6

/** Whether it still fits. */
export const fits = (policy: Policy, used: number, cost: number): boolean =>
  used + cost <= policy.capacity + slack

/**
 * How a rate stands. A state is made for every request, and most are asked for `ok` alone: the rest
 * is worked out when it is asked for.
 */
export class RateState implements LimitState {
  readonly policy: Policy
  readonly key: string
  readonly cost: number
  readonly ok: boolean
  /** After the step; before it where that did not fit. */
  readonly used: number
  readonly at: number

  constructor(policy: Policy, key: string, cost: number, ok: boolean, used: number, at: number) {
    this.policy = policy
    this.key = key
    this.cost = cost
    this.ok = ok
    this.used = used
    this.at = at
  }

  get reason(): LimitReason | undefined {
    return this.ok ? undefined : 'rate_limited'
  }

  get remaining(): number {
    return Math.max(0, Math.floor(this.policy.capacity - this.used + slack))
  }

  get retryAfterMs(): number {
    return this.ok ? 0 : this.untilLeaked(this.policy.capacity - this.cost)
  }

  get moreAfterMs(): number {
    const { remaining, policy } = this
    return remaining < policy.capacity ? this.untilLeaked(policy.capacity - remaining - 1) : 0
  }

  get resetAfterMs(): number {
    return this.untilLeaked(0)
  }

  // A rate gives back by count: whose it was says nothing to it.
  get lease(): number {
    return 0
  }

  /** In how many milliseconds no more than `most` is in use. */
  private untilLeaked(most: number): number {
    const over = this.used - most - slack
    return over > 0 ? Math.ceil(over * this.policy.intervalMs) : 0
  }
}
