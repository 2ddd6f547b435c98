import { metrics as api } from '@opentelemetry/api'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { otelBackend } from '@sallyport/metrics/otel'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { measureAll } from '../support/measure-all.ts'
import { shop } from '../support/shop.ts'
import { type Exported, sdks, setUp } from './sdks.ts'

const { orders, visits, stock, took, baskets } = shop
const pointsOf = (all: Exported, name: string) =>
  (all.find((one) => one.name === name)?.dataPoints ?? []) as readonly Point[]

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly value: unknown
}

interface HistogramValue {
  readonly count: number
  readonly sum: number
  readonly buckets: { readonly counts: readonly number[]; readonly boundaries: readonly number[] }
}

describe.each(sdks)('a backend through SDK %s', (_, sdk) => {
  it('has its in-memory exporter hold the same counters and gauges', async () => {
    const { provider, exported, close } = setUp(sdk)
    const metrics = createMetrics({ catalog: shop, backends: [otelBackend(provider)] })
    const numbers = Object.values(shop).filter(({ kind }) => kind !== 'histogram')
    measureAll(metrics, numbers)
    const all = await exported()
    for (const metric of numbers) {
      const found = pointsOf(all, metric.id).map(({ attributes, value }) => [attributes, value])
      const ours = metrics.read(metric as typeof orders).map(({ labels, value }) => [labels, value])
      expect(new Set(found.map(text))).toEqual(new Set(ours.map(text)))
    }
    await close()
  })

  it('and histograms with our boundaries, from one collection to the next', async () => {
    const { provider, exported, close } = setUp(sdk)
    const metrics = createMetrics({ catalog: shop, backends: [otelBackend(provider)] })
    for (const seconds of [0.05, 0.1, 0.4, 3, 70]) metrics.observe(took, seconds, { country: 'NO' })
    await exported()
    metrics.observe(took, 0.2, { country: 'NO' })
    const [point] = pointsOf(await exported(), 'shop.took')
    const { attributes, value } = point as Point
    const { count, sum, buckets } = value as HistogramValue
    expect(buckets).toEqual({ boundaries: [0.1, 1, 10], counts: [2, 2, 1, 1] })
    expect(count).toBe(6)
    expect(sum).toBeCloseTo(73.75, 9)
    expect(attributes).toEqual({ country: 'NO' })
    await close()
  })

  it('collects gauges once for all instruments, and sends at flush', async () => {
    const { provider, exported, close } = setUp(sdk)
    const metrics = createMetrics({ catalog: shop, backends: [otelBackend(provider)] })
    await exported()
    let runs = 0
    metrics.collect(stock, (set) => {
      runs++
      set(7, { item: 'hat' })
    })
    metrics.set(baskets, 3)
    const all = await exported()
    expect(pointsOf(all, 'shop.stock')).toMatchObject([{ attributes: { item: 'hat' }, value: 7 }])
    expect(runs).toBe(1)
    await metrics.close()
    expectMetric(metrics, metricsMetrics.failures, { part: 'backend_threw' }).toBe(0)
    await close()
  })
})

const text = (value: unknown): string => JSON.stringify(value, (_, one) => sortedObject(one))
const sortedObject = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, one]) => one !== '')
          .toSorted(),
      )
    : value

describe('what a backend asks of the provider', () => {
  const silent = () => {
    const calls: string[] = []
    const callbacks: unknown[] = []
    const told = <T>(name: string, made: T): T => {
      calls.push(name)
      return made
    }
    const observable = {
      addCallback: (callback: unknown) => void callbacks.push(callback),
      removeCallback: (callback: unknown) => void callbacks.splice(callbacks.indexOf(callback), 1),
    }
    const meter = {
      createObservableCounter: (name: string) => told(name, observable),
      createObservableGauge: (name: string) => told(name, observable),
      createHistogram: (name: string) => told(name, { record: () => void calls.push('record') }),
    }
    return { calls, callbacks, provider: { getMeter: () => meter } }
  }

  it('is nothing while something is measured', () => {
    const { calls, provider } = silent()
    const metrics = createMetrics({ catalog: shop, backends: [otelBackend(provider)] })
    const measure = (): void => {
      metrics.add(visits, 1)
      metrics.add(orders, 1, { country: 'NO', channel: 'web' })
      metrics.set(stock, 1, { item: 'hat' })
      metrics.observe(took, 1, { country: 'NO' })
    }
    measure()
    const before = [...calls]
    for (let i = 0; i < 100; i++) measure()
    expect(calls).toEqual(before)
    expect(calls.filter((name) => name.startsWith('shop.')).length).toBeGreaterThan(3)
  })

  it('is over with close()', async () => {
    const { callbacks, provider } = silent()
    const metrics = createMetrics({ catalog: shop, backends: [otelBackend(provider)] })
    expect(callbacks.length).toBeGreaterThan(0)
    await metrics.close()
    expect(callbacks).toEqual([])
  })

  it('takes no program with it when it refuses', async () => {
    const { calls, provider } = silent()
    const meter = provider.getMeter()
    const refusing = (name: string) => {
      if (name === visits.id) throw new Error('no')
      return meter.createObservableCounter(name)
    }
    const backends = [
      otelBackend({ getMeter: () => ({ ...meter, createObservableCounter: refusing }) }),
    ]
    const metrics = createMetrics({ catalog: { visits, stock }, backends })
    await metrics.close()
    expect(calls).toContain(stock.id)
    metrics.add(visits, 1)
    expectMetric(metrics, visits).toBe(1)
  })

  it('may be the API’s own provider that does nothing; what is none is refused', async () => {
    const backends = [otelBackend(api.getMeterProvider())]
    const metrics = createMetrics({ catalog: shop, backends })
    metrics.observe(took, 1, { country: 'NO' })
    await metrics.close()
    expectMetric(metrics, metricsMetrics.failures, { part: 'backend_threw' }).toBe(0)
    expect(() => otelBackend({} as never)).toThrow(/meter provider/)
  })
})
