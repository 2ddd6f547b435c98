import { type MetricsSink, type MonotonicClock, systemMonotonic } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'
import { onceSettled } from '../once-settled.ts'

/** A query as it is counted: never its text, and no value from it. */
export interface ObservedQuery {
  /** `select`, `insert`, the name of a statement. */
  readonly type: string
  readonly table: string
  /** Whether a row-level policy applies to it. @default true */
  readonly policy?: boolean
  readonly monotonic?: MonotonicClock
}

/**
 * Does the work and measures it as a query, to the end of its promise, also where it fails. It answers, or fails, as
 * the work does.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { dataAccessMetrics, observeQuery } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * const rows = await observeQuery(metrics, { type: 'select', table: 'songs' }, async () => ['a', 'b'])
 * console.log(rows) // prints: [ 'a', 'b' ]
 * expectMetric(metrics, dataAccessMetrics.queryDuration, { table_name: 'songs' }).toBe(1)
 * expectMetric(metrics, 'rls_policy_applied_total', { table_name: 'songs' }).toBe(1)
 * ```
 */
export function observeQuery<T>(
  metrics: MetricsSink,
  { type, table, policy = true, monotonic = systemMonotonic }: ObservedQuery,
  work: () => T,
): T {
  const began = monotonic()
  return onceSettled(work, () => {
    const seconds = Math.max(0, monotonic() - began) / 1_000
    const labels = { query_type: type, table_name: table }
    metrics.observe(dataAccessMetrics.queryDuration, seconds, labels)
    if (policy) metrics.add(dataAccessMetrics.policyApplied, 1, { table_name: table })
  })
}
