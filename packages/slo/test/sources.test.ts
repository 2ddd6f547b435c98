import { defineMetric, type MetricsReader, type RequestEnd } from '@sallyport/core'
import { manualTime, recordMetrics, testRequest } from '@sallyport/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Counts,
  evaluate,
  memorySource,
  readerSource,
  recorder,
  recordRequests,
} from '../src/index.ts'
import { day, minute, second, sloOf, start } from './support/slo-of.ts'

const requests = defineMetric({
  id: 'shop.requests',
  kind: 'counter',
  unit: '1',
  help: 'Requests.',
  labels: { status: ['2xx', '4xx', '5xx'], route: 'open' },
})
const took = defineMetric({
  id: 'shop.took',
  kind: 'histogram',
  unit: 's',
  help: 'Durations.',
  buckets: [0.5, 2],
  labels: { route: 'open' },
})
const total = { metric: requests, except: { route: '/health' } }
const byBad = sloOf({ sli: { kind: 'ratio', bad: { ...total, where: { status: '5xx' } }, total } })
const byGood = sloOf({
  name: 'by-good',
  sli: { kind: 'ratio', good: { ...total, where: { status: ['2xx', '4xx'] } }, total },
})
const latency = sloOf({
  name: 'latency',
  sli: { kind: 'latency', underSeconds: 2, histogram: { metric: took } },
})
const statuses = { 200: '2xx', 404: '4xx', 500: '5xx' } as const

describe('the same events', () => {
  const event = fc.record({
    after: fc.nat(20 * second),
    status: fc.constantFrom(200, 404, 500),
    route: fc.constantFrom('/', '/cart', '/health'),
    // A bucket has its bound in it: what took exactly so long is good there, and bad here.
    seconds: fc.double({ min: 0, max: 4, noNaN: true }).filter((one) => one !== 2),
  })

  it('give the same counts through memory and through metrics', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const { clock, advance } = manualTime(start)
        const metrics = recordMetrics()
        const read = readerSource([byBad, byGood, latency], metrics, { clock })
        const recorders = [byBad, byGood, latency].map((slo) => recorder(slo, { clock }))
        for (const { after, status, route, seconds } of events) {
          advance(after)
          metrics.add(requests, 1, { status: statuses[status], route })
          metrics.observe(took, seconds, { route })
          for (const one of recorders)
            if (one.slo === latency) one.observe(seconds)
            else if (route !== '/health') one.record(status < 500)
          read.read()
        }
        const spans = [5 * minute, day].map((ms) => ({ from: clock() - ms, to: clock() }))
        const remembered = memorySource(recorders)
        for (const slo of [byBad, byGood, latency])
          expect(read.counts(slo, spans)).toEqual(remembered.counts(slo, spans))
      }),
      { numRuns: 50 },
    )
  })
})

/** One counter whose state the test sets. */
function counter(): { set(value: number, resets?: number): void; reader: MetricsReader } {
  let series = { labels: {}, value: 0, resets: 0 }
  return {
    set(value, resets = 0) {
      series = { labels: {}, value, resets }
    },
    reader: { read: ({ id }) => (id === 'a.total' ? [series as never] : []) },
  }
}

const plain = (id: string) => defineMetric({ id, kind: 'counter', unit: '1', help: 'x' })
const counting = sloOf({
  sli: { kind: 'ratio', bad: { metric: plain('a.bad') }, total: { metric: plain('a.total') } },
})

describe('metrics', () => {
  const now = (slo = counting) => [slo, [{ from: start - day, to: start }]] as const
  const totalOf = async (counts: readonly Counts[] | Promise<readonly Counts[]>) => {
    const [found] = await counts
    return found?.ok ? found.good + found.bad : found?.reason
  }

  it('count what is more than before, and from zero what began again', async () => {
    const { set, reader } = counter()
    set(100)
    const source = readerSource([counting], reader, { clock: () => start })
    const counts = () => totalOf(source.counts(...now()))
    expect(await counts()).toBe(0)
    set(103)
    expect(await counts()).toBe(3)
    set(2)
    expect(await counts()).toBe(5)
    // Reset, and already beyond where it was.
    set(10, 1)
    expect(await counts()).toBe(15)
    expect(await counts()).toBe(15)
  })

  it('count beyond four thousand million', async () => {
    const { set, reader } = counter()
    const source = readerSource([counting], reader, { clock: () => start })
    for (const value of [1e10, 2e10, 3e10]) {
      set(value)
      expect(await totalOf(source.counts(...now()))).toBe(value)
    }
  })

  it('that are no numbers are told, and do not disturb what comes', async () => {
    const { set, reader } = counter()
    const source = readerSource([counting], reader, { clock: () => start })
    set(Number.NaN)
    expect(await totalOf(source.counts(...now()))).toBe('not_a_number')
    set(4)
    expect(await totalOf(source.counts(...now()))).toBe(4)
  })

  it('cannot answer what names none, and what nobody reads', async () => {
    const bare = sloOf({ name: 'bare' })
    const source = readerSource([bare], recordMetrics(), { clock: () => start })
    expect(await totalOf(source.counts(...now(bare)))).toBe('unanswerable')
    expect(await totalOf(source.counts(...now()))).toBe('no_data')
  })
})

describe('recordRequests', () => {
  const time = manualTime(start)
  const counted = [byBad, latency].map((slo) => recorder(slo, { clock: time.clock }))
  const end: RequestEnd = { status: 200, bytes: 0, aborted: false }
  const { monotonic } = time

  it('counts each request once for each, by its status and its duration', async () => {
    const observe = recordRequests(counted, { monotonic })
    for (const [seconds, status] of [
      [0.1, 200],
      [2, 200],
      [0.1, 503],
      [0.1, 404],
    ] as const) {
      const ended = observe(testRequest())
      time.advance(seconds * 1_000)
      ended({ ...end, status })
    }
    const found = await evaluate([byBad, latency], memorySource(counted))
    expect(found.map(({ good, bad }) => [good, bad])).toEqual([
      [3, 1],
      [2, 2],
    ])
    expect(found[1]?.percentiles?.values.map(({ p }) => p)).toEqual([50, 90, 95, 99, 99.9])
    expect(found[1]?.percentiles?.values[0]?.seconds).toBeCloseTo(0.1, 2)
  })

  it('counts what it is told to', () => {
    const [one] = [recorder(byBad, { clock: time.clock })]
    const observe = recordRequests([one], {
      judge: ({ status, aborted }) => (aborted ? undefined : status < 400),
    })
    observe(testRequest())({ ...end, status: 404 })
    observe(testRequest())({ ...end, aborted: true })
    expect(one.counts({ from: start, to: time.clock() })).toMatchObject({ good: 0, bad: 1 })
  })

  it('is not for what is no request', () => {
    const check = sloOf({ sli: { kind: 'check', check: () => ({ ok: true }) } })
    expect(() => recordRequests([recorder(check)])).toThrow(/of kind "check"/)
    expect(() => memorySource([recorder(byBad), recorder(byBad)])).toThrow('two recorders')
  })
})
