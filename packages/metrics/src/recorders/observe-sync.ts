import type { MetricsSink } from '@sallyport/core'
import { integrationMetrics } from '../catalogs/integrations.ts'
import { type Failure, onceSettled } from '../once-settled.ts'

/** A synchronisation as it is counted. */
export interface ObservedSync {
  readonly dataType: string
  readonly operation: 'create' | 'read' | 'update' | 'delete' | 'list'
  /** Why it failed, as a word of a short list; never the message. @default the error's name */
  readonly reasonOf?: (error: unknown) => string
}

/**
 * Synchronises, and counts that it was begun and how it ended. It answers, or fails, as the work does.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { integrationMetrics, observeSync } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: integrationMetrics })
 * const tasks = { dataType: 'tasks', operation: 'create' } as const
 * await observeSync(metrics, tasks, async () => 3)
 * await observeSync(metrics, tasks, () => Promise.reject(new RangeError('422'))).catch(() => {})
 * expectMetric(metrics, 'airtable_sync_failures_total', { reason: 'RangeError' }).toBe(1)
 * expectMetric(metrics, 'airtable_sync_errors_total', { operation: 'create' }).toBe(1)
 * expectMetric(metrics, 'airtable_sync_successes_total', { data_type: 'tasks' }).toBe(1)
 * ```
 */
export function observeSync<T>(
  metrics: MetricsSink,
  { dataType, operation, reasonOf = nameOf }: ObservedSync,
  work: () => T,
): T {
  const labels = { data_type: dataType }
  metrics.add(integrationMetrics.syncAttempts, 1, labels)
  return onceSettled(work, (failure) => {
    if (failure === undefined) {
      metrics.add(integrationMetrics.syncSuccesses, 1, labels)
      return
    }
    metrics.add(integrationMetrics.syncErrors, 1, { operation })
    metrics.add(integrationMetrics.syncFailures, 1, { reason: told(reasonOf, failure) })
  })
}

/** A reason that cannot be told must not take the place of the error that it is the reason of. */
function told(reasonOf: (error: unknown) => string, { error }: Failure): string {
  try {
    return reasonOf(error)
  } catch {
    return 'untold'
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')
