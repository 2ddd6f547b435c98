import * as next from '@prometheus-io/client'
import { testRequest } from '@sallyport/core/testing'
import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import { prometheusEndpoint, renderMetrics } from '@sallyport/metrics/prometheus'
import * as old from 'prom-client'
import { type AsyncLoop, type Loop, raceAsync } from './race.ts'
import { judge, type Row, type Target } from './row.ts'

const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const labels = { route: 'open', code: 'open' } as const
const catalog = defineMetrics({
  requests: { id: 'bench.requests', kind: 'counter', unit: '1', help: 'Requests.', labels },
  took: { id: 'bench.took', kind: 'histogram', unit: 's', help: 'Durations.', labels, buckets },
})
const labelsOf = (i: number) => ({ route: `/r/${Math.floor(i / 10)}`, code: `${200 + (i % 10)}` })

type Kind = keyof typeof catalog
type Registry = Pick<old.Registry, 'metrics'>
type Client = Pick<typeof old, 'Counter' | 'Histogram' | 'Registry'>

const clients: Readonly<Record<string, Client>> = {
  'prom-client': old,
  '@prometheus-io/client': next as unknown as Client, // of the same shape
}

function ours(kind: Kind, series: number): Metrics {
  const metrics = createMetrics({ maxSeriesPerMetric: series })
  for (let i = 0; i < series; i++) {
    if (kind === 'requests') metrics.add(catalog.requests, i + 1, labelsOf(i))
    else metrics.observe(catalog.took, (i % 100) / 9, labelsOf(i))
  }
  return metrics
}

function theirs({ Counter, Histogram, Registry }: Client, kind: Kind, series: number): Registry {
  const registry = new Registry()
  const shape = { help: 'x', labelNames: ['route', 'code'], registers: [registry] }
  const counter = new Counter({ ...shape, name: 'bench_requests_total' })
  const histogram = new Histogram({ ...shape, name: 'bench_took_seconds', buckets })
  for (let i = 0; i < series; i++) {
    if (kind === 'requests') counter.inc(labelsOf(i), i + 1)
    else histogram.observe(labelsOf(i), (i % 100) / 9)
  }
  return registry
}

const bytesOf = (metrics: Metrics): Uint8Array =>
  Buffer.concat([...renderMetrics(metrics.families())])

const lines = (page: string): number => page.match(/^bench_.*$/gm)?.length ?? 0

/** A page as bytes, as often as asked. */
async function written(
  id: string,
  what: string,
  client: string,
  [kind, series]: readonly [Kind, number],
  target: Target,
): Promise<Row> {
  const metrics = ours(kind, series)
  const registry = theirs(clients[client] as Client, kind, series)
  const [mine, other] = [bytesOf(metrics).toString(), await registry.metrics()]
  if (lines(mine) !== lines(other)) throw new Error(`bench: ${what}: not the same lines`)
  const our: Loop = (n) => {
    for (let i = 0; i < n; i++) size += bytesOf(metrics).length
  }
  const peer: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) size += Buffer.from(await registry.metrics()).length
  }
  return raceAsync(
    {
      id: `metrics/${id}/${client}`,
      what: `a page of ${what} / ${client}`,
      ours: our,
      peer,
      target,
    },
    11,
  )
}

let size = 0

/** The longest time in which nothing else ran, while something did. */
async function longestBlock(run: () => unknown): Promise<number> {
  let longest = 0
  let last = process.hrtime.bigint()
  let isOver = false
  const look = (): void => {
    const now = process.hrtime.bigint()
    longest = Math.max(longest, Number(now - last))
    last = now
    if (!isOver) setImmediate(look)
  }
  await new Promise((resolve) => setImmediate(resolve))
  look()
  await run()
  await new Promise((resolve) => setImmediate(resolve))
  isOver = true
  return longest
}

async function blocks(): Promise<Row> {
  const endpoint = prometheusEndpoint(ours('requests', 100_000))
  const registry = theirs(clients['@prometheus-io/client'] as Client, 'requests', 100_000)
  const measured: { ours: number; peer: number }[] = []
  for (let round = -2; round < 11; round++) {
    const figures = {
      ours: await longestBlock(() => endpoint(testRequest())),
      peer: await longestBlock(async () => Buffer.from(await registry.metrics())),
    }
    if (round >= 0) measured.push(figures)
  }
  return judge(
    {
      id: 'metrics/block',
      what: '100,000 series: longest block / @prometheus-io',
      target: { atMost: 1 / 4 },
    },
    measured,
    (ns) => `${(ns / 1e6).toFixed(1)} ms`,
  )
}

/** What is written for a scrape, beside the two clients. */
export async function* pageRows(): AsyncIterable<Row> {
  for (const [client, target] of [
    ['prom-client', { atMost: 1 / 8 }],
    ['@prometheus-io/client', { atMost: 1 / 4 }],
  ] as const) {
    yield written('page', '10,000 counters', client, ['requests', 10_000], target)
    yield written('lines', '10,000 lines', client, ['took', 588], { atMost: 1 / 3 })
  }
  yield blocks()
  if (size === 0) throw new Error('bench: nothing was written, so nothing was measured')
}
