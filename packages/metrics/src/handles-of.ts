import type { MonotonicClock } from '@sallyport/core'
import type { Collectors } from './collectors.ts'
import type { Families } from './families.ts'
import { counterOf, gaugeOf, histogramOf } from './handles.ts'
import { inFlightOf } from './in-flight.ts'
import type { Metrics } from './metrics.ts'
import { timerOf } from './timer.ts'

/** The verbs of `Metrics` that give a handle. */
export type Handles = Pick<
  Metrics,
  'counter' | 'gauge' | 'histogram' | 'timer' | 'inFlight' | 'collect'
>

/** Handles on families. A metric's labels are types only: what writes does not know them. */
export function handlesOf(
  families: Families,
  collectors: Collectors,
  monotonic: MonotonicClock,
): Handles {
  return {
    counter: (metric) => counterOf(families.checked(metric, 'counter')) as never,
    gauge: (metric) => gaugeOf(families.checked(metric, 'gauge')) as never,
    histogram: (metric) => histogramOf(families.checked(metric, 'histogram')) as never,
    timer(metric) {
      const family = families.checked(metric, 'histogram')
      if (metric.unit === 's') return timerOf(histogramOf(family), monotonic) as never
      throw new TypeError(`metrics: timer() takes a histogram in 's', got '${metric.unit}'`)
    },
    inFlight: (metric) => inFlightOf(gaugeOf(families.checked(metric, 'gauge'))) as never,
    collect: (metric, collector) =>
      collectors.add(families.checked(metric, 'gauge'), collector as never),
  }
}
