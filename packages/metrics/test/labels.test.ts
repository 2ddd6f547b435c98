import { createMetrics, defineMetrics, type Metrics, metricsMetrics } from '@sallyport/metrics'
import { expectMetric, metricValue } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const { orders, outcome, searches } = shop
const make = (): Metrics => createMetrics({ catalog: shop })
const countries = (metrics: Metrics): readonly string[] =>
  metrics.read(orders).map(({ labels }) => labels.country)
const altered = (metrics: Metrics, reason: string): number =>
  metricValue(metrics, metricsMetrics.altered, { reason: reason as never })

it.each<readonly [string, unknown, string]>([
  ['a number', 200, '200'],
  ['a boolean', true, 'true'],
  ['a bigint', 7n, '7'],
  ['nothing', undefined, ''],
  ['null', null, ''],
  ['an object', { toString: () => 'evil' }, '_other'],
  ['a list', ['x"} 1\nforged 0\n'], '_other'],
  ['a symbol', Symbol('x'), '_other'],
  ['a function', () => 'x', '_other'],
  ['half a character', '\ud800x', '\ufffdx'],
  ['a long text', 'x'.repeat(500), 'x'.repeat(128)],
])('keeps %s as text', (_, value, text) => {
  const metrics = make()
  for (let i = 0; i < 2; i++) metrics.add(orders, 1, { country: value as string, channel: 'web' })
  expect(metrics.read(orders)).toEqual([
    { labels: { country: text, channel: 'web' }, value: 2, resets: 0 },
  ])
  expect(altered(metrics, 'not_text')).toBe(text === '_other' ? 2 : 0)
})

it('knows no difference between 200 and "200"', () => {
  const metrics = make()
  metrics.add(orders, 1, { country: 200 as never, channel: 'a' })
  metrics.add(orders, 1, { country: '200', channel: 'a' })
  expectMetric(metrics, orders).toBe(2)
  expect(countries(metrics)).toEqual(['200'])
})

it('counts without a label it does not know, every time', () => {
  const metrics = make()
  const labels = { country: 'NO', channel: 'web', extra: 'x' }
  for (let i = 0; i < 3; i++) metrics.add(orders, 1, labels)
  metrics.add(
    orders,
    1,
    Object.fromEntries([
      ['__proto__', 'x'],
      ...Object.entries({ country: 'NO', channel: 'web' }),
    ]) as never,
  )
  expectMetric(metrics, orders, { country: 'NO', channel: 'web' }).toBe(4)
  expect(altered(metrics, 'unknown_label')).toBe(4)
})

it('is not fooled by the names that every object has', () => {
  const metrics = make()
  for (const country of ['__proto__', 'constructor', 'toString']) {
    metrics.add(orders, 1, { country, channel: country })
  }
  expect(countries(metrics)).toEqual(['__proto__', 'constructor', 'toString'])
  expect(({} as Record<string, unknown>).value).toBeUndefined()
})

it('takes what is not in the list for other', () => {
  const metrics = make()
  metrics.add(outcome, 1, { outcome: 'stolen' as never })
  expectMetric(metrics, outcome, { outcome: '_other' as never }).toBe(1)
  expect(altered(metrics, 'not_allowed')).toBe(1)
})

it('keeps only so many values of a capped label, and what the others say', () => {
  const metrics = make()
  for (let i = 0; i < 10; i++) metrics.add(searches, 1, { term: `t${i}`, outcome: 'hit' })
  metrics.add(searches, 1, { term: 't0', outcome: 'miss' })
  expect(
    metrics.read(searches).map(({ labels, value }) => [labels.term, labels.outcome, value]),
  ).toEqual([
    ['t0', 'hit', 1],
    ['t1', 'hit', 1],
    ['t2', 'hit', 1],
    ['_other', 'hit', 7],
    ['t0', 'miss', 1],
  ])
  expect(altered(metrics, 'label_cap')).toBe(7)
})

it('never throws for labels that do, and counts them', () => {
  const metrics = make()
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no')
      },
    },
  )
  metrics.add(orders, 1, trap as never)
  for (const labels of [null, 'text', 5, [], () => 1]) metrics.add(orders, 1, labels as never)
  expectMetric(metrics, orders, { country: '', channel: '' }).toBe(5)
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'threw' }).toBe(1)
})

it('has the expected series of closed labels from the beginning, and unlabelled ones', () => {
  const metrics = make()
  expect(metrics.read(outcome).map(({ labels, value }) => [labels.outcome, value])).toEqual([
    ['paid', 0],
    ['refused', 0],
  ])
  expect(metrics.read(shop.visits)).toEqual([{ labels: {}, value: 0, resets: 0 }])
  expect(metrics.read(orders)).toEqual([])
})

it('inherited labels are the same series before and after it is there', () => {
  const metrics = make()
  const inherited = Object.create({ country: 'NO', channel: 'web' }) as never
  metrics.add(orders, 1, inherited)
  metrics.add(orders, 1, { country: 'NO', channel: 'web' })
  metrics.add(orders, 1, inherited)
  expect(countries(metrics)).toEqual(['NO'])
  expectMetric(metrics, orders).toBe(3)
})

it('a label whose name every object has is not there unless it is given', () => {
  const { odd } = defineMetrics({
    odd: { id: 'odd', kind: 'counter', unit: '1', help: 'Odd.', labels: { constructor: 'open' } },
  })
  const metrics = createMetrics({ catalog: { odd } })
  metrics.add(odd, 1, {} as never)
  expect(metrics.read(odd).map(({ labels }) => labels.constructor)).toEqual([''])
})
