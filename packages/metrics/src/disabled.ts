import type { BoundMetric } from '@sallyport/core'
import type { Families } from './families.ts'
import type { Counter, Gauge, Histogram } from './handles.ts'
import { callable, type InFlight } from './in-flight.ts'
import type { Metrics } from './metrics.ts'
import type { Timer } from './timer.ts'

const nothing = (): void => {}
const series: BoundMetric = { add: nothing, set: nothing, observe: nothing }
const bind = (): BoundMetric => series
const histogram: Histogram = { observe: nothing, bind }
const timer: Timer = {
  ...histogram,
  start: () => () => 0,
  time: (run) => run(),
  measure: () => callable(nothing),
}
const counter: Counter = { increment: nothing, add: nothing, bind }
const gauge: Gauge = { set: nothing, add: nothing, bind }
const inFlight: InFlight = { enter: () => callable(nothing), during: (run) => run() }

/** Metrics that measure nothing. A handle of what cannot be is refused as ever. */
export function disabledMetrics(families: Families): Metrics {
  const handle =
    (kind: 'counter' | 'gauge' | 'histogram', one: unknown) =>
    (metric: never): never => {
      families.checked(metric, kind)
      return one as never
    }
  return {
    ...{ add: nothing, set: nothing, observe: nothing, bind, read: () => [] },
    counter: handle('counter', counter),
    gauge: handle('gauge', gauge),
    histogram: handle('histogram', histogram),
    timer: handle('histogram', timer),
    inFlight: handle('gauge', inFlight),
    collect: handle('gauge', nothing),
    families: () => [],
    gather: async () => [],
    flush: async () => {},
    close: async () => {},
  }
}
