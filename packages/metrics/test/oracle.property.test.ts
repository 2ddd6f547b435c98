import type { MetricsReader, MetricsSink, Series } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import { createMetrics } from '@sallyport/metrics'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', '_other', '__proto__', 'x,b:y', 'y,b:z', '"} 1\n'),
  fc.string({ maxLength: 20 }),
)
const value = fc.integer({ min: 0, max: 1_000 })
const act = fc.oneof(
  fc.record({ verb: fc.constant('order'), country: text, channel: text, value }),
  fc.record({ verb: fc.constantFrom('add', 'set', 'took'), country: text, value }),
)
type Act = { verb: string; country: string; channel?: string; value: number }

function run(
  metrics: MetricsSink,
  { verb, country, channel = '', value: by }: Act,
  i: number,
): void {
  const bound = i % 2 === 0 ? metrics.bind?.bind(metrics) : undefined
  if (verb === 'order') {
    const labels = i % 3 === 0 ? { channel, country } : { country, channel }
    if (bound) bound(shop.orders, labels).add(by)
    else metrics.add(shop.orders, by, labels)
  } else if (verb === 'took') {
    if (bound) bound(shop.took, { country }).observe(by)
    else metrics.observe(shop.took, by, { country })
  } else if (verb === 'add') metrics.add(shop.stock, by, { item: country })
  else metrics.set(shop.stock, by, { item: country })
}

const all = (metrics: MetricsReader): readonly (readonly Series[])[] => [
  metrics.read(shop.orders),
  metrics.read(shop.took),
  metrics.read(shop.stock),
]

it('reads as what remembers everything does', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const ours = createMetrics({ catalog: shop })
      const oracle = recordMetrics()
      for (const [i, one] of (acts as Act[]).entries()) {
        if (one.verb === 'set' && one.country === '_other') continue
        run(ours, one, i)
        run(oracle, one, i)
      }
      expect(all(ours)).toEqual(all(oracle))
    }),
  )
})

it('adds up, and has no more series than it may, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ country: fc.anything(), channel: fc.anything() })),
      (given) => {
        const metrics = createMetrics({ catalog: shop, maxSeriesPerMetric: 3 })
        for (const labels of given) metrics.add(shop.orders, 1, labels as never)
        const series = metrics.read(shop.orders)
        expect(series.length).toBeLessThanOrEqual(4)
        expect(series.reduce((sum, one) => sum + (one.value ?? 0), 0)).toBe(given.length)
      },
    ),
  )
})
