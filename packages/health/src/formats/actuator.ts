import type { Json } from '@sallyport/core'
import type { CheckReport } from '../report.ts'
import type { HealthCause, HealthStatus } from '../status.ts'
import { byName, type HealthFormat, membersOf, present } from './format.ts'

/**
 * Spring Boot Actuator's: `UP`, `DOWN`, `OUT_OF_SERVICE` while draining or starting, `UNKNOWN` for what was
 * not heard of. It has no word for degraded: the service is `UP` then, and what it can do without is `DOWN`.
 */
export const actuatorFormat: HealthFormat = (report, detailed) => ({
  contentType: 'application/json',
  body: present({
    status: overall(report.status, report.cause),
    components:
      report.checks.length === 0 ? undefined : byName(report, (one) => component(one, detailed)),
    groups: report.groups,
  }),
})

function overall(status: HealthStatus, cause: HealthCause | undefined): string {
  if (status !== 'down') return 'UP'
  return cause === 'draining' || cause === 'starting' ? 'OUT_OF_SERVICE' : 'DOWN'
}

function component(check: CheckReport, detailed: boolean): Json {
  const { message, cause, detail } = check
  const told = present({ ...membersOf(detail, 'value'), message, cause })
  return present({
    status: word(check),
    details: detailed && Object.keys(told).length > 0 ? told : undefined,
  })
}

function word({ status, cause, at }: CheckReport): string {
  if (at === undefined || cause === 'stale') return 'UNKNOWN'
  return status === 'down' || cause === 'noncritical' || cause === 'grace' ? 'DOWN' : 'UP'
}
