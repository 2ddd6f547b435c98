import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMetrics, type Metrics } from '@sallyport/metrics'
import { promClientBridge } from '@sallyport/metrics/prom-client'
import { findService, missing, type Server, startPrometheus } from '@sallyport-scripts/services'
import type { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Client, clients, registryOf } from '../support/clients.ts'
import { measureAll } from '../support/measure-all.ts'
import { pageOf } from '../support/page-of.ts'
import { samplesOf } from '../support/parse-page.ts'
import { askPrometheus, duplicates, often, refused } from '../support/scraped.ts'
import { shop } from '../support/shop.ts'

/** A service that has metrics of its own in a registry, and ours beside them. */
function service(client: Client, open: boolean): { registry: Registry; metrics: Metrics } {
  const registry = registryOf(client, open)
  const shape = { help: 'Theirs.', registers: [registry] }
  new client.Counter({ ...shape, name: 'theirs_total' }).inc(3)
  new client.Histogram({ ...shape, name: 'theirs_seconds', buckets: [1] }).observe(0.5)
  const exemplar = () => ({ trace_id: '0af7651916cd43dd8448eb211c80319c' })
  const metrics = createMetrics({ catalog: shop, exemplar })
  promClientBridge(registry, { metrics })
  measureAll(metrics, Object.values(shop))
  return { registry, metrics }
}

const all = clients.flatMap(([name, client]) => [
  [`${name.replaceAll(/\W/g, '')}-text`, service(client, false)] as const,
  [`${name.replaceAll(/\W/g, '')}-openmetrics`, service(client, true)] as const,
])
const jobs = all.map(([job]) => job)

async function serve(): Promise<HttpServer> {
  const server = createServer(async ({ url }, response) => {
    const [, found] = all.find(([job]) => url === `/${job}`) ?? []
    const type = found?.registry.contentType ?? ''
    response.setHeader('content-type', type).end(await found?.registry.metrics())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

const config = (server: HttpServer): string =>
  `${often}
scrape_configs:
${jobs
  .map(
    (job) => `  - job_name: ${job}
    metrics_path: /${job}
    static_configs: [{ targets: ['127.0.0.1:${(server.address() as AddressInfo).port}'] }]
`,
  )
  .join('')}`

describe.skipIf(missing('prometheus', 'a real scrape'))('one page of two registries', () => {
  let server: HttpServer
  let prometheus: Server
  beforeAll(async () => {
    server = await serve()
    prometheus = await startPrometheus({ config: config(server) })
  })
  afterAll(async () => {
    await prometheus?.stop()
    server?.close().closeAllConnections()
  })

  it.each(all)('a real Prometheus has everything of both, nothing twice: %s', async (job, one) => {
    const { metrics, registry } = one
    const format = registry.contentType.includes('openmetrics') ? 'openmetrics' : 'text'
    const query = `{job="${job}",__name__=~"(shop|metrics|theirs)_.*"}`
    await vi.waitFor(
      async () => {
        const stored = (await askPrometheus(prometheus, query)).map(
          ({ metric: { __name__, job: _, instance, ...labels }, value: [, value] }) =>
            [`${__name__} ${JSON.stringify(Object.entries(labels).toSorted())}`, +value] as const,
        )
        const ours = stored.filter(([name]) => !name.startsWith('theirs_'))
        expect(ours.toSorted()).toEqual([...samplesOf(pageOf(metrics, { format }))].toSorted())
        expect(new Map(stored).get('theirs_total []')).toBe(3)
        expect(new Map(stored).get('theirs_seconds_count []')).toBe(1)
      },
      { timeout: 30_000, interval: 100 },
    )
    expect(await refused(prometheus)).toEqual([])
    expect(await duplicates(prometheus)).toBe(0)
  })
})

describe.skipIf(missing('promtool', 'promtool check metrics'))('promtool check metrics', () => {
  it.each(all.filter(([job]) => job.endsWith('text')))('has nothing against %s', async (_, one) => {
    const input = await one.registry.metrics()
    const { status, stderr } = spawnSync(findService('promtool') as string, ['check', 'metrics'], {
      input,
    })
    expect(`${status} ${stderr}`).toBe('0 ')
  })
})
