import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { responder } from '@sallyport/core'
import { nodeRequest } from '@sallyport/core/node'
import { testRequest } from '@sallyport/core/testing'
import { createMetrics, type Metrics } from '@sallyport/metrics'
import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
import { missing, type Server, startPrometheus } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hostileTexts } from '../support/measure-all.ts'
import { ownPart } from '../support/page-of.ts'
import { samplesOf } from '../support/parse-page.ts'
import { askPrometheus as ask, duplicates, often, refused } from '../support/scraped.ts'
import { shop } from '../support/shop.ts'

const { orders, visits, stock, took } = shop
const exemplar = (): Record<string, string> => ({ trace_id: '0af7651916cd43dd8448eb211c80319c' })

/** Answers in the older format too, whatever is asked for: below /older. */
async function serve(metrics: Metrics): Promise<HttpServer> {
  const respond = responder(prometheusEndpoint(metrics))
  const server = createServer(async (incoming, response) => {
    const request = incoming.url === '/older' ? testRequest() : nodeRequest(incoming)
    const { status, headers, body } = await respond(request)
    response.writeHead(status, headers as Record<string, string>).end(body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

const config = (server: HttpServer): string => `${often}
scrape_configs:
  - job_name: ours
    static_configs: [{ targets: ['${hostOf(server)}'] }]
  - job_name: older
    metrics_path: /older
    static_configs: [{ targets: ['${hostOf(server)}'] }]
`
const hostOf = (server: HttpServer): string => `127.0.0.1:${(server.address() as AddressInfo).port}`
const formats = { ours: 'openmetrics', older: 'text' } as const
type Job = keyof typeof formats

/** What it has of our shop, by series; the labels it added itself left out. */
async function stored(prometheus: Server, job: Job = 'ours'): Promise<ReadonlyMap<string, number>> {
  const series = await ask(prometheus, `{job="${job}",__name__=~"shop_.*"}`)
  return new Map(
    series.map(({ metric: { __name__, job: _, instance, ...labels }, value: [, value] }) => [
      `${__name__} ${JSON.stringify(Object.entries(labels).toSorted())}`,
      Number(value),
    ]),
  )
}

const sorted = (samples: ReadonlyMap<string, number>) => [...samples].toSorted()

describe.skipIf(missing('prometheus', 'a real scrape'))('a real Prometheus', () => {
  const metrics = createMetrics({ catalog: shop, exemplar })
  let server: HttpServer
  let prometheus: Server
  beforeAll(async () => {
    metrics.add(orders, 3, { country: 'NO', channel: 'web' })
    metrics.add(visits, 7)
    metrics.observe(took, 0.4, { country: 'NO' })
    server = await serve(metrics)
    prometheus = await startPrometheus({
      config: config(server),
      args: ['--enable-feature=exemplar-storage'],
    })
  })
  afterAll(async () => {
    await prometheus?.stop()
    server?.close().closeAllConnections()
  })
  const agrees = (job: Job) =>
    vi.waitFor(
      async () => {
        const page = ownPart(metrics, { format: formats[job] })
        expect(sorted(await stored(prometheus, job))).toEqual(sorted(samplesOf(page)))
      },
      { timeout: 30_000, interval: 100 },
    )

  it('finds the target up, and has every series with its value', async () => {
    await agrees('ours')
    await agrees('older')
    expect(await refused(prometheus)).toEqual([])
    expect(await duplicates(prometheus)).toBe(0)
  })

  it('has hostile labels as they are, and its other series untouched', async () => {
    const before = (await stored(prometheus)).get('shop_visits_total []')
    for (const text of hostileTexts) {
      metrics.add(orders, 1, { country: text, channel: text })
      metrics.set(stock, 5, { item: text })
      metrics.observe(took, 2, { country: text })
    }
    for (const list of [['x"} 1\nshop_visits_total 0\nevil{z="'], { toString: () => 'x' }])
      metrics.add(orders, 1, { country: list as never, channel: 'web' })
    await agrees('ours')
    await agrees('older')
    expect((await stored(prometheus)).get('shop_visits_total []')).toBe(before)
    expect(await ask(prometheus, 'mira_health_status')).toEqual([])
    expect(await refused(prometheus)).toEqual([])
    expect(await duplicates(prometheus)).toBe(0)
  })

  it('has the exemplars', async () => {
    const url = `${prometheus.url}/api/v1/query_exemplars?query=shop_took_seconds_bucket&start=0&end=9999999999`
    const { data } = (await (await fetch(url)).json()) as {
      data: readonly { exemplars: readonly { labels: unknown }[] }[]
    }
    expect(data.flatMap(({ exemplars }) => exemplars)[0]?.labels).toEqual(exemplar())
  })
})
