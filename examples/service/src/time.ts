import type { Clock, MonotonicClock } from '@sallyport/core'

/** What tells the service the time: the machine, unless it is given. */
export interface Time {
  readonly clock?: Clock
  readonly monotonic?: MonotonicClock
}
