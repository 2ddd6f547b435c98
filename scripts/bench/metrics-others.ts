import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import * as next from '@prometheus-io/client'
import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import { otelBackend, otelProducer } from '@sallyport/metrics/otel'
import { promClientBridge } from '@sallyport/metrics/prom-client'
import * as old from 'prom-client'
import { type AsyncLoop, type Loop, race, raceAsync } from './race.ts'
import type { Row, Target } from './row.ts'

const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const labels = { route: 'open', code: 'open' } as const
const catalog = defineMetrics({
  requests: { id: 'bench.requests', kind: 'counter', unit: '1', help: 'x', labels },
  took: { id: 'bench.took', kind: 'histogram', unit: 's', help: 'x', labels, buckets },
})
const labelsOf = (i: number) => ({ route: `/r/${Math.floor(i / 10)}`, code: `${200 + (i % 10)}` })

type Kind = keyof typeof catalog
type Client = Pick<typeof old, 'Counter' | 'Histogram' | 'Registry'>
/** 10,000 lines of either kind. */
const many: Readonly<Record<Kind, number>> = { requests: 10_000, took: 588 }

function measured(metrics: Metrics, kind: Kind, series: number): Metrics {
  for (let i = 0; i < series; i++) {
    if (kind === 'requests') metrics.add(catalog.requests, i + 1, labelsOf(i))
    else metrics.observe(catalog.took, (i % 100) / 9, labelsOf(i))
  }
  return metrics
}

function bridged({ Registry }: Client, kind: Kind): old.Registry {
  const registry = new Registry()
  const metrics = createMetrics({ catalog, maxSeriesPerMetric: 20_000 })
  promClientBridge(registry, { metrics: measured(metrics, kind, many[kind]) })
  return registry
}

function its({ Counter, Histogram, Registry }: Client, kind: Kind): old.Registry {
  const registry = new Registry()
  const shape = { help: 'x', labelNames: ['route', 'code'], registers: [registry] }
  const counter = new Counter({ ...shape, name: 'bench_requests_total' })
  const histogram = new Histogram({ ...shape, name: 'bench_took_seconds', buckets })
  for (let i = 0; i < many[kind]; i++) {
    if (kind === 'requests') counter.inc(labelsOf(i), i + 1)
    else histogram.observe(labelsOf(i), (i % 100) / 9)
  }
  return registry
}

const lines = (page: string): number => page.match(/^bench_.*$/gm)?.length ?? 0
let size = 0

/** One registry's page: of our series in it, and of as many of its own. */
async function bridge(name: string, client: Client, kind: Kind): Promise<Row> {
  const [ours, theirs] = [bridged(client, kind), its(client, kind)]
  const [mine, other] = [await ours.metrics(), await theirs.metrics()]
  if (lines(mine) !== lines(other)) throw new Error('bench: not the same lines')
  const page =
    (registry: old.Registry): AsyncLoop =>
    async (n) => {
      for (let i = 0; i < n; i++) size += (await registry.metrics()).length
    }
  const id = `metrics/bridge-${kind === 'took' ? 'lines' : 'page'}/${name}`
  const what = `10,000 ${kind === 'took' ? 'histogram lines' : 'counters'} bridged / ${name}'s own`
  return raceAsync({ id, what, ours: page(ours), peer: page(theirs), target: { atMost: 1.1 } }, 11)
}

/** The SDK's own collection, without what an exporter does with it. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** A reader, and what changes a series before each collection. */
interface Collected {
  readonly reader: Reader
  readonly observe?: (seconds: number, labels?: Asked) => void
}

type Asked = ReturnType<typeof labelsOf>
const all: readonly Asked[] = Array.from({ length: 10_000 }, (_, i) => labelsOf(i))
const cardinalitySelector = (): number => 20_000
const collecting =
  ({ reader, observe }: Collected): AsyncLoop =>
  async (n) => {
    for (let i = 0; i < n; i++) {
      for (let s = 0; observe !== undefined && s < 10_000; s++) observe((s % 100) / 9, all[s])
      const { resourceMetrics } = await reader.collect()
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
      const found = metrics.find(({ descriptor }) => descriptor.name.startsWith('bench.'))
      if (found === undefined || found.dataPoints.length < 10_000)
        throw new Error('bench: no series')
      size += found.dataPoints.length
    }
  }

function itsOwn(kind: Kind, changes = false): Collected {
  const reader = new Reader({ cardinalitySelector })
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench')
  const counter = meter.createCounter('bench.requests')
  const advice = { explicitBucketBoundaries: buckets }
  const histogram = meter.createHistogram('bench.took', { advice })
  for (let i = 0; i < 10_000; i++) {
    if (kind === 'requests') counter.add(i + 1, labelsOf(i))
    else histogram.record((i % 100) / 9, labelsOf(i))
  }
  return changes
    ? { reader, observe: (seconds, labels) => histogram.record(seconds, labels) }
    : { reader }
}

function produced(kind: Kind, changes = false): Collected {
  const made = createMetrics({ catalog, maxSeriesPerMetric: 20_000 })
  const metrics = measured(made, kind, 10_000)
  const reader = new Reader({ cardinalitySelector, metricProducers: [otelProducer(metrics)] })
  new MeterProvider({ readers: [reader] })
  return changes
    ? {
        reader,
        observe: (seconds, labels = bound) => metrics.observe(catalog.took, seconds, labels),
      }
    : { reader }
}
const bound: Asked = labelsOf(0)

function observed(): Collected {
  const reader = new Reader({ cardinalitySelector })
  const backends = [otelBackend(new MeterProvider({ readers: [reader] }))]
  measured(createMetrics({ catalog, maxSeriesPerMetric: 20_000, backends }), 'requests', 10_000)
  return { reader }
}

/** What the SDK takes for an instrument of its own that is asked for as many. */
function itsObserved(): Collected {
  const reader = new Reader({ cardinalitySelector })
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench')
  meter.createObservableCounter('bench.requests').addCallback((result) => {
    for (const [i, one] of all.entries()) result.observe(i + 1, one)
  })
  return { reader }
}

const exportRow = (
  id: string,
  what: string,
  ours: Collected,
  peer: Collected,
  target?: Target,
): Promise<Row> =>
  raceAsync(
    {
      id: `metrics/otel-export/${id}`,
      what: `10,000 series collected: ${what}`,
      ours: collecting(ours),
      peer: collecting(peer),
      ...(target && { target }),
    },
    11,
  )

/** An increment with the backend beside one without. */
function addition(): Row {
  const provider = new MeterProvider({ readers: [new Reader()] })
  const [ours, peer] = [[otelBackend(provider)], []].map((backends): Loop => {
    const metrics = createMetrics({ catalog, backends })
    return (n) => {
      for (let i = 0; i < n; i++) metrics.add(catalog.requests, 1, all[i & 15] as Asked)
    }
  }) as [Loop, Loop]
  return race({
    id: 'metrics/otel-add',
    what: 'add() with the OpenTelemetry backend / without',
    ours,
    peer,
    target: { atMost: 1.1 },
  })
}

/** What is written or collected of ours by what others run, beside what it takes for their own. */
export async function* otherRows(): AsyncIterable<Row> {
  for (const [name, client] of [
    ['prom-client', old],
    ['@prometheus-io/client', next as unknown as Client], // of the same shape
  ] as const) {
    yield bridge(name, client, 'requests')
    yield bridge(name, client, 'took')
  }
  yield addition()
  const target = { atMost: 1.2 }
  const own = 'producer / its own'
  yield exportRow('producer', `${own} counters`, produced('requests'), itsOwn('requests'), target)
  yield exportRow('histograms', `${own} histograms`, produced('took'), itsOwn('took'), target)
  const changed = `${own} histograms, each observed once`
  yield exportRow('changed', changed, produced('took', true), itsOwn('took', true), target)
  yield exportRow('backend', 'backend / its own observable', observed(), itsObserved(), target)
  yield exportRow('backend-sync', 'backend / its own counters', observed(), itsOwn('requests'))
  if (size === 0) throw new Error('bench: nothing was written, so nothing was measured')
}
