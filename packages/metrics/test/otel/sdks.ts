import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import * as newest from '@opentelemetry/sdk-metrics'
import * as second from 'sdk-metrics-2'
import * as third from 'sdk-metrics-3.0'

type Sdk = Pick<
  typeof newest,
  | 'AggregationTemporality'
  | 'InMemoryMetricExporter'
  | 'MeterProvider'
  | 'MetricReader'
  | 'PeriodicExportingMetricReader'
>

/** What installs beside version 1.10 of the API, and what most people still have. */
export const sdks: readonly (readonly [string, Sdk])[] = [
  ['3.1.1', newest],
  ['3.0.0', third as never],
  ['2.12.1', second as never],
]

/** The metrics of one export. */
export type Exported = readonly (MetricData & { readonly scope: string; readonly name: string })[]

/** A provider, and what its exporter was given. */
export interface SetUp {
  readonly provider: newest.MeterProvider
  /** What a collection exports. */
  exported(): Promise<Exported>
  close(): Promise<void>
}

/** The SDK as a service would set it up, with its own exporter that keeps what it is given. */
export function setUp(sdk: Sdk, metricProducers: MetricProducer[] = [], delta = false): SetUp {
  const { CUMULATIVE, DELTA } = sdk.AggregationTemporality
  const exporter = new sdk.InMemoryMetricExporter(delta ? DELTA : CUMULATIVE)
  const reader = new sdk.PeriodicExportingMetricReader({
    exporter,
    metricProducers,
    exportIntervalMillis: 3_600_000,
  })
  const provider = new sdk.MeterProvider({ readers: [reader] })
  return {
    provider,
    async exported() {
      exporter.reset()
      await reader.forceFlush()
      const [all] = exporter.getMetrics()
      return (all?.scopeMetrics ?? []).flatMap(({ scope, metrics }) =>
        metrics.map((metric) => ({ ...metric, scope: scope.name, name: metric.descriptor.name })),
      )
    },
    close: () => provider.shutdown(),
  }
}
