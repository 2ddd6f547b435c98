import { demandOptions } from '@sallyport/core'
import {
  expectingTables,
  type PostgresPool,
  postgresTransaction,
  quoteIdentifier,
} from '@sallyport/core/clients'
import type { ControlsSource } from '../source.ts'
import { flagsFrom, flagsText } from './stored-json.ts'

/** Where a Postgres source keeps its row. */
export interface PostgresSourceOptions {
  /** One that is there. @default the first of the connection's search path */
  readonly schema?: string
  /** @default 'sallyport_controls' */
  readonly table?: string
  /** The row: services that share a table have one each. @default 'default' */
  readonly name?: string
}

/** {@link postgresSource}. */
export interface PostgresSource extends Required<ControlsSource> {
  /** What `migrate` runs: for those who have migrations. It may be repeated. */
  readonly sql: string
  /** Makes the table where it is not there. Any number of machines may at once. */
  migrate(): Promise<void>
}

/**
 * Keeps values in a row of Postgres, for all instances of a service: a change notifies them when it is
 * committed, and each reads it at once.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { fromPglite } from '@sallyport/core/clients'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { postgresSource } from '@sallyport/controls/postgres'
 *
 * const db = await PGlite.create()
 * const source = postgresSource(fromPglite(db))
 * await source.migrate()
 * const flags = controls({ definition: operationalFlags, source })
 * const ada = { kind: 'user', id: 'ada' }
 * await flags.set('rate_limit_per_minute', 60, { actor: ada, why: 'a slow database' })
 * console.log(flags.current.rate_limit_per_minute) // prints: 60
 * flags.close()
 * await db.close()
 * ```
 */
export function postgresSource(
  pool: PostgresPool,
  options: PostgresSourceOptions = {},
): PostgresSource {
  demandOptions('controls: postgresSource()', options, ['schema', 'table', 'name'])
  const { schema, table = 'sallyport_controls', name = 'default' } = options
  const place = schema === undefined ? '' : `${quoteIdentifier(schema)}.`
  const { create, read, put, channel } = statementsOn(place + quoteIdentifier(table))
  const tables = expectingTables(
    pool,
    `controls: "${table}" is not in this database; call migrate()`,
  )
  return {
    sql: create,
    migrate: () =>
      postgresTransaction(pool, async (transaction) => {
        // Two that make the same at once: one of them would fail.
        await transaction.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [create])
        await transaction.query(create)
      }),
    async read() {
      const { rows } = await tables.query<Row>(read, [name])
      const [row] = rows
      if (row === undefined) return { version: '0', flags: {} }
      return { version: row.version, flags: flagsFrom(row.flags, `"${table}"`) }
    },
    async write(flags, version) {
      const { rows } = await tables.query(put, [name, version, flagsText(flags), channel])
      return rows.length === 1
    },
    watch: (listener) =>
      pool.subscribe(channel, {
        heard: (told) => void (told === name && listener.changed()),
        lost: (error) => listener.lost(error),
        restored: () => listener.restored(),
      }),
  }
}

interface Row {
  readonly version: string
  readonly flags: string
}

const statementsOn = (table: string) => ({
  // One for all tables: a notification names the row, and is followed by a reading.
  channel: 'sallyport_controls',
  create: `CREATE TABLE IF NOT EXISTS ${table} (
  name text PRIMARY KEY,
  version bigint NOT NULL,
  flags json NOT NULL
)`,
  read: `SELECT version::text AS version, flags::text AS flags FROM ${table} WHERE name = $1`,
  // A row that is gone has no version but 0: what was read from it is not put back.
  put: `WITH put AS (
      INSERT INTO ${table} AS held (name, version, flags)
      SELECT $1::text, $2::bigint + 1, $3::json
      WHERE $2::bigint = 0 OR EXISTS (SELECT FROM ${table} WHERE name = $1::text)
      ON CONFLICT (name) DO UPDATE SET version = excluded.version, flags = excluded.flags
        WHERE held.version = $2::bigint
      RETURNING 1
    )
    SELECT pg_notify($4::text, $1::text) FROM put`,
})
