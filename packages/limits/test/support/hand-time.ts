import type { Clock, MonotonicClock } from '@sallyport/core'

/** Two clocks to move by hand: time passes on both, and somebody sets the one on the wall. */
export interface HandTime {
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  /** What has passed. */
  readonly passed: number
  pass(ms: number): void
  setBy(ms: number): void
}

/** Makes them; the middle of a day in the middle of a month unless told. */
export function handTime(from: number = Date.UTC(2026, 4, 15, 12)): HandTime {
  let wall = from
  let passed = 0
  return {
    clock: () => wall,
    monotonic: () => passed,
    get passed() {
      return passed
    },
    pass(ms) {
      wall += ms
      passed += ms
    },
    setBy(ms) {
      wall += ms
    },
  }
}
