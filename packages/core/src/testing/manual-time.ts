import type { Clock, MonotonicClock } from '../clock.ts'
import { checkedInterval, checkedWait, type Timers } from '../timers.ts'

/** Time that passes when a test says so. */
export interface ManualTime {
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  readonly timers: Timers
  /** Lets time pass; what falls due runs in order, each at its own time. */
  advance(ms: number): void
  /** Steps the clock, forwards or backwards, without time passing: monotonic time and timers stay. */
  step(ms: number): void
}

interface Due {
  at: number
  readonly run: () => void
  readonly period: number | undefined
}

/**
 * Time for tests.
 *
 * @param start - The clock's first reading. @default 0
 *
 * @example
 * ```ts
 * import { manualTime } from '@sallyport/core/testing'
 *
 * const time = manualTime(Date.parse('2026-01-01T00:00:00Z'))
 * time.timers.after(1_000, () => console.log(new Date(time.clock()).toISOString()))
 * time.advance(5_000) // prints: 2026-01-01T00:00:01.000Z
 * ```
 */
export function manualTime(start = 0): ManualTime {
  let passed = 0
  let stepped = 0
  const pending = new Set<Due>()
  const wait = (ms: number, run: () => void, period?: number) => {
    const due: Due = { at: passed + ms, run, period }
    pending.add(due)
    return () => void pending.delete(due)
  }
  const next = (until: number): Due | undefined =>
    [...pending].filter((due) => due.at <= until).toSorted((a, b) => a.at - b.at)[0]
  return {
    clock: () => start + stepped + passed,
    monotonic: () => passed,
    timers: {
      after: (ms, run) => wait(checkedWait(ms), run),
      // Like the platform's: an interval of nothing is one millisecond.
      each(ms, run) {
        const period = Math.max(1, checkedInterval(ms))
        return wait(period, run, period)
      },
    },
    advance(ms) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`core: time advances by a number of milliseconds >= 0, got ${ms}`)
      }
      const until = passed + ms
      for (let due = next(until); due !== undefined; due = next(until)) {
        passed = Math.max(passed, due.at)
        if (due.period === undefined) pending.delete(due)
        else due.at += due.period
        due.run()
      }
      // What fell due may have let time pass itself.
      passed = Math.max(passed, until)
    },
    step(ms) {
      stepped += ms
    },
  }
}
