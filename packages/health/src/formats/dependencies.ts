import type { HealthStatus } from '../status.ts'
import { byName, type HealthFormat, present, timestamp } from './format.ts'

const words: Readonly<Record<HealthStatus, string>> = {
  up: 'healthy',
  degraded: 'degraded',
  down: 'unhealthy',
}

/**
 * `{ status: 'healthy' | 'degraded' | 'unhealthy', timestamp, dependencies: { name: { status, message } } }`;
 * where there are no checks, as for liveness, `uptime_seconds` stands in the place of `dependencies`.
 *
 * @example
 * ```ts
 * import { createHealth, dependenciesFormat } from '@sallyport/health'
 *
 * const health = createHealth({ clock: () => 0, checks: { broker: () => ({ ok: true, message: 'Broker running' }) } })
 * console.log(JSON.stringify(dependenciesFormat(await health.ready(), true).body))
 * // prints: {"status":"healthy","timestamp":"1970-01-01T00:00:00Z","dependencies":{"broker":{"status":"healthy","message":"Broker running"}}}
 * ```
 */
export const dependenciesFormat: HealthFormat = (report, detailed) => ({
  contentType: 'application/json',
  body: present({
    status: words[report.status],
    cause: detailed ? report.cause : undefined,
    timestamp: timestamp(report.at),
    ...(report.checks.length === 0
      ? { uptime_seconds: Math.floor(report.uptimeMs / 1_000) }
      : {
          dependencies: byName(report, ({ status, cause, message, detail }) =>
            present({ status: words[status], ...(detailed && { message, cause, detail }) }),
          ),
        }),
  }),
})
