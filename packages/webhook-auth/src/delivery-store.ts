import type { Check } from '@sallyport/core'

/** At once, or later. */
export type Answer<T> = T | Promise<T>

/**
 * What came of a claim: `fresh` for exactly one of all who claim at the same time, with a lease that
 * only it has; `held` while that lease runs; `done` once it was completed; `full` when the store can
 * hold no more, and then nobody gets in.
 */
export type Claimed =
  | { readonly state: 'fresh'; readonly lease: string }
  | { readonly state: 'held' | 'done' | 'full' }

/** Where it is kept which deliveries have been seen. Any text is a key; spans are milliseconds, at least 1. */
export interface DeliveryStore {
  /**
   * Claims a key for so long, counted from now by the store's own clock. Nothing that is held or done
   * is ever given up before its time to make room.
   */
  claim(key: string, holdMs: number): Answer<Claimed>
  /**
   * Keeps what was claimed as done, for so long from now. Also after the lease has run out, as what was
   * done is done; false when it is another's by then.
   */
  complete(key: string, lease: string, keepMs: number): Answer<boolean>
  /**
   * Gives back what was claimed, so that the sender may try again; false when there is nothing to give
   * back: the lease has run out, or it is done, or another's.
   */
  release(key: string, lease: string): Answer<boolean>
  /** The longest that it keeps anything; a guard that would keep a delivery for longer is not built. @default no bound */
  readonly longestMs?: number
  /** Whether the store answers. */
  readonly check: Check
}
