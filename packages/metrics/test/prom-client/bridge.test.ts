import { createMetrics, defineMetrics, type Metrics, metricsMetrics } from '@sallyport/metrics'
import { promClientBridge } from '@sallyport/metrics/prom-client'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { clients, pageFrom, registryOf } from '../support/clients.ts'
import { measureAll } from '../support/measure-all.ts'
import { pageOf } from '../support/page-of.ts'
import { samplesOf } from '../support/parse-page.ts'
import { shop } from '../support/shop.ts'

const { orders, visits, stock, took, baskets } = shop
const make = (options = {}): Metrics => createMetrics({ catalog: shop, ...options })
const sorted = (page: string) => [...samplesOf(page)].toSorted()

describe.each(clients)('a bridge to %s', (_, client) => {
  it('puts every sample of ours on the page, hostile labels too, as our own page has them', async () => {
    const registry = registryOf(client)
    const metrics = make({ constantLabels: { region: 'eu' } })
    promClientBridge(registry, { metrics })
    measureAll(metrics, Object.values(shop))
    expect(sorted(await pageFrom(registry))).toEqual(sorted(pageOf(metrics)))
  })

  it('in OpenMetrics too, with exemplars', async () => {
    const registry = registryOf(client, true)
    const exemplar = () => ({ trace_id: 'abc' })
    const metrics = make({ exemplar, clock: () => 1_700_000_000_500 })
    promClientBridge(registry, { metrics })
    measureAll(metrics, Object.values(shop))
    const page = await pageFrom(registry)
    expect(sorted(page)).toEqual(sorted(pageOf(metrics, { format: 'openmetrics' })))
    expect(page).toMatch(/^shop_orders_total\{.*\} .* # \{trace_id="abc"\} .* 1700000000.5$/m)
    expect(page).toMatch(/^shop_took_seconds_bucket\{.*\} .* # \{trace_id="abc"\}/m)
  })

  it('leaves out an exemplar that no page may have', async () => {
    const registry = registryOf(client, true)
    const metrics = make({ exemplar: () => ({ 'x"} 1\n': 'y' }) })
    promClientBridge(registry, { metrics })
    metrics.add(visits, 1)
    expect(await pageFrom(registry)).toMatch(/^shop_visits_total 1$/m)
  })

  it('goes on when the registry is told to speak the other format', async () => {
    const registry = registryOf(client)
    const metrics = make()
    const bridge = promClientBridge(registry, { metrics })
    for (const type of ['OPENMETRICS', 'PROMETHEUS', 'OPENMETRICS'] as const) {
      registry.setContentType(client.Registry[`${type}_CONTENT_TYPE`] as never)
      expect(await registry.metrics()).toMatch(/^shop_visits_total 0$/m)
    }
    bridge.close()
    expect(registry.getMetricsAsArray()).toEqual([])
  })

  it('stands beside its own metrics and default labels', async () => {
    const registry = registryOf(client)
    registry.setDefaultLabels({ app: 'till', country: 'default' })
    new client.Counter({ name: 'theirs_total', help: 'x', registers: [registry] }).inc(3)
    const metrics = make()
    promClientBridge(registry, { metrics })
    metrics.add(orders, 2, { country: 'NO', channel: '' })
    const found = samplesOf(await pageFrom(registry))
    expect(found.get('theirs_total [["app","till"],["country","default"]]')).toBe(3)
    expect(found.get('shop_orders_total [["app","till"],["country","NO"]]')).toBe(2)
  })

  it('gives the same as JSON, which a cluster of theirs adds up', async () => {
    const registry = registryOf(client)
    registry.setDefaultLabels({ app: 'till' })
    const metrics = make()
    promClientBridge(registry, { metrics })
    metrics.add(orders, 2, { country: 'NO', channel: 'web' })
    metrics.observe(took, 0.5, { country: 'NO' })
    const asked = async (name: string) =>
      ((await registry.getMetricsAsJSON()) as unknown as Json[]) // its types know enums only
        .find((one) => one.name === name)
    const labels = { country: 'NO', channel: 'web', app: 'till' }
    for (let i = 0; i < 2; i++) {
      expect(await asked('shop_orders_total')).toMatchObject({
        type: 'counter',
        aggregator: 'sum',
        values: [{ labels, value: 2 }],
      })
      expect((await asked('shop_took_seconds'))?.values).toContainEqual(
        expect.objectContaining({
          labels: { le: 1, country: 'NO', app: 'till' },
          value: 1,
          metricName: 'shop_took_seconds_bucket',
        }),
      )
    }
  })
})

it.each(clients)(
  'a cluster of %s adds up what its workers have, and gauges by their rule',
  async (_, client) => {
    const { share, began } = defineMetrics({
      share: { id: 'shop.full', kind: 'gauge', unit: 'ratio', help: 'x' },
      began: { id: 'shop.began', kind: 'gauge', unit: 's', help: 'x', merge: 'min' },
    })
    const worker = async (sold: number, full: number): Promise<object> => {
      const registry = registryOf(client)
      const metrics = createMetrics({ catalog: { ...shop, share, began } })
      promClientBridge(registry, { metrics })
      metrics.add(visits, sold)
      metrics.observe(took, sold, { country: 'NO' })
      metrics.set(share, full)
      metrics.set(began, sold)
      metrics.set(baskets, sold)
      return JSON.parse(JSON.stringify(await registry.getMetricsAsJSON())) as object
    }
    const workers = [await worker(2, 0.25), await worker(3, 0.75)]
    const whole = client.AggregatorRegistry.aggregate(workers as object[])
    const found = samplesOf(await pageFrom(whole))
    expect(found.get('shop_visits_total []')).toBe(5)
    expect(found.get('shop_took_seconds_sum [["country","NO"]]')).toBe(5)
    expect(found.get('shop_took_seconds_bucket [["country","NO"],["le","10"]]')).toBe(2)
    expect(found.get('shop_baskets []')).toBe(5)
    expect(found.get('shop_full_ratio []')).toBe(0.75)
    expect(found.get('shop_began_seconds []')).toBe(2)
  },
)

interface Json {
  readonly name: string
  readonly values: readonly object[]
}

describe.each(clients)('what is ours on a page of %s', (_, client) => {
  it('is validated and bounded by us', async () => {
    const registry = registryOf(client)
    const metrics = make({ maxSeriesPerMetric: 10 })
    promClientBridge(registry, { metrics })
    metrics.add(visits, Number.NaN)
    metrics.add(visits, 5)
    for (let i = 0; i < 500; i++) metrics.add(orders, 1, { country: `${i}`, channel: 'web' })
    const page = await pageFrom(registry)
    expect(page).toMatch(/^shop_visits_total 5$/m)
    expect(page.match(/^shop_orders_total\{/gm)).toHaveLength(11)
    expect(page).toMatch(/^shop_orders_total\{country="_other",channel="_other"\} 490$/m)
  })

  it('is collected once a scrape, and not waited for beyond the deadline', async () => {
    const registry = registryOf(client)
    const metrics = make({ collectorMs: 1 })
    promClientBridge(registry, { metrics })
    let runs = 0
    metrics.collect(stock, (set) => {
      runs++
      set(7, { item: 'hat' })
    })
    metrics.collect(baskets, () => new Promise(() => {}))
    const page = await pageFrom(registry)
    expect(page).toMatch(/^shop_stock\{item="hat"\} 7$/m)
    expect(page).not.toMatch(/^shop_baskets /m)
    expect(runs).toBe(1)
    expectMetric(metrics, metricsMetrics.failures, { part: 'collector_late' }).toBe(1)
  })

  it('survives 2^53, resetMetrics() and a series that expired', async () => {
    const registry = registryOf(client)
    let now = 0
    const metrics = make({ monotonic: () => now, idleMs: 1_000, expire: 'always' })
    promClientBridge(registry, { metrics })
    metrics.add(visits, 2 ** 53 - 1)
    metrics.add(visits, 3)
    metrics.add(orders, 1, { country: 'NO', channel: 'web' })
    expect(await pageFrom(registry)).toMatch(/^shop_orders_total\{/m)
    registry.resetMetrics()
    now = 2_000
    const page = await pageFrom(registry)
    expect(page).toMatch(/^shop_visits_total 9007199254740994$/m)
    expect(page).not.toMatch(/^shop_orders_total\{/m)
  })

  it('has its aliases where they are asked for', async () => {
    for (const open of [false, true]) {
      const registry = registryOf(client, open)
      const alias = { ...visits, id: 'a.b', aliases: ['old_visits', 'older_visits_total'] }
      const metrics = createMetrics({ catalog: { alias } })
      promClientBridge(registry, { metrics, aliases: true })
      metrics.add(alias, 4)
      const format = open ? 'openmetrics' : 'text'
      expect(sorted(await pageFrom(registry))).toEqual(
        sorted(pageOf(metrics, { format, aliases: true })),
      )
    }
  })
})
