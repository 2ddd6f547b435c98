import { manualTime } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { expectMetric } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'
import { shop } from './support/shop.ts'

const { baskets, stock } = shop
const failures = metricsMetrics.failures
const setup = () => {
  const time = manualTime()
  return { time, metrics: createMetrics({ catalog: shop, ...time }) }
}

it('reads a gauge when somebody looks', async () => {
  const { metrics } = setup()
  let count = 7
  metrics.collect(baskets, () => count)
  const stop = metrics.collect(stock, async (set) => {
    await null
    set(count, { item: `pot${count}` })
  })
  await metrics.gather()
  expectMetric(metrics, baskets).toBe(7)
  count = 8
  await metrics.gather()
  expect(metrics.read(stock)).toEqual([{ labels: { item: 'pot8' }, value: 8, resets: 0 }])
  stop()
  count = 9
  await metrics.gather()
  expectMetric(metrics, stock).toBe(8)
  expectMetric(metrics, baskets).toBe(9)
})

it('a collector that throws is nobody else’s trouble, and its gauge is not what it was', async () => {
  const { metrics } = setup()
  metrics.collect(baskets, () => 1)
  let isBroken = false
  metrics.collect(stock, (set) => {
    set(1, { item: 'cup' })
    if (isBroken) throw new Error('boom')
  })
  await metrics.gather()
  isBroken = true
  await metrics.gather()
  expect(metrics.read(stock)).toEqual([])
  expectMetric(metrics, baskets).toBe(1)
  expectMetric(metrics, failures, { part: 'collector_threw' }).toBe(1)
})

it('a collector that hangs holds nobody up, is told, and does not pile up', async () => {
  const { metrics, time } = setup()
  let calls = 0
  let told: AbortSignal | undefined
  metrics.collect(baskets, (_set, signal) => {
    calls++
    told = signal
    return new Promise<never>(() => {})
  })
  const first = metrics.gather()
  time.advance(1_000)
  await first
  await metrics.gather()
  expect([calls, told?.aborted]).toEqual([1, true])
  expectMetric(metrics, failures, { part: 'collector_late' }).toBe(2)
  expect(metrics.read(baskets)).toEqual([])
})

it('what is set too late is not taken', async () => {
  const { metrics, time } = setup()
  let late: ((value: number, labels: { item: string }) => void) | undefined
  metrics.collect(stock, (set) => {
    late = set
    return new Promise<never>(() => {})
  })
  const page = metrics.gather()
  time.advance(1_000)
  await page
  late?.(1, { item: 'cup' })
  await metrics.gather()
  expect(metrics.read(stock)).toEqual([])
})

it('those who look at the same time share the reading', async () => {
  const { metrics } = setup()
  let calls = 0
  metrics.collect(baskets, async () => ++calls)
  await Promise.all([metrics.gather(), metrics.gather(), metrics.flush()])
  expect(calls).toBe(1)
})

it('two collectors of one gauge do not end each other’s series', async () => {
  const { metrics } = setup()
  for (const item of ['cup', 'pot']) metrics.collect(stock, (set) => set(1, { item }))
  for (let i = 0; i < 2; i++) await metrics.gather()
  expectMetric(metrics, stock).toBe(2)
})

it('backends are told of series, flushed after the reading, and closed once, whatever they throw', async () => {
  const log: string[] = []
  const metrics = createMetrics({
    catalog: { baskets },
    backends: [
      { flush: () => Promise.reject(new Error('down')) },
      {
        series: ({ family, values }) => void log.push(`${family.names.sample} ${values}`),
        flush: () => void log.push('flush'),
        close: () => void log.push('close'),
      },
    ],
  })
  expect(log[0]).toBe('shop_baskets ')
  log.length = 0
  metrics.collect(baskets, () => void log.push('read'))
  metrics.add(shop.orders, 1, { country: 'NO', channel: 'web' })
  await metrics.flush()
  await Promise.all([metrics.close(), metrics.close()])
  expect(log).toEqual(['shop_orders_total NO,web', 'read', 'flush', 'read', 'flush', 'close'])
  expectMetric(metrics, failures, { part: 'backend_threw' }).toBe(2)
})
