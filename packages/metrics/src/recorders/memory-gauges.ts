import type { Cancel } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'
import type { Metrics } from '../metrics.ts'

/**
 * Reads at every scrape how many bytes components hold, until the answer is called. One that throws is left out, and
 * hides no other.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { dataAccessMetrics, memoryGauges } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * const policies = { bytes: 4_096 }
 * memoryGauges(metrics, { policy_cache: () => policies.bytes })
 * await metrics.gather()
 * expectMetric(metrics, 'security_memory_usage_bytes', { component: 'policy_cache' }).toBe(4_096)
 * ```
 */
export function memoryGauges(
  metrics: Pick<Metrics, 'collect'>,
  components: Readonly<Record<string, () => number>>,
): Cancel {
  return metrics.collect(dataAccessMetrics.memoryUsage, (set) => {
    for (const [component, bytes] of Object.entries(components)) {
      try {
        set(bytes(), { component })
      } catch {
        // What cannot be read is not on the page: the series ends, as it would if nobody read it.
      }
    }
  })
}
