import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import {
  Counter as NextCounter,
  Histogram as NextHistogram,
  Registry as NextRegistry,
} from '@prometheus-io/client'
import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import { statsdBackend } from '@sallyport/metrics/statsd'
import { StatsD } from 'hot-shots'
import { Counter, Histogram, Registry } from 'prom-client'
import { clusterRows } from '../metrics-cluster.ts'
import { otherRows } from '../metrics-others.ts'
import { pageRows } from '../metrics-pages.ts'
import { type Loop, race, raceAsync } from '../race.ts'
import { judge, type Row, type Suite, type Target } from '../row.ts'

const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const
const results = ['success', 'fail', 'denied', 'error'] as const
type Asked = { readonly method: string; readonly result: string }
/** Sixteen sets of labels in turn, each a new object, as a handler makes them. */
const labelsOf = (i: number): Asked => ({
  method: methods[i & 3] as string,
  result: results[(i >> 2) & 3] as string,
})
const bound: Asked = { method: 'GET', result: 'success' }
/** From 10 ms to 2 s, spread over the buckets, the same in every row. */
const seconds = Float64Array.from({ length: 1_024 }, (_, i) =>
  Math.exp(((i * 389) % 1_024) / 200 - 5),
)

const labels = { method: 'open', result: 'open' } as const
const catalog = defineMetrics({
  requests: { id: 'bench.requests', kind: 'counter', unit: '1', help: 'Requests.', labels },
  took: { id: 'bench.took', kind: 'histogram', unit: 's', help: 'Durations.', labels, buckets },
})

const metrics: Metrics = createMetrics({ catalog })
const disabled: Metrics = createMetrics({ catalog, enabled: false })

/** What a client of the usual kind offers, whichever it is. */
interface Client {
  readonly name: string
  readonly counter: { inc(labels: Asked): void; labels(labels: Asked): { inc(): void } }
  readonly histogram: {
    observe(labels: Asked, value: number): void
    labels(labels: Asked): { observe(value: number): void }
  }
}

const shape = { help: 'x', labelNames: ['method', 'result'] }
const clients: readonly Client[] = [
  {
    name: 'prom-client',
    counter: new Counter({ ...shape, name: 'requests_total', registers: [new Registry()] }),
    histogram: new Histogram({
      ...shape,
      name: 'took_seconds',
      buckets,
      registers: [new Registry()],
    }),
  },
  {
    name: '@prometheus-io/client',
    counter: new NextCounter({ ...shape, name: 'requests_total', registers: [new NextRegistry()] }),
    histogram: new NextHistogram({
      ...shape,
      name: 'took_seconds',
      buckets,
      registers: [new NextRegistry()],
    }),
  },
]

// A loop made for each row: one that all share would be compiled for all of them.
const add = (): Loop => (n) => {
  for (let i = 0; i < n; i++) metrics.add(catalog.requests, 1, labelsOf(i))
}
const observe = (): Loop => (n) => {
  for (let i = 0; i < n; i++)
    metrics.observe(catalog.took, seconds[i & 1_023] as number, labelsOf(i))
}
const series = metrics.bind(catalog.requests, bound)
const addBound = (): Loop => (n) => {
  for (let i = 0; i < n; i++) series.add(1)
}
const durations = metrics.bind(catalog.took, bound)
const observeBound = (): Loop => (n) => {
  for (let i = 0; i < n; i++) durations.observe(seconds[i & 1_023] as number)
}

function* beside({ name, counter, histogram }: Client, labelled: Target): Iterable<Row> {
  const row = (id: string, ours: Loop, peer: Loop, target: Target): Row =>
    race({ id: `metrics/${id}/${name}`, what: `${id} / ${name}`, ours, peer, target })
  const child = counter.labels(bound)
  const childHistogram = histogram.labels(bound)
  yield row(
    'add-labelled',
    add(),
    (n) => {
      for (let i = 0; i < n; i++) counter.inc(labelsOf(i))
    },
    labelled,
  )
  yield row(
    'observe-labelled',
    observe(),
    (n) => {
      for (let i = 0; i < n; i++) histogram.observe(labelsOf(i), seconds[i & 1_023] as number)
    },
    { atMost: 1 / 4 },
  )
  yield row(
    'add-bound',
    addBound(),
    (n) => {
      for (let i = 0; i < n; i++) child.inc()
    },
    { atMost: 1 / 10 },
  )
  yield row(
    'observe-bound',
    observeBound(),
    (n) => {
      for (let i = 0; i < n; i++) childHistogram.observe(seconds[i & 1_023] as number)
    },
    { atMost: 1 / 10 },
  )
}

/** A disabled metric beside a method of the same form that is empty. */
function nothing(): Row {
  const empty = { add(_metric: object, _value: number, _labels: Asked): void {} }
  return race({
    id: 'metrics/disabled',
    what: 'a disabled add() / an empty call',
    ours: (n) => {
      for (let i = 0; i < n; i++) disabled.add(catalog.requests, 1, labelsOf(i))
    },
    peer: (n) => {
      for (let i = 0; i < n; i++) empty.add(catalog.requests, 1, labelsOf(i))
    },
    target: { atMost: 2 },
  })
}

/** The SDK of OpenTelemetry, which collects for a reader as it would for an exporter. */
function* besideOpenTelemetry(): Iterable<Row> {
  class Reader extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }
  const meter = new MeterProvider({ readers: [new Reader()] }).getMeter('bench')
  const counter = meter.createCounter('requests')
  const histogram = meter.createHistogram('took', {
    advice: { explicitBucketBoundaries: buckets },
  })
  yield race({
    id: 'metrics/add-labelled/opentelemetry',
    what: 'add-labelled / OpenTelemetry',
    ours: add(),
    peer: (n) => {
      for (let i = 0; i < n; i++) counter.add(1, labelsOf(i))
    },
    target: { atMost: 1 / 8 },
  })
  yield race({
    id: 'metrics/observe-labelled/opentelemetry',
    what: 'observe-labelled / OpenTelemetry',
    ours: observe(),
    peer: (n) => {
      for (let i = 0; i < n; i++) {
        histogram.record(seconds[i & 1_023] as number, labelsOf(i))
      }
    },
  })
}

/** One call for Prometheus and StatsD beside one for each of two clients; both flush after every 10,000. */
async function both({ counter }: Client): Promise<Row> {
  const client = (): StatsD => new StatsD({ mock: true, maxBufferSize: 1_432 })
  const [ours, theirs] = [client(), client()]
  const made = createMetrics({ catalog, backends: [statsdBackend({ client: ours })] })
  const row = await raceAsync({
    id: 'metrics/prometheus-and-statsd',
    what: 'both backends, flushed / prom-client + hot-shots',
    ours: async (n) => {
      for (let i = 0; i < n; i++) {
        made.add(catalog.requests, 1, labelsOf(i))
        if (i % 10_000 === 9_999) await flushed(made, ours)
      }
      await flushed(made, ours)
    },
    peer: (n) => {
      for (let i = 0; i < n; i++) {
        const asked = labelsOf(i)
        counter.inc(asked)
        theirs.increment('requests', 1, { ...asked })
        if (i % 10_000 === 9_999) theirs.mockBuffer?.splice(0)
      }
    },
    target: { atMost: 1 / 10 },
  })
  await made.close()
  ours.close()
  theirs.close()
  return row
}

async function flushed(made: Metrics, client: StatsD): Promise<void> {
  await made.flush()
  client.mockBuffer?.splice(0)
}

/** Heap for 200,000 values that somebody makes up, beside the megabyte they may cost. */
function hostile(names: readonly ['term'] | readonly ['term', 'place']): Row {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const { searches } = defineMetrics({
    searches: {
      id: 'bench.searches',
      kind: 'counter',
      unit: '1',
      help: 'Searches.',
      labels: Object.fromEntries(names.map((name) => [name, 'open'])),
    },
  })
  const made = createMetrics({ catalog: { searches } })
  const before = heap()
  for (let i = 0; i < 200_000; i++) {
    const value = `attacker-${i}`
    made.add(searches, 1, Object.fromEntries(names.map((name) => [name, value])) as never)
  }
  const bytes = heap() - before
  const sum = made.read(searches).reduce((all, one) => all + (one.value ?? 0), 0)
  if (sum !== 200_000) throw new Error(`bench: ${sum} of 200000 were counted`)
  return judge(
    {
      id: `metrics/hostile/${names.length}`,
      what: `heap: 200,000 made-up values of ${names.length} / 1 MB`,
      target: { atMost: 1 },
    },
    [{ ours: bytes, peer: 1e6 }],
    (figure) => `${(figure / 1e6).toFixed(2)} MB`,
  )
}

/** What is measured and what is written of it, beside the two clients, an empty call and a bound on memory. */
export const suite: Suite = async function* () {
  const [old, next] = clients as readonly [Client, Client]
  yield* beside(old, { atMost: 1 / 4 })
  yield* beside(next, { atMost: 1 / 2.5 })
  yield* besideOpenTelemetry()
  yield await both(old)
  yield nothing()
  yield hostile(['term'])
  yield hostile(['term', 'place'])
  yield* pageRows()
  yield* clusterRows()
  yield* otherRows()
}
