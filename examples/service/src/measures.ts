import { createServer } from 'node:http'
import { apiKeyMetrics } from '@sallyport/api-keys'
import { auditMetrics } from '@sallyport/audit-chain'
import { configMetrics } from '@sallyport/config-validation/watch'
import { controlsMetrics } from '@sallyport/controls'
import {
  type Clock,
  coreMetrics,
  denialReply,
  deny,
  type Endpoint,
  type MonotonicClock,
  responder,
} from '@sallyport/core'
import { nodeRequest } from '@sallyport/core/node'
import { healthMetrics } from '@sallyport/health'
import { limitMetrics } from '@sallyport/limits'
import { createMetrics, type Metrics } from '@sallyport/metrics'
import { accessMetrics, dataAccessMetrics, integrationMetrics } from '@sallyport/metrics/catalogs'
import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { nodeMetrics } from '@sallyport/metrics/runtime'
import { networkMetrics } from '@sallyport/network'
import { scopeMetrics } from '@sallyport/scopes'
import { type SloWatch, sloMetrics } from '@sallyport/slo'
import { webhookMetrics } from '@sallyport/webhook-auth'
import { defenceMetrics } from './defence.ts'
import { listening } from './listening.ts'

/** Of a list for row-level security, what this service measures: what nobody does would be there at nought. */
const { authAttempts, authFailures } = dataAccessMetrics

/** The metrics of every part. */
export function serviceMetrics(time: {
  readonly clock?: Clock
  readonly monotonic?: MonotonicClock
}): Metrics {
  const catalog = [
    coreMetrics,
    apiKeyMetrics,
    auditMetrics,
    configMetrics,
    controlsMetrics,
    healthMetrics,
    httpServerMetrics,
    defenceMetrics,
    accessMetrics,
    integrationMetrics,
    limitMetrics,
    networkMetrics,
    nodeMetrics,
    scopeMetrics,
    sloMetrics,
    webhookMetrics,
    { authAttempts, authFailures },
  ]
  const metrics = createMetrics({ catalog, ...time })
  // Nobody is here without valid settings, and they are read once.
  metrics.set(configMetrics.valid, 1)
  return metrics
}

/** What Prometheus scrapes: with the objectives as they stand then. */
export const metricsPage = (metrics: Metrics, slos: SloWatch): Endpoint =>
  prometheusEndpoint({
    async gather() {
      await slos.evaluate()
      return metrics.gather()
    },
  })

/** A page on a port of its own. */
export interface OwnPort {
  readonly url: string
  close(): Promise<void>
}

/** Answers `/metrics` and nothing else. No guard is before it: the host says who can get there. */
export async function metricsPort(
  page: Endpoint,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<OwnPort> {
  const none = denialReply(deny('not_found', 404))
  const respond = responder((request) =>
    request.url.replace(/\?.*/, '') === '/metrics' ? page(request) : none,
  )
  const server = createServer(async (incoming, response) => {
    const { status, headers, body } = await respond(nodeRequest(incoming))
    response.writeHead(status, headers as Record<string, string>).end(body)
  })
  const url = await listening(server, { host, port, named: 'METRICS_HOST and METRICS_PORT' })
  return {
    url: `${url}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
