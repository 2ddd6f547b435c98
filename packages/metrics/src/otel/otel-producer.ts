import { type Clock, demandOptions, systemClock } from '@sallyport/core'
import type { Family } from '../family.ts'
import type { Metrics } from '../metrics.ts'
import {
  noResource,
  type OtelCollection,
  type OtelMetric,
  type OtelTime,
  otelUnit,
  ownScope,
} from './otel-data.ts'
import { Points } from './points.ts'

/** What {@link otelProducer} may be told. */
export interface OtelProducerOptions {
  /** Whether counters and histograms tell all since the start, or what came since the last collection. @default 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta'
  /** The name of the instrumentation scope. @default '@sallyport/metrics' */
  readonly scope?: string
  readonly clock?: Clock
}

/** A `MetricProducer` of OpenTelemetry's SDK. */
export interface OtelProducer {
  /** Everything as it stands, after the collectors have run. Never rejects. */
  collect(): Promise<OtelCollection>
}

/**
 * Gives all metrics to a reader of OpenTelemetry's SDK, as one of its `metricProducers`: whole histograms with their
 * own boundaries, the number of series bounded here alone, and nothing to do before somebody collects. One for each
 * reader. The SDK has no place for exemplars. Where the reader is not yours to make, there is `otelBackend`.
 *
 * @throws TypeError for metrics that are none, and for an option that is none.
 *
 * @example
 * ```ts
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { otelProducer } from '@sallyport/metrics/otel'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const metrics = createMetrics({ catalog: { orders } })
 * const producer = otelProducer(metrics) // new PeriodicExportingMetricReader({ exporter, metricProducers: [producer] })
 * metrics.add(orders, 2)
 * const { scopeMetrics } = (await producer.collect()).resourceMetrics
 * const [found] = scopeMetrics[0]?.metrics ?? []
 * console.log(found?.descriptor.name, found?.dataPoints[0]?.value) // prints: shop.orders 2
 * ```
 */
export function otelProducer(
  metrics: Pick<Metrics, 'gather'>,
  options: OtelProducerOptions = {},
): OtelProducer {
  demandOptions('metrics: otelProducer()', options, ['temporality', 'scope', 'clock'])
  const { temporality = 'cumulative', scope = ownScope, clock = systemClock } = options
  if (typeof metrics?.gather !== 'function') {
    throw new TypeError(`metrics: otelProducer() takes metrics, got ${typeof metrics}`)
  }
  if (temporality !== 'cumulative' && temporality !== 'delta') {
    throw new TypeError(
      `metrics: "temporality" must be 'cumulative' or 'delta', got ${temporality}`,
    )
  }
  const points = new Points(timeOf(clock()), temporality === 'delta')
  return {
    async collect() {
      const families = await metrics.gather()
      points.begin(timeOf(clock()))
      const all = families.map((family) => metricOf(family, points))
      const scopeMetrics = [
        { scope: { name: scope }, metrics: all.filter(({ dataPoints }) => dataPoints.length > 0) },
      ]
      return { resourceMetrics: { resource: noResource, scopeMetrics }, errors: [] }
    },
  }
}

const timeOf = (ms: number): OtelTime => [Math.floor(ms / 1_000), Math.floor((ms % 1_000) * 1e6)]

function metricOf(family: Family, points: Points): OtelMetric {
  const { id, help, unit } = family.definition
  const descriptor = { name: id, description: help, unit: otelUnit(unit), valueType: 1 } as const
  const aggregationTemporality = points.isDelta ? 0 : 1
  const cells = family.cells()
  if (family.bounds !== undefined) {
    const boundaries = [...family.bounds]
    const dataPoints = points.histograms(cells, boundaries)
    return { descriptor, aggregationTemporality, dataPointType: 0, dataPoints }
  }
  if (family.kind === 'gauge') {
    const dataPoints = points.gauges(cells)
    return { descriptor, aggregationTemporality, dataPointType: 2, dataPoints }
  }
  const dataPoints = points.sums(cells)
  return { descriptor, aggregationTemporality, dataPointType: 3, isMonotonic: true, dataPoints }
}
