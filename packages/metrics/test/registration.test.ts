import { defineMetric } from '@sallyport/core'
import { createMetrics, defineMetrics, metricsMetrics } from '@sallyport/metrics'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const copy = <T>(value: T): T => structuredClone(value)
const dropped = metricsMetrics.dropped

describe('another copy of a package', () => {
  it('has the same metric', () => {
    const metrics = createMetrics({ catalog: [shop, copy(shop)] })
    metrics.add(shop.visits, 1)
    metrics.add(copy(shop.visits), 1)
    expectMetric(metrics, shop.visits).toBe(2)
    expect(metrics.families().filter(({ names }) => names.id === 'shop.visits')).toHaveLength(1)
    expect(metrics.read(copy(shop.visits))[0]?.value).toBe(2)
  })

  it('of another version has no metric of the same name', () => {
    const changed = { ...shop.visits, kind: 'gauge' as const }
    expect(() => createMetrics({ catalog: [shop, { changed }] })).toThrow(/both called/)
    const metrics = createMetrics({ catalog: shop })
    expect(() => metrics.gauge(changed)).toThrow(/other_shape/)
    metrics.add(changed, 1, {})
    metrics.bind(changed, {}).add(1)
    expectMetric(metrics, shop.visits).toBe(0)
    expectMetric(metrics, dropped, { reason: 'other_shape' }).toBe(2)
    expect(metrics.read(changed)).toEqual([])
  })

  it('may list labels and values in another order', () => {
    const metrics = createMetrics({ catalog: shop })
    const { orders } = shop
    const turned = { ...orders, labels: { channel: 'open' as const, country: 'open' as const } }
    metrics.add(turned, 1, { channel: 'web', country: 'NO' })
    metrics.add(orders, 1, { channel: 'web', country: 'NO' })
    expectMetric(metrics, orders, { channel: 'web', country: 'NO' }).toBe(2)
  })
})

describe('a metric that was not listed', () => {
  it('is registered when it is first measured', () => {
    const metrics = createMetrics()
    metrics.add(shop.visits, 1)
    expectMetric(metrics, 'shop_visits_total').toBe(1)
  })

  it('is held to the same rules, and dropped where a listed one would have thrown', () => {
    const metrics = createMetrics({ catalog: shop, constantLabels: { region: 'eu' } })
    const bad = [
      defineMetric({ id: 'a.took_ms', kind: 'counter', unit: '1', help: 'x' }),
      defineMetric({ id: 'shop_visits', kind: 'counter', unit: '1', help: 'x' }),
      { ...shop.orders, id: 'a.b', labels: { region: 'open' } },
      {},
    ]
    for (const one of bad) metrics.add(one as never, 1, {} as never)
    for (const one of [undefined, null, 5, 'x'] as never[]) metrics.add<never>(one, 1)
    expectMetric(metrics, dropped, { reason: 'bad_definition' }).toBe(4)
    expectMetric(metrics, dropped).toBe(8)
    expect(() => metrics.counter(bad[0] as never)).toThrow(/ends in a unit/)
  })

  it('may come in any number that a program has', () => {
    const metrics = createMetrics()
    for (let i = 0; i < 200; i++) {
      metrics.add<never>(defineMetrics({ a: { ...shop.visits, id: `a.n${i}` } }).a as never, 1)
    }
    expect(metrics.families().length).toBe(204)
  })

  it('is dropped and counted from the 5,001st on', () => {
    const metrics = createMetrics({ catalog: {} })
    const own = metrics.families().length
    for (let i = 0; i < 5_100; i++) {
      metrics.add<never>({ ...shop.visits, id: `made.up${i}` } as never, 1)
    }
    expect(metrics.families().length).toBe(5_000)
    expectMetric(metrics, dropped, { reason: 'too_many_metrics' }).toBe(100 + own)
    expect(() => metrics.counter({ ...shop.visits, id: 'one.more' })).toThrow(/too_many_metrics/)
  })
})

it.each<readonly [string, object, RegExp]>([
  ['a prefix', { prefix: 'a-b' }, /"prefix"/],
  ['a cap', { maxSeriesPerMetric: 0 }, /"maxSeriesPerMetric" .* got 0/],
  ['a time', { idleMs: Number.NaN }, /"idleMs"/],
  ['a deadline', { collectorMs: -1 }, /"collectorMs"/],
  ['a policy', { expire: 'never' }, /"expire"/],
  ['a constant label', { constantLabels: { job: 'x' } }, /"job" is reserved/],
  ['a constant value', { constantLabels: { region: '' } }, /"region" must be a text/],
  ['a constant label of a metric', { constantLabels: { country: 'NO' } }, /constant label too/],
])('refuses %s that is none', (_, options, message) => {
  expect(() => createMetrics({ catalog: shop, ...options })).toThrow(message)
})
