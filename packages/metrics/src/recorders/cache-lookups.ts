import type { MetricsSink } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'
import { onceSettled } from '../once-settled.ts'

/** Counts what one cache has and has not. */
export interface CacheLookups {
  hit(): void
  miss(): void
  /** Looks something up, and counts it: `undefined` is a miss. What fails is neither. */
  lookup<T>(work: () => T): T
}

/**
 * Counts hits and misses of a cache. The rate is `rate(security_cache_hits_total[5m]) /
 * (rate(security_cache_hits_total[5m]) + rate(security_cache_misses_total[5m]))`.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { cacheLookups, dataAccessMetrics } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * const policies = new Map([['songs', 'owner only']])
 * const { lookup } = cacheLookups(metrics, 'policies')
 * console.log(lookup(() => policies.get('songs'))) // prints: owner only
 * lookup(() => policies.get('lyrics'))
 * expectMetric(metrics, dataAccessMetrics.cacheHits, { cache: 'policies' }).toBe(1)
 * expectMetric(metrics, dataAccessMetrics.cacheMisses, { cache: 'policies' }).toBe(1)
 * ```
 */
export function cacheLookups(metrics: MetricsSink, cache: string): CacheLookups {
  const hit = (): void => metrics.add(dataAccessMetrics.cacheHits, 1, { cache })
  const miss = (): void => metrics.add(dataAccessMetrics.cacheMisses, 1, { cache })
  return {
    hit,
    miss,
    lookup: (work) =>
      onceSettled(work, (failure, found) => {
        if (failure !== undefined) return
        if (found === undefined) miss()
        else hit()
      }),
  }
}
