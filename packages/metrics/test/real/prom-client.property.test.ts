import { createMetrics, defineMetrics } from '@sallyport/metrics'
import fc from 'fast-check'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { ownPart } from '../support/page-of.ts'
import { samplesOf } from '../support/parse-page.ts'

const buckets = [0.005, 0.1, 1, 2.5, 10]
const labels = { route: 'open', code: 'open' } as const
const catalog = defineMetrics({
  hits: { id: 'app.hits', kind: 'counter', unit: '1', help: 'Hits.', labels },
  depth: { id: 'app.depth', kind: 'gauge', unit: '1', help: 'Depth.', labels },
  took: { id: 'app.took', kind: 'histogram', unit: 's', help: 'Took.', labels, buckets },
})

function promClient() {
  const register = new Registry()
  const shape = { labelNames: ['route', 'code'], registers: [register] }
  return {
    page: async () => (await register.metrics()).replace(/\n+/g, '\n'),
    hits: new Counter({ ...shape, name: 'app_hits_total', help: 'Hits.' }),
    depth: new Gauge({ ...shape, name: 'app_depth', help: 'Depth.' }),
    took: new Histogram({ ...shape, name: 'app_took_seconds', help: 'Took.', buckets }),
  }
}

const operation = fc.record({
  verb: fc.constantFrom('hit', 'set', 'change', 'observe'),
  value: fc.double({ min: 0, max: 1e6, noNaN: true }),
  labels: fc.record({
    route: fc.constantFrom('/', '/orders/:id', 'say "hi"', 'a\\b', 'two\nlines', 'ø'),
    code: fc.constantFrom('200', '404', '500'),
  }),
})

it('the same operations through prom-client and through us are the same samples', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const metrics = createMetrics({ catalog })
      const theirs = promClient()
      for (const { verb, value, labels } of operations) {
        if (verb === 'hit') {
          metrics.add(catalog.hits, value, labels)
          theirs.hits.inc(labels, value)
        } else if (verb === 'set') {
          metrics.set(catalog.depth, value, labels)
          theirs.depth.set(labels, value)
        } else if (verb === 'change') {
          metrics.add(catalog.depth, -value, labels)
          theirs.depth.dec(labels, value)
        } else {
          metrics.observe(catalog.took, value, labels)
          theirs.took.observe(labels, value)
        }
      }
      const ours = samplesOf(ownPart(metrics))
      expect([...ours].toSorted()).toEqual([...samplesOf(await theirs.page())].toSorted())
    }),
    { numRuns: 300 },
  )
})
