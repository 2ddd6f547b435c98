import { defineMetrics } from '@sallyport/metrics'
import { promClientReader } from '@sallyport/metrics/prom-client'
import { defineSlo, evaluate, readerSource } from '@sallyport/slo'
import { describe, expect, it } from 'vitest'
import { clients, registryOf } from '../support/clients.ts'

const one = { help: 'x', labels: { status_code: 'open' } } as const
const { requests, took } = defineMetrics({
  requests: { ...one, id: 'http.requests', kind: 'counter', unit: '1' },
  took: { ...one, id: 'http.request_duration', kind: 'histogram', unit: 's', buckets: [0.1, 0.5] },
})
const shared = { service: 'shop', period: '1h', objective: '99' } as const
const availability = defineSlo({
  ...shared,
  name: 'availability',
  sli: {
    kind: 'ratio',
    bad: { metric: requests, where: { status_code: ['500', '503'] } },
    total: { metric: requests },
  },
})
const latency = defineSlo({
  ...shared,
  name: 'latency',
  sli: { kind: 'latency', histogram: { metric: took }, underSeconds: 0.5 },
})
const slos = [availability, latency]

describe.each(clients)('objectives on what a registry of %s has', (_, client) => {
  const make = async () => {
    let now = 1_700_000_000_000
    const registry = registryOf(client)
    const shape = { help: 'x', labelNames: ['status_code'], registers: [registry] }
    const counter = new client.Counter({ ...shape, name: 'http_requests_total' })
    const buckets = [0.1, 0.5]
    const name = 'http_request_duration_seconds'
    const histogram = new client.Histogram({ ...shape, name, buckets })
    counter.inc({ status_code: 500 }, 1_000) // before it was read
    const reader = promClientReader(registry)
    await reader.refresh()
    const source = readerSource(slos, reader, { clock: () => now })
    const later = async () => {
      now += 60_000
      await reader.refresh()
      source.read()
      return (await evaluate(slos, source)).map(({ state, bad, total }) => ({ state, bad, total }))
    }
    return { counter, histogram, later }
  }

  it('counts what came since, bad ones too', async () => {
    const { counter, histogram, later } = await make()
    counter.inc({ status_code: 200 }, 995)
    counter.inc({ status_code: 503 }, 5)
    for (let i = 0; i < 98; i++) histogram.observe({ status_code: 200 }, 0.2)
    for (let i = 0; i < 2; i++) histogram.observe({ status_code: 200 }, 2)
    expect(await later()).toMatchObject([
      { state: 'met', bad: 5, total: 1_000 },
      { state: 'breached', bad: 2, total: 100 },
    ])
  })

  it('a counter that was reset takes nothing back', async () => {
    const { counter, later } = await make()
    counter.inc({ status_code: 200 }, 500)
    await later()
    counter.reset()
    counter.inc({ status_code: 200 }, 400)
    const [found] = await later()
    expect(found).toMatchObject({ bad: 0, total: 900 })
  })
})
