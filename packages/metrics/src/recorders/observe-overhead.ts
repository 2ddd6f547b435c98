import type { MetricsSink } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'

/** What one operation took, twice. */
export interface MeasuredTwice {
  readonly withPolicySeconds: number
  readonly withoutSeconds: number
}

/**
 * Tells how much longer an operation takes with its row-level policy: never less than nought, as one that happened to
 * be faster saved nothing by it. Both are to be measured on rows that anybody may see, as of a canary.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { dataAccessMetrics, observeOverhead } from '@sallyport/metrics/catalogs'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * observeOverhead(metrics, 'select', { withPolicySeconds: 0.75, withoutSeconds: 0.25 })
 * observeOverhead(metrics, 'select', { withPolicySeconds: 0.25, withoutSeconds: 0.75 })
 * console.log(metrics.read(dataAccessMetrics.rlsOverhead)[0]?.histogram?.sum) // prints: 0.5
 * ```
 */
export function observeOverhead(
  metrics: MetricsSink,
  operation: string,
  { withPolicySeconds, withoutSeconds }: MeasuredTwice,
): void {
  const seconds = Math.max(0, withPolicySeconds - withoutSeconds)
  metrics.observe(dataAccessMetrics.rlsOverhead, seconds, { operation_type: operation })
}
