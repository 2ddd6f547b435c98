import { manualTime } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { plainMetrics } from '@sallyport/metrics/plain'
import { expectMetric } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const setup = () => {
  const { monotonic, advance } = manualTime()
  const metrics = createMetrics({ catalog: shop })
  return { metrics, plain: plainMetrics({ metrics, monotonic }), advance }
}

it('counts, sets and times what has a name', () => {
  const { plain, advance, metrics } = setup()
  plain.increment('requests.processed', undefined, { endpoint: '/api/v1' })
  plain.increment('requests.processed', 2, { endpoint: '/api/v1' })
  plain.gauge('queue.size', 42)
  plain.timing('operation.duration', 123.5)
  const stop = plain.timer('database.query_ms')
  advance(20)
  stop()
  stop()
  {
    using _ = plain.timer('database.query_ms')
    advance(30)
  }
  const { counters, gauges, timers } = plain.getAllMetrics()
  expect(counters['requests.processed{endpoint="/api/v1"}']).toBe(3)
  expect(gauges['queue.size']).toBe(42)
  expect(timers['operation.duration']).toEqual({ count: 1, sumMs: 123.5 })
  expect(timers['database.query']).toEqual({ count: 2, sumMs: 50 })
  expectMetric(metrics, 'operation_duration_seconds').toBe(1)
})

it('a name of the catalog is that metric', () => {
  const { plain, metrics } = setup()
  plain.increment('shop.visits', 4)
  plain.timing('shop.took', 500, { country: 'NO' })
  expectMetric(metrics, shop.visits).toBe(4)
  expect(metrics.read(shop.took)[0]?.histogram?.sum).toBe(0.5)
})

it('is silent where it is turned off', () => {
  const { metrics } = setup()
  const plain = plainMetrics({ metrics, enabled: false })
  plain.increment('shop.visits')
  plain.timer('x')()
  expectMetric(metrics, shop.visits).toBe(0)
  expect(plain.getAllMetrics()).toEqual({
    counters: {},
    gauges: {},
    timers: {},
  })
})

it('takes whatever it is given, and leaves out what no label may be', () => {
  const { plain, metrics } = setup()
  const broken = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('keys')
      },
    },
  )
  for (const name of ['Müll & Co', '', '__proto__', 'a\nb:1|c', undefined, {}, Symbol('x'), 'x']) {
    for (const labels of [undefined, null, { user_id: 'ada', le: '1' }, 'text', broken]) {
      plain.increment(name as never, 1, labels as never)
      plain.gauge(`${typeof name}.level`, 1n as never, labels as never)
      plain.timing(`${typeof name}.took`, 1n as never, labels as never)
    }
  }
  const series = metrics.families().flatMap((family) => family.labelNames)
  expect(series).not.toContain('user_id')
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'not_finite' }).toBe(72)
})

it('a name has one kind, and a program that makes names up is bounded', () => {
  const { plain, metrics } = setup()
  plain.increment('jobs')
  plain.gauge('jobs', 7)
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'other_shape' }).toBe(1)
  for (let i = 0; i < 6_000; i++) plain.increment(`made.up${i}`)
  expect(metrics.families()).toHaveLength(5_000)
  plain.increment('made.up0')
  expectMetric(metrics, 'made.up0').toBe(2)
})
