import type { Clock, MonotonicClock } from '@sallyport/core'

const longestTrustedMs = 1_000

/**
 * A clock that nobody can set, at the price of the time of day, which is cheaper to ask than the
 * monotonic clock. That is asked only where the time of day went back, or on by more than a second:
 * then what passed is what it says. A step that is smaller than that is believed.
 */
export function steadyClock(clock: Clock, monotonic: MonotonicClock): MonotonicClock {
  // A field of an object is written in place; a captured variable would be a new number each time.
  const known = { wall: clock(), offset: 0, monotonic: monotonic(), steady: 0 }
  known.offset = -known.wall
  const measured = (wall: number, before: number): number => {
    const now = monotonic()
    // Never back, though steps that were believed may have put it ahead.
    known.steady = Math.max(before, known.steady + now - known.monotonic)
    known.monotonic = now
    known.offset = Math.round(known.steady - wall)
    return known.steady
  }
  return () => {
    const wall = clock()
    const passed = wall - known.wall
    const before = known.wall + known.offset
    known.wall = wall
    return passed >= 0 && passed <= longestTrustedMs ? wall + known.offset : measured(wall, before)
  }
}
