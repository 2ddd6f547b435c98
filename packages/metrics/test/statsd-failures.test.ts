import { manualTime } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { type StatsdClient, statsdBackend, statsdTemplate } from '@sallyport/metrics/statsd'
import { expectMetric } from '@sallyport/metrics/testing'
import { StatsD } from 'hot-shots'
import { expect, it, vi } from 'vitest'
import { shop } from './support/shop.ts'

const { visits, baskets, stock } = shop
const failures = metricsMetrics.failures

/** A client that does nothing, but for what is said. */
function setup(given: Partial<StatsdClient> = {}) {
  const lines: string[] = []
  const line = (name: string, value: number): void => void lines.push(`${name}:${value}`)
  const client = { increment: line, gauge: line, timing: line, ...given }
  const time = manualTime()
  const backend = statsdBackend({ client, timers: time.timers })
  const metrics = createMetrics({ catalog: shop, ...time, backends: [backend] })
  return { metrics, time, lines, client }
}
const passed = () => new Promise<void>((resolve) => queueMicrotask(resolve))
const soon = async () => {
  for (let i = 0; i < 30; i++) await passed()
}

it('sends every ten seconds, collected gauges too, until it is closed', async () => {
  const { metrics, time, lines } = setup()
  metrics.collect(baskets, () => 4)
  metrics.add(visits, 1)
  time.advance(10_000)
  await soon()
  expect(lines).toEqual(expect.arrayContaining(['shop.visits:1', 'shop.baskets:4']))
  metrics.add(visits, 2)
  await metrics.close()
  expect(lines).toContain('shop.visits:2')
  lines.length = 0
  metrics.add(visits, 4)
  time.advance(60_000)
  await metrics.flush()
  expect(lines).toEqual([])
})

it('a client that throws harms nobody, and is sent again what it did not take', async () => {
  let isBroken = true
  const sent: number[] = []
  const { metrics } = setup({
    increment(name, value) {
      if (isBroken) throw new Error('dns')
      if (name === 'shop.visits') sent.push(value)
    },
  })
  metrics.add(visits, 3)
  await metrics.flush()
  expectMetric(metrics, failures, { part: 'backend_threw' }).toBe(1)
  metrics.add(visits, 4)
  isBroken = false
  await metrics.flush()
  expect(sent).toEqual([7])
})

it('a client that tells of failures is heard', async () => {
  const { metrics } = setup({
    increment: (_name, _value, _tags, done) => done(new Error('ECONNREFUSED')),
    flush: (done) => done(new Error('ECONNREFUSED')),
  })
  metrics.add(visits, 1)
  await metrics.flush()
  expectMetric(metrics, failures, { part: 'backend_threw' }).toBe(1)
})

it('a client that hangs is not waited for, and given nothing more until it answers', async () => {
  const answers: (() => void)[] = []
  const { metrics, time, lines } = setup({ flush: (done) => void answers.push(done) })
  metrics.add(visits, 1)
  const flushed = metrics.flush()
  await soon()
  time.advance(1_000)
  await flushed
  expectMetric(metrics, failures, { part: 'backend_late' }).toBe(1)
  lines.length = 0
  metrics.add(visits, 2)
  await metrics.flush()
  expect(lines).toEqual([])
  expectMetric(metrics, failures, { part: 'backend_late' }).toBe(2)
  answers[0]?.()
  const again = metrics.flush()
  await soon()
  answers[1]?.()
  await again
  expect(lines).toContain('shop.visits:2')
})

it('two flushes at once are one', async () => {
  const { metrics, lines } = setup()
  metrics.add(visits, 1)
  await Promise.all([metrics.flush(), metrics.flush()])
  expect(lines.filter((one) => one.startsWith('shop.visits'))).toEqual(['shop.visits:1'])
})

it('keeps no process alive', () => {
  const each = vi.spyOn(globalThis, 'setInterval')
  const client = new StatsD({ mock: true, maxBufferSize: 1_432 })
  createMetrics({ backends: [statsdBackend({ client })] })
  const timers = each.mock.results.map(({ value }) => value as NodeJS.Timeout)
  expect(timers.map((timer) => timer.hasRef())).toEqual(timers.map(() => false))
  each.mockRestore()
  for (const timer of timers) clearInterval(timer)
  client.close()
})

it('refuses a client that would lose or falsify what it is given', () => {
  const refused: readonly [object, RegExp][] = [
    [{ aggregation: true, maxBufferSize: 1_432 }, /must not aggregate/],
    [{ sampleRate: 0.5, maxBufferSize: 1_432 }, /must not sample/],
    [{}, /maxBufferSize from 1 to 1432, got 0/],
    [{ maxBufferSize: 65_000 }, /got 65000/],
  ]
  for (const [options, message] of refused) {
    const client = new StatsD({ host: '127.0.0.1', ...options })
    expect(() => statsdBackend({ client })).toThrow(message)
    client.close()
  }
  expect(() => statsdBackend({ client: {} as never })).toThrow(/without increment/)
})

it('refuses names and numbers that are none', () => {
  const { client } = setup()
  expect(() => statsdTemplate(stock, 'stock.{itme}')).toThrow(/no label "itme"/)
  for (const name of ['', 'a..b', 'a:1|c\nb', '{item}.', 'a b']) {
    expect(() => statsdTemplate(stock, name)).toThrow(/dotted words/)
  }
  const templates = [statsdTemplate(stock, 'stock')]
  expect(() => statsdBackend({ client, templates, tags: 'none' })).toThrow(/needs \{item\}/)
  expect(() => statsdBackend({ client, tags: 'datadog' as never })).toThrow(/"tags" must be/)
  expect(() => statsdBackend({ client, histograms: 'ms' as never })).toThrow(/"histograms"/)
  expect(() => statsdBackend({ client, everyMs: 0 })).toThrow(/"everyMs"/)
  expect(() => statsdBackend({ client, flushMs: Number.NaN })).toThrow(/"flushMs"/)
})

it('a histogram whose count was taken and whose sum was not says its sum next time', async () => {
  let isBroken = true
  const sent: string[] = []
  const { metrics } = setup({
    increment(name, value) {
      if (!name.startsWith('shop.took')) return
      if (isBroken && name.endsWith('.sum')) throw new Error('dns')
      sent.push(`${name}:${value}`)
    },
  })
  metrics.observe(shop.took, 0.5, { country: 'NO' })
  await metrics.flush()
  isBroken = false
  await metrics.flush()
  await metrics.flush()
  expect(sent).toEqual(['shop.took.count:1', 'shop.took.sum:0.5'])
})
