import { createMetrics } from '@sallyport/metrics'
import { otelProducer } from '@sallyport/metrics/otel'
import { describe, expect, it } from 'vitest'
import { measureAll } from '../support/measure-all.ts'
import { shop } from '../support/shop.ts'
import { type Exported, sdks, setUp } from './sdks.ts'

const { orders, visits, stock, took } = shop
const pointsOf = (all: Exported, name: string) =>
  (all.find((one) => one.name === name)?.dataPoints ?? []) as readonly Point[]

interface Point {
  readonly startTime: readonly number[]
  readonly endTime: readonly number[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly value: unknown
}

describe.each(sdks)('a producer beside SDK %s', (_, sdk) => {
  it('has its in-memory exporter hold the same numbers, beside those of its own meters', async () => {
    const metrics = createMetrics({ catalog: shop, constantLabels: { region: 'eu' } })
    const { provider, exported, close } = setUp(sdk, [otelProducer(metrics)])
    provider.getMeter('theirs').createCounter('theirs').add(3)
    measureAll(metrics, Object.values(shop))
    const all = await exported()
    expect(pointsOf(all, 'theirs')).toMatchObject([{ value: 3 }])
    for (const metric of Object.values(shop)) {
      const found = pointsOf(all, metric.id).map(({ attributes, value }) => ({ attributes, value }))
      expect(found).toEqual(metrics.read(metric as typeof orders).map(asPoint))
    }
    await close()
  })

  it('says units, kinds and its scope as OpenTelemetry spells them', async () => {
    const metrics = createMetrics({ catalog: shop })
    const { exported, close } = setUp(sdk, [otelProducer(metrics, { scope: 'shop' })])
    measureAll(metrics, Object.values(shop))
    const all = await exported()
    const of = (name: string) => all.find((one) => one.name === name)
    const cumulative = sdk.AggregationTemporality.CUMULATIVE
    expect(of('shop.took')).toMatchObject({
      scope: 'shop',
      descriptor: { unit: 's', description: 'Durations.' },
      dataPointType: 0,
      aggregationTemporality: cumulative,
    })
    expect(of('shop.visits')).toMatchObject({
      descriptor: { unit: '1' },
      dataPointType: 3,
      isMonotonic: true,
    })
    expect(of('shop.stock')).toMatchObject({ dataPointType: 2 })
    await close()
  })

  it('reads collected gauges first, and knows no limit but ours', async () => {
    const metrics = createMetrics({ catalog: shop, maxSeriesPerMetric: 5_000 })
    const { exported, close } = setUp(sdk, [otelProducer(metrics)])
    metrics.collect(stock, (set) => set(7, { item: 'hat' }))
    for (let i = 0; i < 5_000; i++) metrics.add(orders, 1, { country: `${i}`, channel: 'web' })
    const all = await exported()
    expect(pointsOf(all, 'shop.stock')).toMatchObject([{ attributes: { item: 'hat' }, value: 7 }])
    expect(pointsOf(all, 'shop.orders')).toHaveLength(5_000)
    await close()
  })

  it('tells a reader of changes what came since the last time', async () => {
    const metrics = createMetrics({ catalog: shop })
    const { exported, close } = setUp(sdk, [otelProducer(metrics, { temporality: 'delta' })], true)
    const values = (all: Exported, name: string) => pointsOf(all, name).map(({ value }) => value)
    metrics.add(visits, 2)
    metrics.observe(took, 0.5, { country: 'NO' })
    const first = await exported()
    expect(values(first, 'shop.visits')).toEqual([2])
    metrics.add(visits, 3)
    metrics.observe(took, 7, { country: 'NO' })
    metrics.observe(took, 0.01, { country: 'NO' })
    const second = await exported()
    expect(values(second, 'shop.visits')).toEqual([3])
    const buckets = { boundaries: [0.1, 1, 10], counts: [1, 0, 1, 0] }
    expect(values(second, 'shop.took')).toEqual([{ buckets, count: 2, sum: 7.01 }])
    expect(pointsOf(second, 'shop.visits')[0]?.startTime).toEqual(
      pointsOf(first, 'shop.visits')[0]?.endTime,
    )
    expect(values(await exported(), 'shop.visits')).toEqual([])
    await close()
  })
})

/** A series as the SDK has a point. */
function asPoint({ labels, value, histogram }: ReturnType<typeof read>[number]) {
  const own = Object.entries(labels).filter(([, text]) => text !== '')
  const attributes = { region: 'eu', ...Object.fromEntries(own) }
  if (histogram === undefined) return { attributes, value }
  const { buckets, sum, count } = histogram
  const counts = buckets.map((one, i) => one.count - (buckets[i - 1]?.count ?? 0))
  const boundaries = buckets.slice(0, -1).map(({ le }) => le)
  return { attributes, value: { buckets: { boundaries, counts }, sum, count } }
}
const read = () => createMetrics().read(orders)

describe('the times of a producer', () => {
  it('a series starts when it can have begun: anew, after one of the same labels expired', async () => {
    let now = 0
    const options = {
      catalog: shop,
      monotonic: () => now,
      idleMs: 1_000,
      expire: 'always',
    } as const
    const metrics = createMetrics(options)
    const producer = otelProducer(metrics, { clock: () => 1_000_000 + now })
    const times = async () => {
      const [scope] = (await producer.collect()).resourceMetrics.scopeMetrics
      const found = scope?.metrics.find(({ descriptor }) => descriptor.name === 'shop.orders')
      const [point] = found?.dataPoints ?? []
      return point && [point.startTime, point.endTime, point.value]
    }
    metrics.add(orders, 5, { country: 'NO', channel: 'web' })
    now = 500
    expect(await times()).toEqual([[1_000, 0], [1_000, 500_000_000], 5])
    now = 600
    expect(await times()).toEqual([[1_000, 0], [1_000, 600_000_000], 5])
    now = 2_000
    expect(await times()).toBeUndefined()
    metrics.add(orders, 1, { country: 'NO', channel: 'web' })
    now = 2_250
    expect(await times()).toEqual([[1_002, 0], [1_002, 250_000_000], 1])
  })

  it('goes on past 2^53, and says no sum of what may be negative', async () => {
    const metrics = createMetrics({ catalog: shop })
    metrics.add(visits, 2 ** 53 - 1)
    metrics.add(visits, 3)
    metrics.observe(took, -2, { country: 'NO' })
    const [scope] = (await otelProducer(metrics).collect()).resourceMetrics.scopeMetrics
    const value = (name: string) =>
      scope?.metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0]?.value
    expect(value('shop.visits')).toBe(2 ** 53 + 2)
    expect(value('shop.took')).toEqual({
      buckets: { boundaries: [0.1, 1, 10], counts: [1, 0, 0, 0] },
      count: 1,
    })
  })

  it('refuses what are no metrics, and another temporality', () => {
    expect(() => otelProducer({} as never)).toThrow(TypeError)
    expect(() => otelProducer(createMetrics(), { temporality: 'x' as never })).toThrow(/'delta'/)
  })
})
