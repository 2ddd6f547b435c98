import { type Clock, type MonotonicClock, systemClock, systemMonotonic } from '@sallyport/core'
import type { Span } from './source.ts'

/** Wall time that never runs backwards. */
export interface SteadyClock extends Clock {
  /** Where it leapt forwards to catch up, oldest first: time in which nothing was counted. The last 32. */
  readonly leaps: readonly Span[]
}

/** Behind the wall clock by more than this, the machine was suspended or its clock was set. */
const tolerance = 60_000
const mostLeaps = 32

/**
 * A wall clock that goes by the monotonic one from where it began: a step backwards does nothing to it. When
 * the wall clock is more than a minute ahead, it leaps there, and remembers what it left out.
 */
export function steadyClock(
  clock: Clock = systemClock,
  monotonic: MonotonicClock = systemMonotonic,
): SteadyClock {
  const leaps: Span[] = []
  let offset = clock() - monotonic()
  let checked = monotonic()
  const read = (): number => {
    const elapsed = monotonic()
    // A clock costs more than all the rest of a record: the wall's is looked at once a second.
    if (elapsed - checked >= 1_000) {
      checked = elapsed
      const now = elapsed + offset
      const ahead = clock() - now
      if (ahead > tolerance) {
        leaps.push({ from: now, to: now + ahead })
        if (leaps.length > mostLeaps) leaps.shift()
        offset += ahead
      }
    }
    return elapsed + offset
  }
  return Object.assign(read, { leaps })
}

let shared: SteadyClock | undefined

/** The one that everybody uses who was given none. */
export function systemSteady(): SteadyClock {
  shared ??= steadyClock()
  return shared
}
