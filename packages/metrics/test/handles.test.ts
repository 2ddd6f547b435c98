import { manualTime } from '@sallyport/core/testing'
import { createMetrics, defineMetrics } from '@sallyport/metrics'
import { delta, expectMetric } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const { baskets, orders, stock, took, visits } = shop
const setup = () => {
  const time = manualTime()
  return { time, metrics: createMetrics({ catalog: shop, ...time }) }
}

it('each kind has the verbs it needs', async () => {
  const { metrics } = setup()
  const counter = metrics.counter(orders)
  const labels = { country: 'NO', channel: 'web' }
  expect(
    await delta(metrics, () => {
      counter.increment(labels)
      counter.add(2, labels)
      counter.bind(labels).add(3)
      metrics.gauge(stock).set(5, { item: 'cup' })
      metrics.gauge(stock).add(-1, { item: 'cup' })
      metrics.histogram(took).observe(0.5, { country: 'NO' })
    }),
  ).toEqual({
    'shop_orders_total{country="NO",channel="web"}': 6,
    'shop_stock{item="cup"}': 4,
    'shop_took_seconds{country="NO"}': 1,
  })
})

it('a handle of another kind is refused', () => {
  const { metrics } = setup()
  expect(() => metrics.gauge(visits)).toThrow(/gauge\(\) takes a gauge, got a counter/)
  expect(() => metrics.timer(visits)).toThrow(TypeError)
  const { size } = defineMetrics({
    size: { id: 'a.size', kind: 'histogram', unit: 'By', help: 'x', buckets: [1] },
  })
  expect(() => metrics.timer(size)).toThrow(/in 's', got 'By'/)
  expect(() => createMetrics({ enabled: false }).gauge(visits)).toThrow(TypeError)
})

it('a timer measures once, in seconds, and its labels may come last', () => {
  const { metrics, time } = setup()
  const stop = metrics.timer(took).start()
  time.advance(250)
  expect(stop({ country: 'NO' })).toBe(0.25)
  time.advance(1_000)
  expect(stop({ country: 'SE' })).toBe(0.25)
  expect(metrics.read(took)).toMatchObject([
    { labels: { country: 'NO' }, histogram: { sum: 0.25, count: 1 } },
  ])
})

it('a timer measures functions, also those that fail', async () => {
  const { metrics, time } = setup()
  const timer = metrics.timer(took)
  const labels = { country: 'NO' }
  const failing = async (): Promise<never> => {
    await null
    time.advance(1_000)
    throw new Error('no')
  }
  expect(timer.time(() => 5, labels)).toBe(5)
  expect(await timer.time(async () => 6, labels)).toBe(6)
  await expect(timer.time(failing, labels)).rejects.toThrow('no')
  expect(() =>
    timer.time(() => {
      throw new Error('at once')
    }, labels),
  ).toThrow('at once')
  expect(metrics.read(took)[0]?.histogram).toMatchObject({ count: 4, sum: 1 })
})

it('a timer measures a scope', () => {
  const { metrics, time } = setup()
  {
    using _ = metrics.timer(took).measure({ country: 'NO' })
    time.advance(2_000)
  }
  expect(metrics.read(took)[0]?.histogram).toMatchObject({ count: 1, sum: 2 })
})

it('what is in flight is left exactly once', async () => {
  const { metrics } = setup()
  const inFlight = metrics.inFlight(baskets)
  const leave = inFlight.enter()
  {
    using _ = inFlight.enter()
    expectMetric(metrics, baskets).toBe(2)
  }
  leave()
  leave()
  leave[Symbol.dispose]()
  expectMetric(metrics, baskets).toBe(0)
  let fail = (_: Error): void => {}
  const running = inFlight.during(() => new Promise<never>((_, reject) => (fail = reject)))
  expectMetric(metrics, baskets).toBe(1)
  fail(new Error('aborted'))
  await expect(running).rejects.toThrow('aborted')
  expect(() =>
    inFlight.during(() => {
      throw new Error('at once')
    }),
  ).toThrow()
  expectMetric(metrics, baskets).toBe(0)
})

it('a query that runs whenever it is asked runs once', async () => {
  const { metrics } = setup()
  let runs = 0
  // biome-ignore lint/suspicious/noThenProperty: a lazy query, as query builders give
  const query = { then: (done: (rows: number) => void) => done(++runs) }
  expect(await metrics.inFlight(baskets).during(() => query)).toBe(1)
  expectMetric(metrics, baskets).toBe(0)
})

it('disabled, it measures nothing and runs what it is given', async () => {
  const metrics = createMetrics({ catalog: shop, enabled: false })
  metrics.add(visits, 1)
  metrics.bind(visits).add(1)
  metrics.counter(visits).increment()
  expect(metrics.timer(took).time(() => 5, { country: 'NO' })).toBe(5)
  expect(await metrics.inFlight(baskets).during(async () => 6)).toBe(6)
  metrics.collect(baskets, () => 1)()
  await metrics.close()
  expect([metrics.read(visits), metrics.families(), await metrics.gather()]).toEqual([[], [], []])
})

it('keeps the trace of the last measurement by bucket, and no mistake of who tells it', () => {
  let trace: string | undefined = 'a'
  const metrics = createMetrics({
    catalog: shop,
    clock: () => 5,
    exemplar: () => {
      if (trace === undefined) throw new Error('no trace')
      return { trace_id: trace }
    },
  })
  metrics.observe(took, 0.5, { country: 'NO' })
  trace = undefined
  metrics.observe(took, 0.6, { country: 'NO' })
  const [cell] =
    metrics
      .families()
      .find(({ names }) => names.id === 'shop.took')
      ?.cells() ?? []
  expect(cell?.exemplars).toEqual([undefined, { labels: { trace_id: 'a' }, value: 0.5, at: 5 }])
  expectMetric(metrics, took).toBe(2)
})

it('labels that throw reach nobody, whatever they are given to', () => {
  const { metrics } = setup()
  const item = {
    get item(): string {
      throw new Error('a getter')
    },
  }
  metrics.gauge(stock).bind(item).add(1)
  metrics.bind(stock, item).add(1)
  const inFlight = metrics.inFlight(stock)
  inFlight.enter(item)()
  expect(inFlight.during(() => 'done', item)).toBe('done')
  expect(metrics.read(stock)).toEqual([])
  expectMetric(metrics, 'metrics_dropped_total', { reason: 'threw' }).toBe(6)
})

it('what throws where it should be waited for is over too', () => {
  const { metrics } = setup()
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: a query that fails when it is built
    then() {
      throw new Error('no such table')
    },
  }
  expect(() => metrics.inFlight(baskets).during(() => query)).toThrow('no such table')
  expectMetric(metrics, baskets).toBe(0)
})
