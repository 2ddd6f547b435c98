// What the usual clients do wrong, each in its own words, as a test of ours.
import { createMetrics, defineMetrics, metricsMetrics } from '@sallyport/metrics'
import { expectMetric } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const { orders, visits } = shop
const make = () => createMetrics({ catalog: shop })

it('exposition injection: a list as a label is no text, so that nothing in it is kept', () => {
  const metrics = make()
  const country = ['x"} 1\nmira_health_status 0\nevil{z="'] as never
  metrics.add(orders, 1, { country, channel: 'web' })
  const [cell] =
    metrics
      .families()
      .find(({ names }) => names.id === 'shop.orders')
      ?.cells() ?? []
  expect(cell?.values).toEqual(['_other', 'web'])
})

it('series-key collision: values that contain separators are series of their own', () => {
  const metrics = make()
  metrics.add(orders, 1, { country: 'x,b:y', channel: 'z' })
  metrics.add(orders, 1, { country: 'x', channel: 'y,b:z' })
  expect(metrics.read(orders).map(({ value }) => value)).toEqual([1, 1])
})

it('NaN poisons a counter: here it is dropped', () => {
  const metrics = make()
  metrics.counter(visits).add(Number.NaN)
  metrics.counter(visits).add(5)
  expectMetric(metrics, visits).toBe(5)
})

it('labels kept by reference: changed afterwards, they are another series', () => {
  const metrics = make()
  const labels = { country: 'NO', channel: 'web' }
  const series = metrics.bind(orders, labels)
  metrics.add(orders, 1, labels)
  labels.country = 'SE'
  metrics.add(orders, 1, labels)
  series.add(1)
  expectMetric(metrics, orders, { country: 'NO' }).toBe(2)
  expectMetric(metrics, orders, { country: 'SE' }).toBe(1)
})

it('undefined is no word: a label without a value is one that is not there', () => {
  const metrics = make()
  for (const country of [undefined, null] as never[])
    metrics.add(orders, 1, { country, channel: '' })
  metrics.add(orders, 1, {} as never)
  expect(metrics.read(orders)).toEqual([
    { labels: { country: '', channel: '' }, value: 3, resets: 0 },
  ])
})

it('x and x_count: a histogram’s lines are nobody else’s', () => {
  expect(() =>
    defineMetrics({
      x: { id: 'x', kind: 'histogram', unit: '1', help: 'x', buckets: [1] },
      count: { id: 'y', kind: 'gauge', unit: '1', help: 'y', aliases: ['x_count'] },
    }),
  ).toThrow(/"y" and "x" are both called x_count/)
})

it('duplicate registration: the same metric is the same metric', () => {
  const metrics = make()
  metrics.counter(visits).increment()
  metrics.counter({ ...visits }).increment()
  expectMetric(metrics, visits).toBe(2)
})

it('no cardinality limit: values made up by others cost next to nothing, and their sum is exact', () => {
  const metrics = make()
  const add = (from: number, to: number): void => {
    for (let i = from; i < to; i++)
      metrics.add(orders, 1, { country: `attacker-${i}`, channel: 'w' })
  }
  add(0, 2_000)
  const families = () => metrics.families().map(({ size }) => size)
  const before = families()
  add(2_000, 200_000)
  expect(families().map((size, i) => size - (before[i] ?? 0))).toEqual(
    before.map((_, i) => (i === 0 ? 1 : 0)),
  )
  expectMetric(metrics, orders).toBe(200_000)
  expectMetric(metrics, orders, { country: '_other', channel: '_other' }).toBe(198_000)
  expectMetric(metrics, metricsMetrics.altered, { reason: 'series_cap' }).toBe(198_000)
})
