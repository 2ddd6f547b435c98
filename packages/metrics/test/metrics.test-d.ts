import {
  coreMetrics,
  type MetricDefinition,
  type MetricsReader,
  type MetricsSink,
} from '@sallyport/core'
import { createMetrics, defineMetrics, type Metrics, open } from '@sallyport/metrics'
import { describe, expectTypeOf, it } from 'vitest'

const metrics = createMetrics({ catalog: [coreMetrics] })
const catalog = defineMetrics({
  orders: {
    id: 'shop.orders',
    kind: 'counter',
    unit: '1',
    help: 'x',
    labels: { outcome: ['paid', 'refused'], country: open(50), term: 'open' },
  },
  visits: { id: 'shop.visits', kind: 'counter', unit: '1', help: 'x' },
})
const good = { outcome: 'paid', country: 'NO', term: 'x' } as const

describe('a catalog', () => {
  it('knows its labels and their values', () => {
    expectTypeOf(catalog.orders).toEqualTypeOf<
      MetricDefinition<{
        readonly outcome: 'paid' | 'refused'
        readonly country: string
        readonly term: string
      }>
    >()
    // @ts-expect-error a label is a list, 'open' or open()
    defineMetrics({ a: { id: 'a', kind: 'counter', unit: '1', help: 'x', labels: { b: 'x' } } })
    // @ts-expect-error no such unit
    defineMetrics({ a: { id: 'a', kind: 'counter', unit: 'ms', help: 'x' } })
  })
})

describe('what is not in the catalog does not compile', () => {
  it('in the sink, in handles, in series', () => {
    metrics.add(catalog.orders, 1, good)
    metrics.counter(catalog.orders).increment(good)
    metrics.add(catalog.visits, 1)
    metrics.counter(catalog.visits).increment()
    // @ts-expect-error no such value
    metrics.add(catalog.orders, 1, { ...good, outcome: 'payed' })
    // @ts-expect-error no such label
    metrics.counter(catalog.orders).increment({ ...good, colour: 'red' })
    // @ts-expect-error a label is missing
    metrics.bind(catalog.orders, { outcome: 'paid' })
    // @ts-expect-error labels are missing
    metrics.counter(catalog.orders).increment()
    // @ts-expect-error it has no labels
    metrics.add(catalog.visits, 1, { outcome: 'paid' })
  })

  it('is a sink and a reader for everyone', () => {
    expectTypeOf<Metrics>().toExtend<MetricsSink & MetricsReader>()
    expectTypeOf(metrics.timer(catalog.visits).time(async () => 5)).toEqualTypeOf<Promise<number>>()
  })
})
