import type { HealthStatus } from '../status.ts'
import { byName, type HealthFormat, present, timestamp } from './format.ts'

const words: Readonly<Record<HealthStatus, string>> = {
  up: 'ok',
  degraded: 'degraded',
  down: 'error',
}

/** `{ status: 'ok' | 'degraded' | 'error', service, timestamp, checks: { name: { status, detail } } }`. */
export const checksFormat: HealthFormat = (report, detailed) => ({
  contentType: 'application/json',
  body: present({
    status: words[report.status],
    cause: detailed ? report.cause : undefined,
    service: report.service,
    timestamp: timestamp(report.at),
    checks: byName(report, ({ status, cause, message, detail }) =>
      present({ status: words[status], ...(detailed && { detail, message, cause }) }),
    ),
  }),
})
