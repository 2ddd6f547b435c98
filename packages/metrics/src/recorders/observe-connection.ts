import type { MetricsSink } from '@sallyport/core'
import { integrationMetrics } from '../catalogs/integrations.ts'
import { onceSettled } from '../once-settled.ts'

/**
 * Connects, and counts that it was tried and whether it came about. It answers, or fails, as the work does.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { integrationMetrics, observeConnection } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: integrationMetrics })
 * await observeConnection(metrics, async () => 'connected')
 * await observeConnection(metrics, () => Promise.reject(new Error('down'))).catch(() => {})
 * expectMetric(metrics, integrationMetrics.connectionAttempts).toBe(2)
 * expectMetric(metrics, integrationMetrics.connectionSuccesses).toBe(1)
 * ```
 */
export function observeConnection<T>(metrics: MetricsSink, work: () => T): T {
  metrics.add(integrationMetrics.connectionAttempts, 1)
  return onceSettled(work, (failure) => {
    if (failure === undefined) metrics.add(integrationMetrics.connectionSuccesses, 1)
  })
}
