import { manualTime } from '@sallyport/core/testing'
import { type Cell, createMetrics, type MetricsOptions, metricsMetrics } from '@sallyport/metrics'
import { expectMetric } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const { took, stock, outcome } = shop
const hour = 3_600_000

const setup = (options: MetricsOptions = {}) => {
  const { advance, ...time } = manualTime()
  const told: string[] = []
  const name = ({ family, values }: Cell): string => `${family.names.id} ${values.join(',')}`
  const metrics = createMetrics({
    catalog: shop,
    ...time,
    backends: [
      { expired: (cell) => void told.push(name(cell)) },
      {
        expired() {
          throw new Error('a bad backend')
        },
      },
    ],
    ...options,
  })
  const countries = () => metrics.read(took).map(({ labels }) => labels.country)
  return { metrics, advance, told, countries }
}

it('a full metric sums up further series in one, and gives it the room of idle ones', () => {
  const { metrics, advance, told, countries } = setup({ maxSeriesPerMetric: 2 })
  for (const country of ['NO', 'SE', 'DK', 'FI']) metrics.observe(took, 1, { country })
  expect(countries()).toEqual(['NO', 'SE', '_other'])
  expectMetric(metrics, took).toBe(4)
  expectMetric(metrics, metricsMetrics.altered, { reason: 'series_cap' }).toBe(2)

  advance(hour)
  metrics.observe(took, 1, { country: 'SE' })
  metrics.observe(took, 1, { country: 'DK' })
  advance(hour)
  metrics.observe(took, 1, { country: 'SE' })
  metrics.observe(took, 1, { country: 'DK' })
  expect(countries()).toEqual(['SE', '_other', 'DK'])
  expect(told).toEqual(['shop.took NO'])
  expectMetric(metrics, metricsMetrics.expired).toBe(1)
  expectMetric(metrics, metricsMetrics.failures, { part: 'backend_threw' }).toBe(1)
})

it('what is idle stays where there is room, unless it is asked to go', async () => {
  for (const expire of ['when_full', 'always'] as const) {
    const { metrics, advance, countries } = setup({ expire })
    metrics.observe(took, 0, { country: 'NO' })
    metrics.set(stock, 1, { item: 'cup' })
    for (let i = 0; i < 3; i++) {
      advance(hour)
      await metrics.gather()
    }
    expect(countries()).toEqual(expire === 'always' ? [] : ['NO'])
    expectMetric(metrics, stock).toBe(1)
    expect(metrics.read(outcome)).toHaveLength(2)
  }
})

it('what is measured does not expire, whatever it is', async () => {
  const { metrics, advance, countries } = setup({ expire: 'always' })
  for (let i = 0; i < 8; i++) {
    metrics.observe(took, i % 2 === 0 ? -1 : 1, { country: 'NO' })
    await metrics.gather()
    advance(hour / 2)
  }
  expect(countries()).toEqual(['NO'])
})

it('a bound series that expired begins again, and says so', async () => {
  const { metrics, advance } = setup({ expire: 'always' })
  const series = metrics.bind(took, { country: 'NO' })
  series.observe(1)
  for (let i = 0; i < 3; i++) {
    await metrics.gather()
    advance(hour)
  }
  expect(metrics.read(took)).toEqual([])
  series.observe(1)
  expect(metrics.read(took)[0]).toMatchObject({ histogram: { count: 1 }, resets: 1 })
})

it('a gauge without a place of its own is not set', () => {
  const { metrics } = setup({ maxSeriesPerMetric: 1 })
  for (const item of ['cup', 'pot', 'pan']) metrics.set(stock, 5, { item })
  expectMetric(metrics, stock).toBe(5)
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'series_cap' }).toBe(2)
})

it('a full metric that is scraped all the time gives the room of idle series too', async () => {
  const { metrics, advance, countries } = setup({ maxSeriesPerMetric: 1 })
  metrics.observe(took, 1, { country: 'NO' })
  for (let at = 0; at < 2 * hour; at += 15_000) {
    await metrics.gather()
    advance(15_000)
  }
  metrics.observe(took, 1, { country: 'SE' })
  expect(countries()).toEqual(['SE'])
})

it('a bound series that begins again keeps to a full label, and has its place once there is room', async () => {
  const { metrics, advance } = setup({ expire: 'always' })
  const terms = () => metrics.read(shop.searches).map(({ labels }) => labels.term)
  const bound = metrics.bind(shop.searches, { term: 'a', outcome: 'hit' })
  const idle = async () => {
    for (let i = 0; i < 3; i++) {
      await metrics.gather()
      advance(hour)
    }
  }
  bound.add(1)
  await idle()
  for (const term of ['b', 'c', 'd']) metrics.add(shop.searches, 1, { term, outcome: 'hit' })
  bound.add(1)
  expect(terms()).toEqual(['b', 'c', 'd', '_other'])
  await idle()
  bound.add(1)
  expect(terms()).toEqual(['a'])
})

it('series that share a label’s value come and go without each other', async () => {
  const { metrics, advance } = setup({ expire: 'always' })
  const channels = () =>
    metrics.read(shop.orders).map(({ labels, value }) => `${labels.channel} ${value}`)
  const order = (channel: string) => metrics.add(shop.orders, 1, { country: 'NO', channel })
  for (const channel of ['web', 'app', 'web']) order(channel)
  expect(channels()).toEqual(['web 2', 'app 1'])
  await metrics.gather()
  for (let i = 0; i < 2; i++) {
    order('app')
    await metrics.gather()
    advance(hour)
  }
  await metrics.gather()
  expect(channels()).toEqual([])
  for (const channel of ['app', 'web', 'app']) order(channel)
  expect(channels()).toEqual(['app 2', 'web 1'])
})
