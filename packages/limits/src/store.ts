import type { Check, Clock, MonotonicClock } from '@sallyport/core'
import type { LimitReason } from './catalog.ts'
import type { Policy } from './policy.ts'

/** At once, or later. */
export type Answer<T> = T | Promise<T>

/** What is to be taken: so much of a policy, for a key. */
export interface Step<P extends string = string> {
  readonly policy: Policy<P>
  /** At most 200 characters. */
  readonly key: string
  /** A whole number from 1 to the policy's capacity. */
  readonly cost: number
  /** Tells holders of a concurrency policy apart. */
  readonly lease: number
}

/** How a policy stands for a key after a claim. */
export interface LimitState<P extends string = string> extends Step<P> {
  /** It was taken; after a look, or beside a step that did not fit: it could have been. */
  readonly ok: boolean
  /** Why not. */
  readonly reason: LimitReason | undefined
  /** What could be taken now. */
  readonly remaining: number
  /** In how many milliseconds as much as was asked for can be taken; 0 when it was, Infinity for never. */
  readonly retryAfterMs: number
  /** In how many milliseconds more remains than now; 0 when all does, or nobody can tell. */
  readonly moreAfterMs: number
  /** In how many milliseconds all remains; 0 when all does, or nobody can tell. */
  readonly resetAfterMs: number
  /** When it was taken, by the store's time: `refund` needs it. */
  readonly at: number
  /** Nobody was asked, so that the numbers say nothing. */
  readonly unknown?: true
  /** Why the store could not answer, when it could not. For the operator. */
  readonly cause?: unknown
}

/** Both times. A store uses the one that fits it, or its server's own. */
export interface Clocks {
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}

/** Where it is kept what was taken. */
export interface LimitStore {
  /**
   * Takes every step or none, atomically: no other claim, on whatever machine, comes between. Tells
   * how each stands, in the order of the steps. No two steps have the same policy and key. Rejects
   * when the store is down.
   */
  claim(steps: readonly Step[], clocks: Clocks): Answer<readonly LimitState[]>
  /** Takes nothing, and tells how each stands. */
  look(steps: readonly Step[], clocks: Clocks): Answer<readonly LimitState[]>
  /** Gives back what was taken, as far as it still counts: never more than that. */
  refund(taken: readonly LimitState[], clocks: Clocks): Answer<void>
  /** Forgets a key of a policy: all of it can be taken again. */
  forget(policy: Policy, key: string): Answer<void>
  /** Whether the store answers. */
  readonly check: Check
}

/** A store that answers at once, and a single step without a list around it. */
export interface SyncLimitStore extends LimitStore {
  take(policy: Policy, key: string, cost: number, lease: number, clocks: Clocks): LimitState
  claim(steps: readonly Step[], clocks: Clocks): readonly LimitState[]
  look(steps: readonly Step[], clocks: Clocks): readonly LimitState[]
  refund(taken: readonly LimitState[], clocks: Clocks): void
  forget(policy: Policy, key: string): void
}
