import type { MetricsSink } from '@sallyport/core'
import { accessMetrics } from '../catalogs/access.ts'
import { callable, type Leave } from '../in-flight.ts'

/** Counts upgrades of one route, and what goes over them. */
export interface WebSockets {
  /** An upgrade that a guard refused. */
  denied(): void
  /** One that broke. */
  failed(): void
  /** One that came about: the connection is open until it is closed. */
  accepted(): OpenWebSocket
}

/** One connection. */
export interface OpenWebSocket {
  received(): void
  sent(): void
  /** It is over: the first call alone counts, so that it may be called for `error` and for `close`. */
  readonly closed: Leave
}

/**
 * Counts WebSockets of a route: the template, never the path.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { accessMetrics, webSockets } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: accessMetrics })
 * const sockets = webSockets(metrics, '/live/:room')
 * sockets.denied()
 * const socket = sockets.accepted() // then socket.on('message', one.received), socket.on('close', one.closed)
 * socket.received()
 * expectMetric(metrics, accessMetrics.open, { route: '/live/:room' }).toBe(1)
 * socket.closed()
 * expectMetric(metrics, accessMetrics.open).toBe(0)
 * expectMetric(metrics, 'ws_connections_total', { outcome: 'denied' }).toBe(1)
 * ```
 */
export function webSockets(metrics: MetricsSink, route: string): WebSockets {
  const { connections, messages, open } = accessMetrics
  const ended = (outcome: 'accepted' | 'denied' | 'failed'): void =>
    metrics.add(connections, 1, { route, outcome })
  return {
    denied: () => ended('denied'),
    failed: () => ended('failed'),
    accepted() {
      ended('accepted')
      metrics.add(open, 1, { route })
      return {
        received: () => metrics.add(messages, 1, { route, direction: 'in' }),
        sent: () => metrics.add(messages, 1, { route, direction: 'out' }),
        closed: callable(() => metrics.add(open, -1, { route })),
      }
    },
  }
}
