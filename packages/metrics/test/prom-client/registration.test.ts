import { createMetrics, defineMetrics, metricsMetrics } from '@sallyport/metrics'
import { mergeWorkers, reportMetrics } from '@sallyport/metrics/cluster'
import { promClientBridge } from '@sallyport/metrics/prom-client'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { channelPair } from '../support/channel-pair.ts'
import { type Client, clients, registryOf } from '../support/clients.ts'
import { shop } from '../support/shop.ts'

const one = { unit: '1', help: 'x' } as const
const names = (registry: { getMetricsAsArray(): readonly object[] }) =>
  (registry.getMetricsAsArray() as { name: string }[]).map(({ name }) => name)

describe.each(clients)('registering with %s', (_, client) => {
  it('twice is the same as once', async () => {
    const registry = registryOf(client)
    const metrics = createMetrics({ catalog: shop })
    promClientBridge(registry, { metrics })
    const before = names(registry)
    promClientBridge(registry, { metrics }).register()
    expect(names(registry)).toEqual(before)
    expect(before).toContain('shop_took_seconds')
  })

  it('again, after the registry was cleared, brings everything back', async () => {
    const registry = registryOf(client)
    const metrics = createMetrics({ catalog: shop })
    const bridge = promClientBridge(registry, { metrics })
    const before = names(registry)
    registry.clear()
    bridge.register()
    expect(names(registry)).toEqual(before)
  })

  it('has a metric that no catalog lists after the first scrape that sees it', async () => {
    const registry = registryOf(client)
    const metrics = createMetrics()
    promClientBridge(registry, { metrics })
    metrics.add(shop.visits, 1)
    await registry.metrics()
    expect(await registry.metrics()).toMatch(/^shop_visits_total 1$/m)
  })

  it('has what workers were merged to, though they have said nothing yet', async () => {
    const registry = registryOf(client)
    const metrics = createMetrics()
    const all = mergeWorkers({ metrics })
    const [primary, worker] = channelPair()
    all.add(primary)
    const theirs = createMetrics({ catalog: shop })
    reportMetrics(theirs, worker)
    promClientBridge(registry, { metrics: all })
    theirs.add(shop.visits, 3)
    await all.gather()
    expect(await registry.metrics()).toMatch(/^shop_visits_total 3$/m)
    all.close()
  })

  it('counts, once, such a metric whose name is taken', async () => {
    const registry = registryOf(client)
    const metrics = createMetrics()
    new client.Counter({ name: 'shop_visits_total', help: 'x', registers: [registry] }).inc(9)
    promClientBridge(registry, { metrics })
    metrics.add(shop.visits, 1)
    for (let i = 0; i < 3; i++) await registry.metrics()
    expect(await registry.metrics()).toMatch(/^shop_visits_total 9$/m)
    expectMetric(metrics, metricsMetrics.failures, { part: 'backend_threw' }).toBe(1)
  })

  it('is undone by close(), which leaves the others alone', async () => {
    const registry = registryOf(client)
    new client.Counter({ name: 'theirs_total', help: 'x', registers: [registry] })
    const metrics = createMetrics({ catalog: shop })
    const bridge = promClientBridge(registry, { metrics })
    const scrape = registry.metrics()
    bridge.close()
    await scrape
    expect(names(registry)).toEqual(['theirs_total'])
    bridge.register()
    promClientBridge(registry, { metrics })
    expect(names(registry)).toContain('shop_visits_total')
  })

  it('refuses a second set of metrics by the same names, until the first is closed', () => {
    const registry = registryOf(client)
    const [first, second] = [createMetrics(), createMetrics()]
    const bridge = promClientBridge(registry, { metrics: first })
    expect(() => promClientBridge(registry, { metrics: second })).toThrow(/metrics_dropped_total/)
    bridge.close()
    promClientBridge(registry, { metrics: second })
  })
})

type Theirs = (client: Client, registers: never) => unknown

const clashing: readonly (readonly [string, Theirs, object, RegExp])[] = [
  [
    'the same name',
    ({ Gauge }, registers) => new Gauge({ name: 'a_total', help: 'x', registers }),
    { id: 'a', kind: 'counter' },
    /"a" and its gauge "a_total" are both called a_total/,
  ],
  [
    'x_count beside a histogram x',
    ({ Counter }, registers) => new Counter({ name: 'x_count', help: 'x', registers }),
    { id: 'x', kind: 'histogram', buckets: [1] },
    /"x" and its counter "x_count" are both called x_count/,
  ],
  [
    'a gauge by the name of a line of their histogram',
    ({ Histogram }, registers) => new Histogram({ name: 'x', help: 'x', registers }),
    { id: 'y', kind: 'gauge', aliases: ['x_bucket'] },
    /"y" and its histogram "x" are both called x_bucket/,
  ],
  [
    'a gauge by the name of a line of their summary',
    ({ Summary }, registers) => new Summary({ name: 'x', help: 'x', registers }),
    { id: 'y', kind: 'gauge', aliases: ['x_sum'] },
    /"y" and its summary "x" are both called x_sum/,
  ],
  [
    'what OpenMetrics would call the same',
    ({ Counter }, registers) => new Counter({ name: 'depth_total', help: 'x', registers }),
    { id: 'depth', kind: 'gauge' },
    /"depth" and its counter "depth_total" are both called depth/,
  ],
]

describe.each(clients)('a registry of %s that is taken', (_, client) => {
  it.each(clashing)('%s: refused by name, and nothing is registered', (_, theirs, ours, said) => {
    const registry = registryOf(client)
    theirs(client, [registry] as never)
    const before = names(registry)
    const catalog = defineMetrics({ ours: { ...one, ...ours } as never })
    const metrics = createMetrics({ catalog })
    expect(() => promClientBridge(registry, { metrics, aliases: true })).toThrow(said)
    expect(() => promClientBridge(registry, { metrics, aliases: true })).toThrow(TypeError)
    expect(names(registry)).toEqual(before)
  })
})

it.each([undefined, null, {}, 'register'])('refuses %j as a registry', (registry) => {
  expect(() => promClientBridge(registry as never, { metrics: createMetrics() })).toThrow(
    /registry of prom-client/,
  )
})

it('refuses what are no metrics', () => {
  const registry = registryOf(clients[0]?.[1] as Client)
  expect(() => promClientBridge(registry, { metrics: {} as never })).toThrow(/createMetrics/)
})
