import type { PostgresPool, PostgresQueries } from './postgres.ts'

// PostgreSQL, Appendix A: undefined_function, undefined_table, undefined_object, invalid_schema_name.
const missing: ReadonlySet<unknown> = new Set(['42883', '42P01', '42704', '3F000'])

/**
 * The statements of a store that keeps its own tables: where these are not there, the error says what to
 * do about it, and has the database's as its cause.
 *
 * @param advice - `limits: "limits" is not in this database; call migrate()`
 *
 * @example
 * ```ts
 * import { expectingTables } from '@sallyport/core/clients'
 *
 * const pool = {
 *   query: () => Promise.reject(Object.assign(new Error('no such table'), { code: '42P01' })),
 * }
 * const tables = expectingTables(pool, 'notes: there is no table; call migrate()')
 * await tables.query('SELECT 1').catch(({ message }) => console.log(message))
 * // prints: notes: there is no table; call migrate()
 * ```
 */
export function expectingTables(
  pool: Pick<PostgresPool, 'query'>,
  advice: string,
): PostgresQueries {
  return {
    async query(text, values) {
      try {
        return await pool.query(text, values)
      } catch (cause) {
        const { code } = (cause ?? {}) as { readonly code?: unknown }
        throw missing.has(code) ? new Error(advice, { cause }) : cause
      }
    },
  }
}
