import { createMetrics } from '@sallyport/metrics'
import { plainMetrics } from '@sallyport/metrics/plain'
import { delta, expectMetric, metricValue } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

it('refuses a label that the metric has not: nothing carries it, and toBe(0) would pass for ever', () => {
  const metrics = createMetrics({ catalog: shop })
  const misspelt = { contry: 'NO' } as never
  expect(() => expectMetric(metrics, 'shop_orders_total', misspelt).toBe(0)).toThrow(
    'metrics: "shop.orders" has no label "contry"',
  )
})

it('knows the constant labels, as they are on the page', () => {
  const metrics = createMetrics({ catalog: shop, constantLabels: { region: 'eu' } })
  metrics.add(shop.visits, 1)
  expectMetric(metrics, 'shop_visits_total', { region: 'eu' }).toBe(1)
  expectMetric(metrics, 'shop_visits_total', { region: 'us' }).toBe(0)
})

it('has the whole of a counter that passed 2^53', async () => {
  const metrics = createMetrics({ catalog: shop })
  const most = 2 ** 53 - 1
  metrics.add(shop.visits, most)
  expect(await delta(metrics, () => metrics.add(shop.visits, most))).toEqual({
    shop_visits_total: most,
  })
  expect(metricValue(metrics, shop.visits)).toBe(2 * most)
  expect(plainMetrics({ metrics }).getAllMetrics().counters['shop.visits']).toBe(2 * most)
})
