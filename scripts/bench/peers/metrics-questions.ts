import { createMetrics, defineMetrics } from '@sallyport/metrics'
import { type PageOptions, renderMetrics } from '@sallyport/metrics/prometheus'
import type * as old from 'prom-client'

/** The two clients have the same interface. */
export type Client = Pick<typeof old, 'Counter' | 'Gauge' | 'Histogram' | 'Registry'>

/** What one of the two prints of something; `open` lets it speak OpenMetrics. */
type Using = (client: Client, registers: old.Registry[]) => void
const printed = (client: Client, use: Using, open = false): Promise<string> => {
  const registry: old.Registry = new client.Registry()
  if (open) registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never)
  use(client, [registry])
  return registry.metrics()
}

const one = { unit: '1', help: 'h' } as const
const { counter, labelled, read } = defineMetrics({
  counter: { ...one, id: 'a', kind: 'counter' },
  labelled: { ...one, id: 'b', kind: 'counter', labels: { q: 'open' } },
  read: { ...one, id: 'g', kind: 'gauge' },
})
const refused = (metric: object): void =>
  void defineMetrics({ metric: { ...one, id: 'a', kind: 'counter', ...metric } })

type Ours = ReturnType<typeof createMetrics>
async function page(use: (metrics: Ours) => void, options: PageOptions = {}): Promise<string> {
  const metrics = createMetrics({ collectorMs: 100 })
  use(metrics)
  const families = (await metrics.gather()).filter(({ names }) => !names.id.startsWith('metrics.'))
  return Buffer.concat([...renderMetrics(families, options)]).toString()
}

const lines = (text: string): readonly string[] => text.split('\n').filter((one) => /^\w/.test(one))
const values = (text: string): string =>
  lines(text)
    .map((line) => line.split(' ').at(-1))
    .join(', ')

/** What is asked of each of the two, and of us. */
export interface Question {
  readonly asked: string
  readonly theirs: (client: Client) => unknown
  readonly ours: () => unknown
}

const forged = 'x"} 1\nmira_health_status 0\nevil{z="'
const forgery = (text: string): boolean => /^mira_health_status 0$/m.test(text)
const shape = { name: 'a_total', help: 'h' }

/** About labels. */
export const labels: readonly Question[] = [
  {
    asked: 'a list as a label forges a line',
    theirs: async (client) =>
      forgery(
        await printed(client, ({ Counter }, registers) =>
          new Counter({ ...shape, labelNames: ['q'], registers }).inc({ q: [forged] as never }),
        ),
      ),
    ours: async () =>
      forgery(await page((metrics) => metrics.add(labelled, 1, { q: [forged] as never }))),
  },
  {
    asked: 'two series of different labels are one',
    theirs: async (client) => {
      const text = await printed(client, ({ Counter }, registers) => {
        const made = new Counter({ ...shape, labelNames: ['a', 'b'], registers })
        made.inc({ a: 'x,b:y', b: 'z' })
        made.inc({ a: 'x', b: 'y,b:z' })
      })
      return lines(text).length === 1
    },
    ours: async () => {
      const { two } = defineMetrics({
        two: { id: 'a', kind: 'counter', unit: '1', help: 'h', labels: { a: 'open', b: 'open' } },
      })
      const text = await page((metrics) => {
        metrics.add(two, 1, { a: 'x,b:y', b: 'z' })
        metrics.add(two, 1, { a: 'x', b: 'y,b:z' })
      })
      return lines(text).length === 1
    },
  },
  {
    asked: 'labels changed afterwards: a line twice',
    theirs: async (client) => {
      const text = await printed(client, ({ Counter }, registers) => {
        const made = new Counter({ ...shape, labelNames: ['q'], registers })
        const given = { q: 'x' }
        made.inc(given)
        given.q = 'y'
        made.inc(given)
      })
      return new Set(lines(text)).size < lines(text).length
    },
    ours: async () => {
      const text = await page((metrics) => {
        const given = { q: 'x' }
        metrics.add(labelled, 1, given)
        given.q = 'y'
        metrics.add(labelled, 1, given)
      })
      return new Set(lines(text)).size < lines(text).length
    },
  },
  {
    asked: 'undefined is a word',
    theirs: async (client) =>
      (
        await printed(client, ({ Counter }, registers) =>
          new Counter({ ...shape, labelNames: ['q'], registers }).inc({ q: undefined as never }),
        )
      ).includes('"undefined"'),
    ours: async () =>
      (await page((metrics) => metrics.add(labelled, 1, { q: undefined as never }))).includes(
        '"undefined"',
      ),
  },
  {
    asked: 'a label called __name__ is taken',
    theirs: (client) =>
      printed(client, ({ Counter }, registers) =>
        new Counter({ ...shape, labelNames: ['__name__'], registers }).inc({ __name__: 'evil' }),
      ).then((text) => text.includes('__name__')),
    ours: () => refused({ labels: { __name__: 'open' } }),
  },
  {
    asked: 'series of 20,000 made-up values',
    theirs: async (client) =>
      lines(
        await printed(client, ({ Counter }, registers) => {
          const made = new Counter({ ...shape, labelNames: ['q'], registers })
          for (let i = 0; i < 20_000; i++) made.inc({ q: `attacker-${i}` })
        }),
      ).length,
    ours: async () =>
      lines(
        await page((metrics) => {
          for (let i = 0; i < 20_000; i++) metrics.add(labelled, 1, { q: `attacker-${i}` })
        }),
      ).length,
  },
]

/** About values and buckets. */
export const numbers: readonly Question[] = [
  {
    asked: 'a counter after NaN, then 5',
    theirs: async (client) =>
      values(
        await printed(client, ({ Counter }, registers) => {
          const made = new Counter({ ...shape, registers })
          made.inc(Number.NaN)
          made.inc(5)
        }),
      ),
    ours: async () =>
      values(
        await page((metrics) => {
          metrics.add(counter, Number.NaN)
          metrics.add(counter, 5)
        }),
      ),
  },
  {
    asked: '2^53 and then one more',
    theirs: async (client) =>
      values(
        await printed(client, ({ Counter }, registers) => {
          const made = new Counter({ ...shape, registers })
          made.inc(2 ** 53)
          made.inc(1)
        }),
      ),
    ours: async () =>
      values(
        await page((metrics) => {
          metrics.add(counter, 2 ** 53 - 1)
          metrics.add(counter, 1)
          metrics.add(counter, 1)
        }),
      ),
  },
  {
    asked: 'buckets 1, 0.5 and 1: counts that fall',
    theirs: async (client) => {
      const text = await printed(client, ({ Histogram }, registers) =>
        new Histogram({ name: 'a', help: 'h', buckets: [1, 0.5, 1], registers }).observe(0.7),
      )
      const counts = [...text.matchAll(/le=.* (\d+)$/gm)].map(([, count]) => Number(count))
      return counts.some((count, i) => count < (counts[i - 1] ?? 0))
    },
    ours: () => refused({ kind: 'histogram', buckets: [1, 0.5, 1] }),
  },
  {
    asked: 'a bucket for NaN',
    theirs: async (client) =>
      (
        await printed(client, ({ Histogram }, registers) =>
          new Histogram({ name: 'a', help: 'h', buckets: [1, Number.NaN], registers }).observe(1),
        )
      ).includes('le="NaN"'),
    ours: () => refused({ kind: 'histogram', buckets: [1, Number.NaN] }),
  },
]

/** About pages. */
export const pages: readonly Question[] = [
  {
    asked: 'a histogram x beside a counter x_count',
    theirs: async (client) => {
      const text = await printed(client, ({ Counter, Histogram }, registers) => {
        new Histogram({ name: 'x', help: 'h', registers }).observe(1)
        new Counter({ name: 'x_count', help: 'h', registers }).inc(7)
      })
      return `${lines(text).filter((one) => one.startsWith('x_count')).length} x_count`
    },
    ours: () =>
      void defineMetrics({
        x: { id: 'x', kind: 'histogram', unit: '1', help: 'h', buckets: [1] },
        y: { id: 'y', kind: 'counter', unit: '1', help: 'h', aliases: ['x_count'] },
      }),
  },
  {
    asked: 'a counter without _total',
    theirs: async (client) =>
      lines(
        await printed(client, ({ Counter }, registers) =>
          new Counter({ name: 'a', help: 'h', registers }).inc(),
        ),
      )[0]?.split(' ')[0],
    ours: async () => lines(await page((metrics) => metrics.add(counter, 1)))[0]?.split(' ')[0],
  },
  {
    asked: 'a help with CR LF: a bare CR on the page',
    theirs: async (client) =>
      (
        await printed(client, ({ Gauge }, registers) =>
          new Gauge({ name: 'a', help: 'h\r\nx', registers }).set(1),
        )
      ).includes('\r'),
    ours: async () => {
      const { a } = defineMetrics({ a: { ...one, id: 'a', kind: 'gauge', help: 'h\r\nx' } })
      return (await page((metrics) => metrics.set(a, 1))).includes('\r')
    },
  },
  {
    asked: 'the same metric registered twice',
    theirs: (client) =>
      printed(client, ({ Counter }, registers) => {
        new Counter({ ...shape, registers }).inc()
        new Counter({ ...shape, registers }).inc()
      }).then(values),
    ours: () =>
      page((metrics) => {
        metrics.counter(counter).increment()
        metrics.counter({ ...counter }).increment()
      }).then(values),
  },
  {
    asked: 'exemplars, decided at the scrape',
    theirs: (client) =>
      printed(client, ({ Counter }, registers) => {
        new Counter({ ...shape, enableExemplars: true, registers } as never)
      }).then(() => 'yes'),
    ours: async () => {
      const metrics = createMetrics({ exemplar: () => ({ trace_id: 'abc' }) })
      metrics.add(counter, 1)
      const said = (format: 'text' | 'openmetrics'): boolean =>
        Buffer.concat([...renderMetrics(metrics.families(), { format })]).includes('trace_id')
      return said('openmetrics') && !said('text')
    },
  },
  {
    asked: 'the name of a counter after a page in OpenMetrics',
    theirs: async ({ Counter, Registry }) => {
      const registry = new Registry()
      registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never)
      const found = new Counter({ ...shape, name: 'a_total', registers: [registry] })
      await registry.metrics()
      return (found as unknown as { readonly name: string }).name // as its own code reads it
    },
    ours: () => {
      const metrics = createMetrics()
      metrics.add(counter, 1)
      return metrics.families().find(({ definition }) => definition === counter)?.names.sample
    },
  },
  {
    asked: 'a collector throws: what is on the page',
    theirs: (client) =>
      printed(client, ({ Counter, Gauge }, registers) => {
        new Counter({ ...shape, registers }).inc()
        const collect = (): void => {
          throw new Error('boom')
        }
        new Gauge({ name: 'g', help: 'h', registers, collect })
      }).then(values),
    ours: () =>
      page((metrics) => {
        metrics.add(counter, 1)
        metrics.collect(read, () => {
          throw new Error('boom')
        })
      }).then(values),
  },
  {
    asked: 'a collector hangs: what is on the page',
    theirs: (client) =>
      printed(client, ({ Counter, Gauge }, registers) => {
        new Counter({ ...shape, registers }).inc()
        new Gauge({ name: 'g', help: 'h', registers, collect: () => new Promise(() => {}) })
      }).then(values),
    ours: () =>
      page((metrics) => {
        metrics.add(counter, 1)
        metrics.collect(read, () => new Promise(() => {}))
      }).then(values),
  },
]
