// What hot-shots sends of what it is given, and what it is given here.
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { statsdBackend } from '@sallyport/metrics/statsd'
import { expectMetric } from '@sallyport/metrics/testing'
import { StatsD } from 'hot-shots'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const { visits, baskets, orders } = shop

/** What a client of hot-shots writes: told directly, and by metrics. */
async function sent(measure: (metrics: ReturnType<typeof createMetrics>) => unknown) {
  const client = new StatsD({ mock: true, maxBufferSize: 1_432 })
  const metrics = createMetrics({ catalog: shop, backends: [statsdBackend({ client })] })
  await metrics.flush()
  client.mockBuffer?.splice(0)
  measure(metrics)
  await metrics.close()
  client.close()
  return { metrics, lines: client.mockBuffer?.filter((one) => !one.startsWith('metrics.')) ?? [] }
}
function theirs(tell: (client: StatsD) => unknown): readonly string[] {
  const client = new StatsD({ mock: true })
  tell(client)
  client.close()
  return client.mockBuffer ?? []
}

it('a value is sent as it came, lines and all: here it is no number', async () => {
  const value = '5|g\nhealth:0|g' as never
  expect(theirs((client) => client.gauge('g', value))).toEqual(['g:5|g\nhealth:0|g|g'])
  const { metrics, lines } = await sent((metrics) => metrics.set(baskets, value))
  expect(lines).toEqual(['shop.baskets:0|g'])
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'not_finite' }).toBe(1)
})

it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, {}])(
  '%s is sent: here it is dropped',
  async (value) => {
    expect(theirs((client) => client.gauge('g', value as never))).toEqual([`g:${value}|g`])
    const { lines } = await sent((metrics) => metrics.set(baskets, value as never))
    expect(lines).toEqual(['shop.baskets:0|g'])
  },
)

it('a counter is made to fall: here it is not', async () => {
  expect(theirs((client) => client.increment('a', -5))).toEqual(['a:-5|c'])
  const { metrics, lines } = await sent((metrics) => metrics.add(visits, -5))
  expect(lines).toEqual(['shop.baskets:0|g'])
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'negative' }).toBe(1)
})

it('a gauge of -5 is sent as 5 less: here as nought, and 5 less', async () => {
  expect(theirs((client) => client.gauge('g', -5))).toEqual(['g:-5|g'])
  const { lines } = await sent((metrics) => metrics.set(baskets, -5))
  expect(lines).toEqual(['shop.baskets:0|g', 'shop.baskets:-5|g'])
})

it('text for a number is taken for a callback, and called: here it is dropped', async () => {
  const client = new StatsD({ host: '127.0.0.1', maxBufferSize: 1_432 })
  // Unbuffered it is called when the socket has sent, where nobody can catch it.
  expect(() => client.increment('a', '5' as never)).toThrow('callback is not a function')
  client.close()
  const { lines } = await sent((metrics) => metrics.add(visits, '5' as never))
  expect(lines).toEqual(['shop.baskets:0|g'])
})

it('tags of nothing are words: here they are not there', async () => {
  const tags = { k: null, u: undefined } as never
  expect(theirs((client) => client.increment('a', 1, tags))).toEqual(['a:1|c|#k:null,u:undefined'])
  const { lines } = await sent((metrics) =>
    metrics.add(orders, 1, { country: null, channel: undefined } as never),
  )
  expect(lines).toContain('shop.orders:1|c')
})

it('each call is a line: here all are one', async () => {
  const thousands = (run: () => void) => {
    for (let i = 0; i < 2_000; i++) run()
  }
  expect(theirs((client) => thousands(() => client.increment('a')))).toHaveLength(2_000)
  const { lines } = await sent((metrics) => thousands(() => metrics.add(visits, 1)))
  expect(lines).toContain('shop.visits:2000|c')
})
