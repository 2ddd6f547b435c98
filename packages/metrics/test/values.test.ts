import type { MetricDefinition } from '@sallyport/core'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const dropped = metricsMetrics.dropped
const noNumbers = [Number.NaN, Infinity, -Infinity, '5', undefined, null, {}, 5n] as never[]

describe.each(['sink', 'bound'])('through the %s', (way) => {
  const make = () => {
    const metrics = createMetrics({ catalog: shop })
    const to = (metric: MetricDefinition<Readonly<Record<never, string>>>) =>
      way === 'bound'
        ? metrics.bind(metric)
        : {
            add: (value: number) => metrics.add(metric, value),
            set: (value: number) => metrics.set(metric, value),
            observe: (value: number) => metrics.observe(metric, value),
          }
    return { metrics, to: (metric: unknown) => to(metric as never) }
  }

  it('what is no number does not get in', () => {
    const { metrics, to } = make()
    for (const value of noNumbers) {
      to(shop.visits).add(value)
      to(shop.baskets).add(value)
      to(shop.baskets).set(value)
      to(shop.took).observe(value)
    }
    expectMetric(metrics, shop.visits).toBe(0)
    expectMetric(metrics, shop.baskets).toBe(0)
    expectMetric(metrics, shop.took).toBe(0)
    expectMetric(metrics, dropped).toBe(4 * noNumbers.length)
    to(shop.visits).add(5)
    expectMetric(metrics, shop.visits).toBe(5)
  })

  it('a counter never falls', () => {
    const { metrics, to } = make()
    to(shop.visits).add(3)
    to(shop.visits).add(-1)
    expectMetric(metrics, shop.visits).toBe(3)
    expectMetric(metrics, dropped, { reason: 'negative' }).toBe(1)
  })

  it('sums stay finite', () => {
    const { metrics, to } = make()
    for (let i = 0; i < 2; i++) {
      to(shop.baskets).add(Number.MAX_VALUE)
      to(shop.took).observe(Number.MAX_VALUE)
    }
    expectMetric(metrics, shop.baskets).toBe(Number.MAX_VALUE)
    expectMetric(metrics, shop.took).toBe(1)
    expectMetric(metrics, dropped, { reason: 'too_large' }).toBe(2)
  })

  it('a verb of another kind is dropped', () => {
    const { metrics, to } = make()
    to(shop.visits).set(1)
    to(shop.visits).observe(1)
    to(shop.baskets).observe(1)
    to(shop.took).add(1)
    to(shop.took).set(1)
    expectMetric(metrics, dropped, { reason: 'wrong_kind' }).toBe(5)
  })

  it('a counter goes on where adding one would be adding nothing', () => {
    const { metrics, to } = make()
    const series = to(shop.visits)
    series.add(2 ** 53 - 2)
    for (let i = 0; i < 5; i++) series.add(1)
    expect(metrics.read(shop.visits)).toEqual([{ labels: {}, value: 3, resets: 1 }])
  })
})

it('an observation is in the first bucket that is not below it', () => {
  const metrics = createMetrics({ catalog: shop })
  const took = metrics.histogram(shop.took)
  for (const value of [-1, 0.1, 0.10001, 1, 10, 11]) took.observe(value, { country: 'NO' })
  expect(metrics.read(shop.took)[0]?.histogram).toEqual({
    buckets: [
      { le: 0.1, count: 2 },
      { le: 1, count: 4 },
      { le: 10, count: 5 },
      { le: Infinity, count: 6 },
    ],
    sum: -1 + 0.1 + 0.10001 + 1 + 10 + 11,
    count: 6,
  })
})

it('nothing is lost among concurrent writers', async () => {
  const metrics = createMetrics({ catalog: shop })
  const writer = async (k: number): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      metrics.add(shop.orders, k, { country: `c${i % 7}`, channel: `w${k % 5}` })
      await null
      metrics.observe(shop.took, 1, { country: `c${i % 7}` })
    }
  }
  await Promise.all(Array.from({ length: 100 }, (_, k) => writer(k)))
  expectMetric(metrics, shop.orders).toBe((100 * 99 * 100) / 2)
  expectMetric(metrics, shop.took).toBe(10_000)
})

it('what is no number begins no series of a gauge', async () => {
  const metrics = createMetrics({ catalog: shop })
  let value = 3
  metrics.collect(shop.baskets, () => value)
  for (const wrong of noNumbers) {
    metrics.set(shop.stock, wrong, { item: 'cup' })
    metrics.gauge(shop.stock).set(wrong, { item: 'cup' })
  }
  expect(metrics.read(shop.stock)).toEqual([])
  expectMetric(metrics, dropped, { reason: 'not_finite' }).toBe(2 * noNumbers.length)
  await metrics.gather()
  value = Number.NaN
  await metrics.gather()
  expect(metrics.read(shop.baskets)).toEqual([])
})
