import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { manualTime, recordMetrics } from '@sallyport/core/testing'
import {
  type Counts,
  defineSlo,
  evaluate,
  memorySource,
  type ReaderSource,
  type Recorder,
  readerSource,
  recorder,
  type Slo,
  type Source,
} from '@sallyport/slo'
import { prometheusSource } from '@sallyport/slo/prometheus'
import { findService, missing, type Server, startPrometheus } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Backfill,
  day,
  type Event,
  eventsOf,
  hour,
  metrics,
  minute,
  scrapeMs,
  start,
} from '../support/traffic.ts'

const { requests, duration } = metrics
const lasts = day
const end = start + lasts

const ratio = { bad: { metric: requests, where: { status: '5xx' } }, total: { metric: requests } }
const availability = defineSlo({
  ...{ service: 'shop', name: 'availability', objective: '99', period: '1d' },
  sli: { kind: 'ratio', ...ratio },
  alerts: [
    { severity: 'page', long: '1h', short: '5m', factor: 14.4 },
    { severity: 'ticket', long: '6h', short: '30m', factor: 6 },
  ],
})
const latency = defineSlo({
  ...{ service: 'shop', name: 'latency', objective: '95', period: '1d' },
  sli: { kind: 'latency', underSeconds: 0.5, histogram: { metric: duration } },
})
const sliced = defineSlo({
  ...{ service: 'shop', name: 'sliced', objective: '99', period: '6h' },
  budgeting: { slices: '5m', target: '99' },
  sli: { kind: 'ratio', ...ratio },
})
const slos = [availability, latency, sliced]

/** The same events by way of memory, of a reader, and of the samples that Prometheus would have taken. */
async function told(events: readonly Event[], server: Server): Promise<Record<string, Source>> {
  const time = manualTime(start)
  const recorders = slos.map((slo) => recorder(slo, { clock: time.clock, since: start }))
  const sink = recordMetrics()
  const reader = readerSource(slos, sink, { clock: time.clock })
  const backfill = new Backfill()
  let next = 0
  for (let at = start; at <= end; at += scrapeMs) {
    time.advance(at - time.clock())
    for (; next < events.length && (events[next] as Event).at <= at; next++) {
      const event = events[next] as Event
      record(recorders, event)
      sink.add(requests, 1, { status: event.isGood ? '2xx' : '5xx' })
      sink.observe(duration, event.seconds, {})
      backfill.count(event)
    }
    readAt(reader, backfill, at)
  }
  await install(server, backfill.text())
  const http = prometheusSource({ url: server.url })
  return { memory: memorySource(recorders), reader, http }
}

function record(recorders: readonly Recorder[], { at, isGood, seconds }: Event): void {
  for (const one of recorders)
    if (one.slo.sli.kind === 'latency') one.observe(seconds, at)
    else one.record(isGood, at)
}

function readAt(reader: ReaderSource, backfill: Backfill, at: number): void {
  reader.read()
  // The process is begun again in the middle: its counters are.
  if (at === start + lasts / 2) backfill.reset()
  backfill.scrape(at)
}

async function install(server: Server, text: string): Promise<void> {
  await server.down()
  const file = join(server.folder, 'samples.txt')
  await writeFile(file, text)
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', file, join(server.folder, 'data')]
  await promisify(execFile)(findService('promtool') ?? '', args)
  await server.up()
}

const known = async (source: Source, slo: Slo, ms: number) => {
  const [found] = (await source.counts(slo, [{ from: end - ms, to: end }])) as readonly [Counts]
  if (!found.ok) throw new Error(`${slo.id}: ${found.reason} ${found.message}`)
  return found
}

const none = missing('prometheus', 'the HTTP source') || missing('promtool', 'the HTTP source')

describe.skipIf(none)('prometheusSource before a real Prometheus', () => {
  const events = eventsOf({ from: start, to: end, perMinute: 60 })
  let server: Server
  let sources: Readonly<Record<string, Source>>
  beforeAll(async () => {
    server = await startPrometheus({ args: ['--storage.tsdb.retention.time=50y'] })
    sources = await told(events, server)
  }, 120_000)
  afterAll(() => server?.stop())

  it.each([
    [availability, 5 * minute],
    [availability, hour],
    [availability, 6 * hour],
    [availability, day],
    [latency, hour],
    [latency, day],
  ])('counts what memory and a reader count: $id over %d ms', async (slo, ms) => {
    const [memory, reader, http] = await Promise.all(
      ['memory', 'reader', 'http'].map((name) => known(sources[name] as Source, slo, ms)),
    )
    expect({ good: reader?.good, bad: reader?.bad }).toEqual({
      good: memory?.good,
      bad: memory?.bad,
    })
    // What happens in two scrape intervals; and once more what the end of a process took along.
    const intervals = ms < day ? 2 : 3
    const most = (isBad: boolean): number =>
      intervals * busiest(events.filter((event) => isBad === isBadFor(slo, event)))
    expect(Math.abs((http?.good ?? 0) - (memory?.good ?? 0))).toBeLessThanOrEqual(most(false))
    expect(Math.abs((http?.bad ?? 0) - (memory?.bad ?? 0))).toBeLessThanOrEqual(most(true))
    expect(http?.good).toBeGreaterThan(100)
  })

  it.each([
    [hour, 23_456],
    [6 * hour, 59_999],
    [5 * minute, 1_001],
  ])(
    'counts within two scrape intervals of what happened in %d ms until %d ms ago',
    async (ms, ago) => {
      const to = end - ago
      const [http] = (await sources.http?.counts(availability, [{ from: to - ms, to }])) ?? []
      const inside = events.filter(({ at }) => at > to - ms && at <= to)
      const total = http?.ok ? http.good + http.bad : Number.NaN
      expect(total).not.toBe(inside.length)
      expect(Math.abs(total - inside.length)).toBeLessThanOrEqual(2 * busiest(events))
    },
  )

  it('counts the slices that memory counts', async () => {
    const [memory, http] = await Promise.all([
      known(sources.memory as Source, sliced, 6 * hour),
      known(sources.http as Source, sliced, 6 * hour),
    ])
    expect(http.good + http.bad).toBe(72)
    expect(memory.good + memory.bad).toBe(72)
    expect(Math.abs(http.bad - memory.bad)).toBeLessThanOrEqual(2)
  })

  it('counts the minutes of a threshold', async () => {
    const query = 'sum(rate(shop_requests_total[5m]))'
    const define = (value: number): Slo =>
      defineSlo({
        ...{ service: 'shop', name: 'busy', objective: '90', period: '6h' },
        sli: { kind: 'threshold', query, op: 'gte', value },
      })
    const http = sources.http as Source
    expect(await known(http, define(0), 6 * hour)).toMatchObject({ good: 360, bad: 0 })
    expect(await known(http, define(1e6), 6 * hour)).toMatchObject({ good: 0, bad: 360 })
    const some = await known(http, define(0.5), 6 * hour)
    expect(some.good + some.bad).toBe(360)
    expect(Math.min(some.good, some.bad)).toBeGreaterThan(10)
  })

  it('comes to the same states', async () => {
    const clock = (): number => end
    const [memory, http] = await Promise.all(
      [sources.memory, sources.http].map((source) => evaluate(slos, source as Source, { clock })),
    )
    const stands = (list: typeof memory) => list?.map(({ slo, state }) => `${slo.id} ${state}`)
    expect(stands(http)).toEqual(stands(memory))
  })

  it('tells why where there is no answer', async () => {
    const why = async (slo: Slo) => {
      const [counts] = (await sources.http?.counts(slo, [{ from: end - hour, to: end }])) ?? []
      return counts?.ok === false ? counts.reason : counts
    }
    const define = (sli: Slo['sli']): Slo =>
      defineSlo({ service: 'shop', name: 'a', objective: '99', period: '1d', sli })
    const raw = (errorRatio: string) => why(define({ kind: 'raw', errorRatio }))
    expect(await raw('vector(0) / vector(0) # {{window}}')).toBe('not_a_number')
    expect(await raw('vector(1) / vector(0) # {{window}}')).toBe('not_finite')
    expect(await raw('scalar(vector(1)) # {{window}}')).toBe('scalar')
    expect(await raw('shop_requests_total[{{window}}]')).toBe('matrix')
    expect(await raw('shop_requests_total or up[{{window}}')).toBe('bad_query')
    expect(
      await raw('shop_requests_total / ignoring(status) shop_requests_total # {{window}}'),
    ).toBe('query_failed')
    expect(await raw('rate(shop_requests_total[{{window}}])')).toBe('several_series')
    expect(await why(define({ ...ratio, kind: 'ratio', total: { metric: 'nothing' } }))).toBe(
      'no_data',
    )
    expect(
      await why(
        define({
          kind: 'latency',
          underSeconds: 0.3,
          histogram: { metric: 'shop_request_duration_seconds' },
        }),
      ),
    ).toBe('unanswerable')
  })
})

describe.skipIf(none)('a ratio that was generated', () => {
  it('is what prometheusSource gives', async () => {
    await using server = await startPrometheus({ args: ['--storage.tsdb.retention.time=50y'] })
    const backfill = new Backfill()
    for (let at = start; at <= end; at += scrapeMs) {
      if (at === start + lasts / 2) backfill.reset()
      backfill.scrape(at)
      for (let i = 0; i < 200; i++) backfill.count({ at, isGood: i !== 0, seconds: 0.1 })
    }
    await install(server, backfill.text())
    const source = prometheusSource({ url: server.url })
    for (const ms of [hour, day / 3, day]) {
      const { good, bad } = await known(source, availability, ms)
      expect(bad / (good + bad)).toBeCloseTo(0.005, 12)
    }
    const hourly = await known(source, availability, hour)
    expect([hourly.good, hourly.bad]).toEqual([11_940, 60])
  })
})

/** Whether it is bad, for that objective. */
const isBadFor = ({ sli }: Slo, { isGood, seconds }: Event): boolean =>
  sli.kind === 'latency' ? seconds > sli.underSeconds : !isGood

/** The most of them in one scrape interval. */
function busiest(events: readonly Event[]): number {
  const counts = new Map<number, number>()
  for (const { at } of events) {
    const interval = Math.ceil(at / scrapeMs)
    counts.set(interval, (counts.get(interval) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}
