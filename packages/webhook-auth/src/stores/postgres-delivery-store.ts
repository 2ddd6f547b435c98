import { systemNewId } from '@sallyport/core'
import {
  expectingTables,
  type PostgresPool,
  type PostgresValue,
  quoteIdentifier,
} from '@sallyport/core/clients'
import type { DeliveryStore } from '../delivery-store.ts'
import { demandKnown } from '../known-names.ts'
import { wholeMs } from '../span.ts'
import { migrateDeliveries } from './postgres-migrations.ts'
import { storedKey } from './stored-key.ts'

/** Where a Postgres store keeps its rows. */
export interface PostgresDeliveryStoreOptions {
  /** One that is there. @default the first of the connection's search path */
  readonly schema?: string
}

/** {@link postgresDeliveryStore}. */
export interface PostgresDeliveryStore extends DeliveryStore {
  /**
   * Makes the table, or brings it up to date: each time a program starts, on any number of machines at
   * once. A table of a later version is left as it is.
   */
  migrate(): Promise<void>
}

/**
 * Keeps deliveries in Postgres, for any number of machines, by the server's clock: one statement each
 * time. A claim takes a row over that has run out, and each new claim deletes up to two others that
 * have: the table stays within twice of what is live, and nobody has to clean it.
 *
 * @param pool - Of a database whose transactions are `read committed`, as they are unless somebody
 * changed that: in others a claim that had to wait for another rejects.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { fromPglite } from '@sallyport/core/clients'
 * import { postgresDeliveryStore } from '@sallyport/webhook-auth/postgres'
 *
 * const db = await PGlite.create()
 * const store = postgresDeliveryStore(fromPglite(db))
 * await store.migrate()
 * console.log((await store.claim('a', 60_000)).state) // prints: fresh
 * console.log((await store.claim('a', 60_000)).state) // prints: held
 * await db.close()
 * ```
 */
export function postgresDeliveryStore(
  pool: PostgresPool,
  options: PostgresDeliveryStoreOptions = {},
): PostgresDeliveryStore {
  demandKnown('postgresDeliveryStore()', options, 'schema')
  const { schema } = options
  const sql = statementsIn(schema === undefined ? '' : `${quoteIdentifier(schema)}.`)
  const tables = expectingTables(
    pool,
    'webhook-auth: there is no table of deliveries in this database; call migrate()',
  )
  const did = async (text: string, values: readonly PostgresValue[]): Promise<boolean> =>
    (await tables.query(text, values)).rows.length === 1
  return {
    migrate: () => migrateDeliveries(pool, schema),
    async claim(key, holdMs) {
      const span = wholeMs('holdMs', holdMs)
      const lease = systemNewId()
      const { rows } = await tables.query<Claim>(sql.claim, [storedKey(key), lease, span])
      const [claim] = rows
      if (claim?.fresh === true) return { state: 'fresh', lease }
      // Null when whoever has it came while this statement ran, and has only just begun.
      return { state: claim?.done === true ? 'done' : 'held' }
    },
    async complete(key, lease, keepMs) {
      const span = wholeMs('keepMs', keepMs)
      return did(sql.complete, [storedKey(key), lease, span])
    },
    release: (key, lease) => did(sql.release, [storedKey(key), lease]),
    async check() {
      const { rows } = await tables.query<Setting>(sql.check)
      const [message] = rows.flatMap(complaintsAbout)
      if (message === undefined) return { ok: true }
      return rows[0]?.read_only === 'on'
        ? { ok: false, message }
        : { ok: true, degraded: true, message }
    },
  }
}

interface Claim {
  readonly fresh: boolean
  readonly done: boolean | null
}

interface Setting {
  readonly isolation: string
  readonly read_only: string
}

function complaintsAbout({ isolation, read_only }: Setting): readonly string[] {
  return [
    ...(read_only === 'on' ? ['nothing can be claimed: transactions are read-only'] : []),
    ...(isolation === 'read committed'
      ? []
      : [`claims that wait for each other fail while transactions are "${isolation}"`]),
  ]
}

function statementsIn(place: string) {
  const table = `${place}sallyport_deliveries`
  const put = (done: boolean, where: string): string => `INSERT INTO ${table} AS d
      (key, lease, done, expires_at)
    VALUES ($1, $2, ${done}, clock_timestamp() + $3::float8 * interval '1 millisecond')
    ON CONFLICT (key) DO UPDATE
      SET lease = excluded.lease, done = ${done}, expires_at = excluded.expires_at
      WHERE ${where} RETURNING 1`
  return {
    // Sweeps only after it has its own row, and past whatever others have locked: who holds a lock
    // waits for nobody, so that claims that cross cannot block each other. By now(), which unlike
    // clock_timestamp() lets the index say where to stop. What has run out is not told as done: it may
    // be another's by now, and this statement does not see that.
    claim: `WITH claimed AS (${put(false, 'd.expires_at <= clock_timestamp()')}),
      swept AS (
        DELETE FROM ${table} WHERE key IN (
          SELECT key FROM ${table}
          WHERE expires_at <= now() AND key <> $1 AND EXISTS (SELECT FROM claimed)
          ORDER BY expires_at LIMIT 2 FOR UPDATE SKIP LOCKED
        )
      )
      SELECT EXISTS (SELECT FROM claimed) AS fresh,
        (SELECT done FROM ${table}
          WHERE key = $1 AND expires_at > clock_timestamp()) AS done`,
    complete: put(true, 'd.lease = excluded.lease OR d.expires_at <= clock_timestamp()'),
    release: `DELETE FROM ${table}
      WHERE key = $1 AND lease = $2 AND NOT done AND expires_at > clock_timestamp() RETURNING 1`,
    check: `SELECT current_setting('transaction_isolation') AS isolation,
      current_setting('transaction_read_only') AS read_only, EXISTS (SELECT FROM ${table})`,
  } as const
}
