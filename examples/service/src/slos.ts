import { apiKeyMetrics } from '@sallyport/api-keys'
import type { Check, Clock } from '@sallyport/core'
import type { Metrics } from '@sallyport/metrics'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import {
  defineSlo,
  memorySource,
  readerSource,
  recorder,
  type SloWatch,
  type Source,
  steadyClock,
  watchSlos,
} from '@sallyport/slo'
import type { ServiceAudit } from './audit.ts'

/** A few requests say nothing, and two failures alert nobody. */
const orders = { service: 'orders', period: '30d', minEvents: 50, minBad: 3 } as const
const failed = ['500', '501', '502', '503', '504']
/** Who asks how the service is, is not whom it is for; nor is who asks for what there is not. */
const aside = ['/health', '/ready', '/startup', '/metrics', '/slo', 'unmatched']

const availability = defineSlo({
  ...{ ...orders, name: 'availability', objective: '99.9', severity: 'critical' },
  description: 'Requests are answered without a 5xx. Maintenance is no excuse.',
  sli: {
    kind: 'ratio',
    bad: {
      metric: httpServerMetrics.requests,
      where: { status: failed },
      except: { route: aside },
    },
    total: { metric: httpServerMetrics.requests, except: { route: aside } },
  },
})

const latency = defineSlo({
  ...{ ...orders, name: 'latency', objective: '95' },
  description: 'Requests that did not fail take less than a second.',
  sli: {
    kind: 'latency',
    underSeconds: 1,
    histogram: {
      metric: httpServerMetrics.duration,
      except: { http_route: aside, http_response_status_code: failed },
    },
  },
})

// Not how many were let in: whoever guesses at keys would decide that.
const authSuccess = defineSlo({
  ...{ ...orders, name: 'auth-success', objective: '99.5' },
  description: 'It can be told whether a key is good.',
  sli: {
    kind: 'ratio',
    bad: { metric: apiKeyMetrics.failures, where: { reason: 'key_store_unavailable' } },
    total: { metric: apiKeyMetrics.attempts },
  },
})

const auditIntegrity = (check: Check) =>
  defineSlo({
    ...{ service: 'orders', name: 'audit-integrity', objective: '100', period: '1d' },
    description: 'Whenever the audit log is asked, it is whole.',
    sli: { kind: 'check', check },
    severity: 'critical',
  })

/**
 * The objectives of the service. They are read from what is measured anyway: no request costs more, and the
 * same definitions make the rules for Prometheus. Only the audit log is asked.
 */
export function serviceSlos(
  audit: ServiceAudit,
  metrics: Metrics,
  { clock = steadyClock() }: { readonly clock?: Clock },
): SloWatch {
  const measured = [availability, latency, authSuccess]
  const integrity = auditIntegrity(audit.log.integrityCheck())
  const reading = readerSource(measured, metrics, { clock })
  const asking = memorySource([recorder(integrity, { clock })])
  const source: Source = {
    clock,
    counts: (slo, ...more) => (slo === integrity ? asking : reading).counts(slo, ...more),
  }
  return watchSlos([...measured, integrity], source, { audit, metrics })
}
