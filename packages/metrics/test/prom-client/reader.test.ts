import { manualTime } from '@sallyport/core/testing'
import { defineMetrics } from '@sallyport/metrics'
import { promClientReader } from '@sallyport/metrics/prom-client'
import { describe, expect, it } from 'vitest'
import { type Client, clients, registryOf } from '../support/clients.ts'

const one = { unit: '1', help: 'x', labels: { status: 'open' } } as const
const { requests, depth, took } = defineMetrics({
  requests: { ...one, id: 'http.requests', kind: 'counter', aliases: ['old_requests'] },
  depth: { ...one, id: 'http.depth', kind: 'gauge' },
  took: { ...one, id: 'http.took', kind: 'histogram', unit: 's', buckets: [0.1, 1] },
})

function theirs(client: Client, open = false) {
  const registry = registryOf(client, open)
  const shape = { help: 'x', labelNames: ['status', 'method'], registers: [registry] }
  return {
    registry,
    shape,
    requests: new client.Counter({ ...shape, name: 'http_requests_total' }),
    depth: new client.Gauge({ ...shape, name: 'http_depth' }),
    took: new client.Histogram({ ...shape, name: 'http_took_seconds', buckets: [0.1, 1] }),
  }
}

describe.each(clients)('reading a registry of %s', (_, client) => {
  it('has nothing of a metric that is called as what every object has', async () => {
    const reader = promClientReader(registryOf(client))
    await reader.refresh()
    expect(reader.read({ ...requests, id: 'constructor' })).toEqual([])
  })

  it('finds counters, gauges and histograms, labels as text', async () => {
    const made = theirs(client)
    const reader = promClientReader(made.registry)
    made.requests.inc({ status: 200 }, 3)
    made.requests.inc({ status: '500', method: 'GET' }, 2)
    made.depth.set({ status: 'x' }, -4)
    for (const seconds of [0.05, 0.1, 0.5, 7]) made.took.observe({ status: 'ok' }, seconds)
    await reader.refresh()
    expect(reader.read(requests)).toEqual([
      { labels: { status: '200' }, value: 3, resets: 0 },
      { labels: { status: '500', method: 'GET' }, value: 2, resets: 0 },
    ])
    expect(reader.read(depth)).toEqual([{ labels: { status: 'x' }, value: -4, resets: 0 }])
    const buckets = [
      { le: 0.1, count: 2 },
      { le: 1, count: 3 },
      { le: Number.POSITIVE_INFINITY, count: 4 },
    ]
    const histogram = { buckets, sum: 7.65, count: 4 }
    expect(reader.read(took)).toEqual([{ labels: { status: 'ok' }, histogram, resets: 0 }])
  })

  it('finds a counter that OpenMetrics has renamed', async () => {
    const made = theirs(client, true)
    made.requests.inc({ status: 200 }, 3)
    await made.registry.metrics()
    for (const names of [{}, { 'http.requests': 'http_requests_total' }]) {
      const reader = promClientReader(made.registry, { names })
      await reader.refresh()
      expect(reader.read(requests)).toMatchObject([{ value: 3 }])
    }
  })

  it('finds it by an alias, by a given name, under a prefix', async () => {
    const registry = registryOf(client)
    const shape = { help: 'x', labelNames: ['status'], registers: [registry] }
    for (const [i, name] of ['old_requests', 'their_own', 'eu_http_requests_total'].entries())
      new client.Counter({ ...shape, name }).inc({ status: 200 }, i + 1)
    const options = [{}, { names: { 'http.requests': 'their_own' } }, { prefix: 'eu' }]
    const found = options.map(async (option) => {
      const reader = promClientReader(registry, option)
      await reader.refresh()
      return reader.read(requests)[0]?.value
    })
    expect(await Promise.all(found)).toEqual([1, 2, 3])
  })

  it('tells a series that began again, by whatever way', async () => {
    const made = theirs(client)
    const reader = promClientReader(made.registry)
    const read = async () => {
      await reader.refresh()
      return reader.read(requests).map(({ value, resets }) => [value, resets])
    }
    made.requests.inc({ status: 200 }, 5)
    expect(await read()).toEqual([[5, 0]])
    made.requests.reset()
    made.requests.inc({ status: 200 }, 2)
    expect(await read()).toEqual([[2, 1]])
    made.requests.remove({ status: 200 } as never)
    expect(await read()).toEqual([])
    made.requests.inc({ status: 200 }, 9)
    const [[value, resets] = []] = await read()
    expect([value, (resets as number) > 1]).toEqual([9, true])
    made.registry.removeSingleMetric('http_requests_total')
    new client.Counter({ ...made.shape, name: 'http_requests_total' }).inc({ status: 200 }, 99)
    expect((await read())[0]?.[1]).toBeGreaterThan(resets as number)
  })
})

describe.each(clients)('what of %s cannot be read', (_, client) => {
  it('is not known before it was refreshed; what is not there has no series', async () => {
    const reader = promClientReader(registryOf(client))
    expect(() => reader.read(requests)).toThrow(/refresh\(\)/)
    await reader.refresh()
    expect(reader.read(requests)).toEqual([])
  })

  it('is another kind than is asked for', async () => {
    const made = theirs(client)
    const names = { 'http.requests': 'http_depth' }
    const reader = promClientReader(made.registry, { names })
    await reader.refresh()
    expect(() => reader.read(requests)).toThrow(/is a counter, .*"http_depth" a gauge/)
  })

  it('throws, or hangs: it is not known, the others are, and nobody asks twice meanwhile', async () => {
    const made = theirs(client)
    let asked = 0
    const hangs = () => {
      asked++
      return new Promise<void>(() => {})
    }
    const collect = () => {
      throw new Error('boom')
    }
    const { registry } = made
    new client.Gauge({ name: 'hangs', help: 'x', registers: [registry], collect: hangs })
    new client.Gauge({ name: 'throws', help: 'x', registers: [registry], collect })
    const time = manualTime()
    const reader = promClientReader(registry, {
      names: { 'http.depth': 'throws' },
      timers: time.timers,
    })
    for (let i = 0; i < 2; i++) {
      const refreshed = reader.refresh()
      await Promise.resolve()
      time.advance(1_000)
      await refreshed
    }
    expect(asked).toBe(1)
    expect(() => reader.read(depth)).toThrow(/"throws" could not be read/)
    expect(() => reader.read({ ...depth, id: 'hangs' })).toThrow(/"hangs" could not be read/)
    expect(reader.read(requests)).toEqual([])
  })

  it('is waited for by everybody who refreshes meanwhile', async () => {
    const made = theirs(client)
    made.requests.inc({ status: 200 })
    const reader = promClientReader(made.registry)
    void reader.refresh()
    await reader.refresh()
    expect(reader.read(requests)).toHaveLength(1)
  })

  it('is too old', async () => {
    let now = 0
    const made = theirs(client)
    made.requests.inc({ status: 200 })
    const reader = promClientReader(made.registry, { monotonic: () => now, staleMs: 10 })
    await reader.refresh()
    now = 10
    expect(reader.read(requests)).toHaveLength(1)
    now = 11
    expect(() => reader.read(requests)).toThrow(/last read too long ago/)
    await reader.refresh()
    expect(reader.read(requests)).toHaveLength(1)
  })
})

it('refuses what is no registry, and options that are none', () => {
  const registry = registryOf(clients[0]?.[1] as Client)
  expect(() => promClientReader({} as never)).toThrow(/registry of prom-client/)
  expect(() => promClientReader(registry, { staleMs: 0 })).toThrow(RangeError)
  expect(() => promClientReader(registry, { metricMs: Number.NaN })).toThrow(RangeError)
})
