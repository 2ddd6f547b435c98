import type { Json } from '@sallyport/core'
import type { CheckReport } from '../report.ts'
import type { HealthStatus } from '../status.ts'
import { byName, type HealthFormat, membersOf, present, timestamp } from './format.ts'

const words: Readonly<Record<HealthStatus, string>> = { up: 'pass', degraded: 'warn', down: 'fail' }

/**
 * `application/health+json`, as draft-inadarei-api-health-check-06 has it: `pass`, `warn`, `fail`. Call a
 * check `cassandra:responseTime`, and let its detail say `observedValue`, `observedUnit` and `componentType`,
 * where a tool reads them.
 */
export const healthJsonFormat: HealthFormat = (report, detailed) => ({
  contentType: 'application/health+json',
  body: present({
    status: words[report.status],
    version: detailed ? report.version : undefined,
    notes: detailed && report.cause !== undefined ? [report.cause] : undefined,
    serviceId: report.service,
    // §4: a name points to a list, for it may stand for several nodes.
    checks: byName(report, (one) => [checkOf(one, detailed)]),
  }),
})

function checkOf({ status, cause, message, detail, at }: CheckReport, detailed: boolean): Json {
  if (!detailed) return { status: words[status] }
  return present({
    // §4.10: further members may be anybody's.
    ...membersOf(detail, 'observedValue'),
    status: words[status],
    time: at === undefined ? undefined : timestamp(at),
    // §4.8: omitted where it passes.
    output: status === 'up' ? undefined : (message ?? cause),
  })
}
