import type { LabelArguments, Labels, MonotonicClock } from '@sallyport/core'
import type { Histogram } from './handles.ts'
import { callable, type Leave } from './in-flight.ts'
import { onceSettled } from './once-settled.ts'

/** A histogram of seconds, with a clock. */
export interface Timer<L extends Labels = Labels> extends Histogram<L> {
  /** Begins to measure; the labels are said at the end, when the outcome is known. */
  start(): Stop<L>
  /** Measures a function, to the end of its promise, also where it fails. It may throw. */
  time<T>(run: () => T, ...labels: LabelArguments<NoInfer<L>>): T
  /** Measures until the answer is called or the scope ends: `using _ = timer.measure()`. */
  measure(...labels: LabelArguments<NoInfer<L>>): Leave
}

/** Ends a measurement and tells its seconds. The first call alone is observed. */
export type Stop<L extends Labels = Labels> = (...labels: LabelArguments<NoInfer<L>>) => number

/** A timer's handle. */
export function timerOf(histogram: Histogram, monotonic: MonotonicClock): Timer {
  const start = (): Stop => {
    const began = monotonic()
    let seconds: number | undefined
    return (labels) => {
      if (seconds !== undefined) return seconds
      seconds = Math.max(0, monotonic() - began) / 1_000
      histogram.observe(seconds, labels)
      return seconds
    }
  }
  const measure = (labels: Labels): Leave => {
    const stop = start()
    return callable(() => stop(labels))
  }
  return {
    ...histogram,
    start,
    measure,
    time: (run, labels) => onceSettled(run, measure(labels)),
  }
}
