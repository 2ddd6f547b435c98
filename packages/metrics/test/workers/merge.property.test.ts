import type { MetricDefinition, MetricsReader, MetricsSink } from '@sallyport/core'
import { createMetrics, type Metrics } from '@sallyport/metrics'
import { type MergedMetrics, mergeWorkers, reportMetrics } from '@sallyport/metrics/cluster'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { channelPair } from '../support/channel-pair.ts'
import { shop } from '../support/shop.ts'

const text = fc.constantFrom('', 'a', 'b', '_other', '__proto__', 'x,b:y', '"} 1\n')
const act = fc.record({
  by: fc.integer({ min: 0, max: 3 }),
  what: fc.constantFrom('order', 'took', 'stock', 'gather', 'replace'),
  country: text,
  channel: text,
  value: fc.integer({ min: 0, max: 1_000 }).map((n) => n / 4),
})
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

function run(metrics: MetricsSink, { what, country, channel, value }: Act): void {
  if (what === 'order') metrics.add(shop.orders, value, { country, channel })
  else if (what === 'took') metrics.observe(shop.took, value, { country })
  else if (what === 'stock') metrics.add(shop.stock, value, { item: country })
}

/** All series, whoever began them. */
const standing = (metrics: MetricsReader): readonly string[] =>
  ([shop.orders, shop.took, shop.stock] as readonly MetricDefinition[])
    .flatMap((metric) =>
      metrics.read(metric).map(({ resets: _, ...one }) => JSON.stringify([metric.id, one])),
    )
    .toSorted()

const made = (): Metrics => createMetrics({ catalog: shop })

interface Worker {
  readonly metrics: Metrics
  leave(): Promise<void>
}

function join(all: MergedMetrics, metrics: Metrics): Worker {
  const [primary, own] = channelPair()
  all.add(primary)
  const report = reportMetrics(metrics, own)
  return {
    metrics,
    async leave() {
      await report.close()
      primary.cut()
    },
  }
}

const withoutGauges = (acts: readonly Act[]): readonly Act[] =>
  acts.filter(({ what }) => what !== 'stock')

it('equals one that saw everything, whoever measured and whoever left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const [one, own] = [made(), made()]
      const all = mergeWorkers({ metrics: own })
      const workers = [1, 2, 3].map(() => join(all, made()))
      for (const each of withoutGauges(acts)) {
        const at = each.by - 1
        if (each.what === 'gather') await all.gather()
        if (each.what === 'replace' && at >= 0) {
          await workers[at]?.leave()
          workers[at] = join(all, made())
        }
        run(one, each)
        run(workers[at]?.metrics ?? own, each)
      }
      await all.gather()
      expect(standing(all)).toEqual(standing(one))
      all.close()
    }),
    { numRuns: 60 },
  )
})

it('is the same in any order, and in groups of groups', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const parts = [0, 1, 2, 3].map((by) => {
        const metrics = made()
        for (const one of acts) if (one.by === by) run(metrics, one)
        return metrics
      })
      const [a, b, c, d] = parts as [Metrics, Metrics, Metrics, Metrics]
      const flat = mergeWorkers({ metrics: a })
      for (const metrics of [b, c, d]) join(flat, metrics)
      const turned = mergeWorkers({ metrics: d })
      for (const metrics of [c, b, a]) join(turned, metrics)
      const inner = mergeWorkers({ metrics: c })
      join(inner, d)
      const outer = mergeWorkers({ metrics: a })
      join(outer, b)
      const [primary, own] = channelPair()
      outer.add(primary)
      reportMetrics(inner, own)
      for (const all of [flat, turned, outer]) await all.gather()
      expect(standing(turned)).toEqual(standing(flat))
      expect(standing(outer)).toEqual(standing(flat))
      for (const all of [flat, turned, inner, outer]) all.close()
    }),
    { numRuns: 60 },
  )
})
