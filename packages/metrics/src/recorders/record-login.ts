import type { MetricsSink } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'

/** A login, and why it failed if it did: a reason from a short list, never a name. */
export interface LoginAttempt {
  readonly method: string
  readonly failure?: string | undefined
}

/**
 * Counts a login that was tried, and one that failed with its reason.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { dataAccessMetrics, recordLogin } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * recordLogin(metrics, { method: 'password' })
 * recordLogin(metrics, { method: 'password', failure: 'wrong_password' })
 * expectMetric(metrics, 'auth_attempts_total', { result: 'fail' }).toBe(1)
 * expectMetric(metrics, 'auth_failures_total', { failure_reason: 'wrong_password' }).toBe(1)
 * ```
 */
export function recordLogin(metrics: MetricsSink, { method, failure }: LoginAttempt): void {
  const result = failure === undefined ? 'success' : 'fail'
  metrics.add(dataAccessMetrics.authAttempts, 1, { auth_method: method, result })
  if (failure === undefined) return
  metrics.add(dataAccessMetrics.authFailures, 1, { auth_method: method, failure_reason: failure })
}
