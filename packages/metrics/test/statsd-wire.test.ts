// hot-shots over the loopback, and the real daemon on what it sent.
import { once } from 'node:events'
import { createMetrics } from '@sallyport/metrics'
import { type StatsdOptions, statsdBackend, statsdTemplate } from '@sallyport/metrics/statsd'
import { metricValue } from '@sallyport/metrics/testing'
import { StatsD } from 'hot-shots'
import { expect, it } from 'vitest'
import { hostile } from './support/hostile.ts'
import { shop } from './support/shop.ts'
import { statsdDaemon } from './support/statsd-daemon.ts'
import { udpCapture } from './support/udp.ts'

const { orders, visits, baskets, stock, took } = shop

/** What metrics send over a socket while something is measured, as datagrams. */
async function captured(
  options: Omit<StatsdOptions, 'client'>,
  measure: (metrics: ReturnType<typeof createMetrics>) => unknown,
) {
  await using capture = await udpCapture()
  const client = new StatsD({
    host: '127.0.0.1',
    port: capture.port,
    prefix: 'mira',
    maxBufferSize: 1_432,
  })
  const backend = statsdBackend({ client, ...options })
  const metrics = createMetrics({ catalog: shop, backends: [backend] })
  await measure(metrics)
  await metrics.close()
  // The last of all, so that its coming says that the others have come.
  client.increment('end')
  await new Promise((resolve) => client.flush(resolve))
  await capture.linesUntil('mira.end:1|c')
  await new Promise<void>((resolve) => client.close(() => resolve()))
  return { metrics, datagrams: capture.datagrams }
}
const linesOf = (datagrams: readonly Buffer[]): readonly string[] =>
  datagrams.flatMap((one) => one.toString().split('\n'))

it.each(['dogstatsd', 'none'] as const)('the real daemon counts no bad line: %s', async (tags) => {
  const { metrics, datagrams } = await captured({ tags }, async (metrics) => {
    for (let round = 0; round < 3; round++) {
      for (const value of hostile) {
        metrics.add(orders, 1, { country: value, channel: value })
        metrics.set(stock, round - 1, { item: value })
        metrics.observe(took, 0.3, { country: value })
      }
      for (let i = 0; i < 300; i++) metrics.add(orders, 1, { country: `c${i}`, channel: 'web' })
      metrics.add(visits, 0.25)
      metrics.set(baskets, -5 - round)
      await metrics.flush()
    }
  })
  expect(Math.max(...datagrams.map(({ length }) => length))).toBeLessThanOrEqual(1_432)
  await using daemon = await statsdDaemon()
  await daemon.feed(datagrams)
  const counters: Readonly<Record<string, number>> = await daemon.table('counters')
  const gauges: Readonly<Record<string, number>> = await daemon.table('gauges')
  expect(counters['statsd.bad_lines_seen']).toBe(0)
  expect(counters['statsd.metrics_received']).toBe(linesOf(datagrams).length)
  const sum = (start: string, end = ''): number =>
    Object.entries(counters)
      .filter(([name]) => name.startsWith(start) && name.split(';')[0]?.endsWith(end))
      .reduce((all, [, value]) => all + value, 0)
  expect(sum('mira.shop.orders')).toBe(metricValue(metrics, orders))
  expect(sum('mira.shop.visits')).toBe(0.75)
  expect(sum('mira.shop.took', '.count')).toBe(metricValue(metrics, took))
  expect(gauges['mira.shop.baskets']).toBe(-7)
  const names = [...Object.keys(counters), ...Object.keys(gauges)]
  expect(names.filter((name) => !/^(statsd|mira)\./.test(name))).toEqual([])
})

it('the webhook’s duration is a timing under the name that it always had', async () => {
  const templates = [statsdTemplate(took, 'webhook.{country}.duration')]
  const options = { tags: 'none', histograms: 'timings', templates } as const
  const { datagrams } = await captured(options, async (metrics) => {
    metrics.observe(took, 0.125, { country: 'github' })
    await metrics.flush()
    for (const seconds of [0.02, 0.04, 0.3, 0.5, 2])
      metrics.observe(took, seconds, { country: 'x' })
  })
  expect(linesOf(datagrams)).toContain('mira.webhook.github.duration:125|ms')
  await using daemon = await statsdDaemon()
  await daemon.feed(datagrams)
  const timers: Readonly<Record<string, readonly number[]>> = await daemon.table('timers')
  const times = timers['mira.webhook.x.duration'] ?? []
  expect(times).toHaveLength(5)
  expect(times.reduce((all, one) => all + one, 0)).toBeCloseTo(2_860, 2)
  expect(times.filter((ms) => ms <= 100)).toHaveLength(2)
})

it('a program that has nothing else to do ends', async () => {
  const { spawn } = await import('node:child_process')
  const code = `
    import { createMetrics } from '@sallyport/metrics'
    import { statsdBackend } from '@sallyport/metrics/statsd'
    import { StatsD } from 'hot-shots'
    const client = new StatsD({ host: '127.0.0.1', port: 9, maxBufferSize: 1432 })
    createMetrics({ backends: [statsdBackend({ client, everyMs: 60_000 })] })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
  })
  const [status] = await once(child, 'exit')
  expect(status).toBe(0)
})
