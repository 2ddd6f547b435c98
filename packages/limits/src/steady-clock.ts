import type { Clock, MonotonicClock } from '@sallyport/core'

const longestTrustedMs = 1_000

/**
 * A clock that nobody can set, at the price of the time of day, which is cheaper to ask than the
 * monotonic clock. That is asked once a second, and where the time of day went back; in between the
 * time of day is believed. So this is never wrong by more than a second, however often and whichever
 * way somebody sets it.
 */
export function steadyClock(clock: Clock, monotonic: MonotonicClock): MonotonicClock {
  const started = monotonic()
  // A field of an object is written in place; a captured variable would be a new number each time.
  const wall = clock()
  const known = { wall, seen: wall, offset: -wall, told: 0 }
  return () => {
    const wall = clock()
    const since = wall - known.wall
    if (wall < known.seen || since > longestTrustedMs) {
      known.wall = wall
      known.offset = Math.round(monotonic() - started) - wall
    }
    known.seen = wall
    const now = wall + known.offset
    if (now > known.told) known.told = now
    return known.told
  }
}
