import * as z from 'zod/mini'
import { bool } from '../fields/bool.ts'
import { port } from '../fields/port.ts'
import { text } from '../fields/text.ts'
import type { Piece } from './piece.ts'

const host = {
  pattern: /[A-Za-z0-9._:-]+/,
  maxLength: 253,
  expected: 'the name or address of a host',
}

/** Where Prometheus finds the metrics. */
export const metrics: Piece<{
  metrics: { enabled: boolean; host: string; port: number; path: string }
}> = {
  shape: {
    metrics: z.object({
      enabled: bool({ default: true, help: 'Whether there is a page of metrics.' }),
      host: text({ ...host, default: '127.0.0.1', help: 'Where it listens.', needsRestart: true }),
      port: port({ default: 9100, help: 'Where it listens.', needsRestart: true }),
      path: text({
        ...{ pattern: /\/[\w./-]*/, expected: 'a path that begins with /', default: '/metrics' },
        help: 'The path of the page.',
        needsRestart: true,
      }),
    }),
  },
  names: {
    'metrics.enabled': 'METRICS_ENABLED',
    'metrics.host': 'METRICS_HOST',
    'metrics.port': 'METRICS_PORT',
    'metrics.path': 'METRICS_PATH',
  },
}

/** Where metrics are sent, for StatsD. */
export const statsd: Piece<{ statsd: { host: string; port: number; prefix?: string } }> = {
  shape: {
    statsd: z.object({
      host: text({ ...host, default: 'localhost', help: 'Where StatsD listens.' }),
      port: port({ default: 8125, help: 'The UDP port of StatsD.' }),
      prefix: z.optional(
        text({
          ...{ pattern: /[\w.-]+/, expected: 'letters, digits, ., _ and -' },
          help: 'Stands before the name of every metric.',
          example: 'mira',
        }),
      ),
    }),
  },
  names: {
    'statsd.host': 'STATSD_HOST',
    'statsd.port': 'STATSD_PORT',
    'statsd.prefix': 'STATSD_PREFIX',
  },
}
