import type { Cancel } from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'
import type { Metrics } from '../metrics.ts'

/** What a pool says of itself: `pg`'s does. */
export interface CountedPool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount?: number
}

/** The same of any other: tarn's is `() => ({ active: pool.numUsed(), idle: pool.numFree() })`. */
export type PoolCounts = () => {
  readonly active: number
  readonly idle: number
  readonly waiting?: number
}

/**
 * Reads a pool's connections at every scrape, until the answer is called. It holds none, and asks the database nothing.
 *
 * @throws TypeError for a pool that counts nothing.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { dataAccessMetrics, poolGauges } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * const pool = { totalCount: 10, idleCount: 7, waitingCount: 0 } // new Pool() of pg
 * poolGauges(metrics, pool, 'orders')
 * await metrics.gather()
 * expectMetric(metrics, dataAccessMetrics.poolActive, { pool: 'orders' }).toBe(3)
 * ```
 */
export function poolGauges(
  metrics: Pick<Metrics, 'collect'>,
  pool: CountedPool | PoolCounts,
  name = 'default',
): Cancel {
  const counts = countsOf(pool)
  const labels = { pool: name }
  const { poolActive, poolIdle, poolWaiting } = dataAccessMetrics
  const cancels = [
    metrics.collect(poolActive, (set) => set(counts().active, labels)),
    metrics.collect(poolIdle, (set) => set(counts().idle, labels)),
    metrics.collect(poolWaiting, (set) => {
      const { waiting } = counts()
      if (waiting !== undefined) set(waiting, labels)
    }),
  ]
  return () => {
    for (const cancel of cancels) cancel()
  }
}

function countsOf(pool: CountedPool | PoolCounts): PoolCounts {
  if (typeof pool === 'function') return pool
  if (typeof pool?.totalCount !== 'number' || typeof pool.idleCount !== 'number') {
    throw new TypeError('metrics: "pool" must have totalCount and idleCount, or be a function')
  }
  return () => {
    const { totalCount, idleCount, waitingCount } = pool
    const active = Math.max(0, totalCount - idleCount)
    return {
      active,
      idle: idleCount,
      ...(waitingCount === undefined ? {} : { waiting: waitingCount }),
    }
  }
}
