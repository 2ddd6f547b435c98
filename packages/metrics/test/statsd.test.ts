import { manualTime } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import {
  type StatsdOptions,
  type StatsdSent,
  statsdBackend,
  statsdTemplate,
} from '@sallyport/metrics/statsd'
import { expectMetric } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { hostile } from './support/hostile.ts'
import { shop } from './support/shop.ts'

const { orders, visits, stock, baskets, took, outcome } = shop
const failures = metricsMetrics.failures

/** A client that writes down what it is told, and what metrics send it. */
function setup(options: Partial<StatsdOptions> & { maxSeriesPerMetric?: number } = {}) {
  const { maxSeriesPerMetric = 2_000, ...rest } = options
  const lines: string[] = []
  const line =
    (kind: string) => (name: string, value: number, tags: string[], done: StatsdSent) => {
      lines.push(`${name}:${value}|${kind}${tags.length > 0 ? `|#${tags}` : ''}`)
      done()
    }
  const client = {
    increment: line('c'),
    gauge: line('g'),
    timing: line('ms'),
    flush: (done: StatsdSent) => done(),
  }
  const time = manualTime()
  const backend = statsdBackend({ client, timers: time.timers, ...rest })
  const metrics = createMetrics({
    catalog: shop,
    idleMs: 60_000,
    maxSeriesPerMetric,
    expire: 'always',
    ...time,
    backends: [backend],
  })
  const sent = async (): Promise<string[]> => {
    await metrics.flush()
    return lines
      .splice(0)
      .filter((one) => !one.startsWith('metrics.'))
      .toSorted()
  }
  return { metrics, sent, time, client, lines }
}

it('sends what was added since it last did', async () => {
  const { metrics, sent } = setup()
  for (let i = 0; i < 1_000; i++) metrics.add(visits, 1)
  metrics.add(orders, 2.5, { country: 'NO', channel: 'web' })
  expect(await sent()).toEqual([
    'shop.baskets:0|g',
    'shop.orders:2.5|c|#country:NO,channel:web',
    'shop.visits:1000|c',
  ])
  metrics.add(visits, 2)
  expect(await sent()).toEqual(['shop.baskets:0|g', 'shop.visits:2|c'])
})

it('sends all of a counter that went on from zero at 2^53', async () => {
  const { metrics, sent } = setup()
  metrics.add(visits, 2 ** 53 - 2)
  await sent()
  metrics.add(visits, 5)
  expect(await sent()).toContain('shop.visits:5|c')
})

it('sends a gauge below nought as what it is: a sign alone is a change', async () => {
  const { metrics, sent, lines } = setup()
  metrics.set(baskets, -5)
  metrics.set(stock, 7, { item: 'cup' })
  await metrics.flush()
  expect(lines.filter((one) => one.endsWith('g') || one.includes('|g|'))).toEqual([
    'shop.baskets:0|g',
    'shop.baskets:-5|g',
    'shop.stock:7|g|#item:cup',
  ])
  metrics.set(baskets, 3)
  expect(await sent()).toContain('shop.baskets:3|g')
})

it('sends a histogram as two counters', async () => {
  const { metrics, sent } = setup()
  metrics.observe(took, 0.25, { country: 'NO' })
  metrics.observe(took, 0.5, { country: 'NO' })
  expect(await sent()).toEqual(
    expect.arrayContaining(['shop.took.count:2|c|#country:NO', 'shop.took.sum:0.75|c|#country:NO']),
  )
  expect((await sent()).filter((one) => one.startsWith('shop.took'))).toEqual([])
})

it('sends what an expired series still had, before the series that took its place', async () => {
  const { metrics, sent, time } = setup()
  metrics.add(orders, 3, { country: 'NO', channel: 'web' })
  time.advance(5_000)
  await metrics.gather()
  expect(await sent()).toContain('shop.orders:3|c|#country:NO,channel:web')
  metrics.add(orders, 4, { country: 'NO', channel: 'web' })
  await metrics.gather()
  time.advance(61_000)
  await metrics.gather()
  metrics.add(orders, 5, { country: 'NO', channel: 'web' })
  const named = (await sent()).filter((one) => one.startsWith('shop.orders'))
  expect(named.map((one) => Number(/:(\d+)\|/.exec(one)?.[1])).reduce((a, b) => a + b, 0)).toBe(9)
})

it('names labels in the name where there are no tags', async () => {
  const { metrics, sent } = setup({ tags: 'none' })
  metrics.add(orders, 1, { country: 'N.O/x', channel: '' })
  metrics.add(outcome, 1, { outcome: 'paid' })
  expect(await sent()).toEqual(
    expect.arrayContaining([
      'shop.orders.country.N_O_x.channel.none:1|c',
      'shop.outcomes.outcome.paid:1|c',
    ]),
  )
})

it('names metrics as templates say', async () => {
  const templates = [statsdTemplate(orders, 'orders.{country}.total')]
  const tagged = setup({ templates })
  tagged.metrics.add(orders, 1, { country: 'NO', channel: 'web' })
  expect(await tagged.sent()).toContain('orders.NO.total:1|c|#channel:web')
  const plain = setup({ templates, tags: 'none' })
  plain.metrics.add(orders, 1, { country: 'NO', channel: 'web' })
  plain.metrics.add(orders, 1, { country: 'NO', channel: 'shop' })
  expect((await plain.sent()).filter((one) => one.startsWith('orders'))).toEqual([
    'orders.NO.total:1|c',
    'orders.NO.total:1|c',
  ])
})

it.each(['dogstatsd', 'none'] as const)(
  'nothing in a label is a line of its own: %s',
  async (tags) => {
    const { metrics, sent } = setup({ tags })
    for (const country of hostile) metrics.add(orders, 1, { country, channel: 'web' })
    const lines = (await sent()).filter((one) => !one.startsWith('shop.baskets'))
    expect(lines).toHaveLength(hostile.length)
    for (const one of lines) {
      expect(one).toMatch(
        tags === 'none'
          ? /^shop\.orders\.country\.[\w-]+\.channel\.web:1\|c$/
          : /^shop\.orders:1\|c\|#country:[\p{L}\p{N}_./-]+,channel:web$/u,
      )
    }
  },
)

it('drops a line that no datagram takes, and counts it', async () => {
  const { client } = setup()
  const { metrics, sent } = setup({ client: { ...client, maxBufferSize: 100 } as typeof client })
  metrics.add(orders, 1, { country: '😀'.repeat(60), channel: 'web' })
  expect(await sent()).toEqual([])
  expectMetric(metrics, failures, { part: 'line_too_long' }).toBe(1)
})
