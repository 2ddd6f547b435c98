import type { Cancel } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'
import type { Metrics } from '../metrics.ts'

/** How many tables there are, and how many of them have a row-level policy. */
export interface TableCoverage {
  readonly covered: number
  readonly tables: number
}

/**
 * Reads at every scrape which share of the tables has a row-level policy, until the answer is called. Without tables
 * there is no share, and where reading fails none either: an alert on coverage wants an `absent()` beside it.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { coverageGauge, dataAccessMetrics } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * // In Postgres: SELECT count(*) AS tables, count(*) FILTER (WHERE relrowsecurity) AS covered
 * //   FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
 * coverageGauge(metrics, async () => ({ tables: 40, covered: 38 }))
 * await metrics.gather()
 * expectMetric(metrics, 'rls_coverage_ratio').toBe(0.95)
 * ```
 */
export function coverageGauge(
  metrics: Pick<Metrics, 'collect'>,
  read: (signal: AbortSignal) => TableCoverage | Promise<TableCoverage>,
): Cancel {
  return metrics.collect(dataAccessMetrics.coverage, async (set, signal) => {
    const { covered, tables } = await read(signal)
    if (tables > 0) set(Math.min(1, Math.max(0, covered / tables)))
  })
}
