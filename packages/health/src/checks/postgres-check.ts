import type { Check } from '@sallyport/core'
import type { PostgresQueries } from '@sallyport/core/clients'

/**
 * Whether Postgres answers a statement, over the pool that requests use: a pool with no connection left
 * is found, too.
 *
 * @example
 * ```ts
 * import { createHealth } from '@sallyport/health'
 * import { postgresCheck } from '@sallyport/health/checks'
 *
 * // fromPg(pool)
 * const pool = { query: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:5432')) }
 * const health = createHealth({ startupGraceMs: 0, checks: { database: postgresCheck(pool) } })
 * const { status, checks } = await health.ready()
 * console.log(status, checks[0]?.message) // prints: down connect ECONNREFUSED 127.0.0.1:5432
 * ```
 */
export function postgresCheck(pool: Pick<PostgresQueries, 'query'>): Check {
  return async () => {
    await pool.query('SELECT 1')
    return { ok: true, message: 'Postgres answers' }
  }
}
