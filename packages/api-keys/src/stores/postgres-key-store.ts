import { demandOptions } from '@sallyport/core'
import {
  expectingTables,
  type FeedListener,
  type PostgresPool,
  type PostgresValue,
  quoteIdentifier,
  type Unsubscribe,
} from '@sallyport/core/clients'
import type { KeyStore } from '../store.ts'
import {
  columnText,
  conditionsOf,
  keyColumns,
  recordOf,
  rowOf,
  type StoredRow,
  storedOf,
  textOf,
  useColumns,
  useRowOf,
} from './key-rows.ts'
import { insertFunction, migrateKeys } from './postgres-migrations.ts'

/** Where a Postgres store keeps its rows. */
export interface PostgresKeyStoreOptions {
  /** One that is there. @default the first of the connection's search path */
  readonly schema?: string
}

/** {@link postgresKeyStore}: it tells of changes. */
export interface PostgresKeyStore extends KeyStore {
  /**
   * Makes the tables, or brings them up to date: each time a program starts, on any number of
   * machines at once. Tables of a later version are left as they are.
   */
  migrate(): Promise<void>
  subscribe(listener: FeedListener): Promise<Unsubscribe>
}

/**
 * Keeps keys in Postgres, the same for all machines. One statement each time, and whoever subscribed
 * hears of a replaced key when that is committed.
 *
 * @param pool - Of a database whose transactions are `read committed`, as they are unless somebody
 * changed that: in others what had to wait for another rejects.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { apiKeys } from '@sallyport/api-keys'
 * import { postgresKeyStore } from '@sallyport/api-keys/postgres'
 * import { fromPglite } from '@sallyport/core/clients'
 *
 * const db = await PGlite.create()
 * const store = postgresKeyStore(fromPglite(db))
 * await store.migrate()
 * const keys = apiKeys({ store, prefix: 'acme', env: 'live' })
 * const ada = { kind: 'user', id: 'ada' }
 * const { token } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada })
 * console.log((await keys.verify(token.reveal())).ok) // prints: true
 * await db.close()
 * ```
 */
export function postgresKeyStore(
  pool: PostgresPool,
  options: PostgresKeyStoreOptions = {},
): PostgresKeyStore {
  demandOptions('api-keys: postgresKeyStore()', options, ['schema'])
  const { schema } = options
  const sql = statementsIn(schema === undefined ? '' : `${quoteIdentifier(schema)}.`)
  const tables = expectingTables(
    pool,
    'api-keys: there are no tables of keys in this database; call migrate()',
  )
  const ask = <R extends object>(text: string, values: readonly PostgresValue[]) =>
    tables.query<R>(text, values)
  return {
    migrate: () => migrateKeys(pool, schema),
    async get(id) {
      const [row] = (await ask<StoredRow>(sql.record, [columnText(id)])).rows
      return row && recordOf(row)
    },
    async insert(record, maxPerOwner = Number.POSITIVE_INFINITY) {
      const most = maxPerOwner === Number.POSITIVE_INFINITY ? null : maxPerOwner
      const { rows } = await ask<Inserted>(sql.insert, [...rowOf(record), most])
      return (rows[0] as Inserted).answer
    },
    replace: async (record, version) =>
      (await ask(sql.replace, [...rowOf(record), version])).rows.length === 1,
    async touch(touches) {
      if (touches.length > 0) await ask(sql.touch, [JSON.stringify(touches.map(useRowOf))])
    },
    async page(query, after, limit) {
      const conditions = conditionsOf(query, after)
      const where = ['true', ...conditions.map(([condition], i) => `${condition} $${i + 2}`)]
      const text = sql.page(where.join(' AND '))
      const values = [limit, ...conditions.map(([, value]) => value)]
      return (await ask<StoredRow>(text, values)).rows.map(storedOf)
    },
    async check() {
      const { rows } = await ask<Setting>(sql.check, [])
      const [message] = rows.flatMap(complaintsAbout)
      return message === undefined ? { ok: true } : { ok: true, degraded: true, message }
    },
    subscribe: (listener) =>
      pool.subscribe(channel, {
        heard: (message) => listener.heard(textOf(message)),
        lost: (error) => listener.lost(error),
        restored: () => listener.restored(),
      }),
  }
}

// One for all schemas: machines that name theirs and machines that find it by the search path agree.
const channel = 'sallyport_keys'

interface Inserted {
  readonly answer: 'inserted' | 'exists' | 'too_many'
}

interface Setting {
  readonly isolation: string
  readonly read_only: string
}

function complaintsAbout({ isolation, read_only }: Setting): readonly string[] {
  return [
    ...(read_only === 'on'
      ? ['keys can be read, but not changed: transactions are read-only']
      : []),
    ...(isolation === 'read committed'
      ? []
      : [`changes that wait for each other fail while transactions are "${isolation}"`]),
  ]
}

function statementsIn(place: string) {
  const [keys, uses] = [`${place}sallyport_keys`, `${place}sallyport_keys_uses`]
  const placeholders = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `$${i + 1}`)
  const [, ...changed] = keyColumns.map((column, i) => `${column} = $${i + 1}`)
  const last = keyColumns.length + 1
  return {
    record: `SELECT record FROM ${keys} WHERE id = $1`,
    insert: `SELECT ${place}${insertFunction}(${placeholders(last).join(', ')}) AS answer`,
    replace: `WITH replaced AS (
      UPDATE ${keys} SET ${changed.join(', ')} WHERE id = $1 AND version = $${last} RETURNING id
    ) SELECT pg_notify('${channel}', id) FROM replaced`,
    // In the order of ids: two that write the same keys cannot wait for each other.
    touch: `INSERT INTO ${uses} AS u (key_id, ${useColumns.join(', ')})
      SELECT k.id, max((t ->> 1)::bigint), max((t ->> 2)::bigint), sum((t ->> 3)::bigint)
      FROM json_array_elements($1::text::json) AS t JOIN ${keys} k ON k.id = t ->> 0
      GROUP BY k.id ORDER BY k.id
      ON CONFLICT (key_id) DO UPDATE SET
        last_used_at = greatest(u.last_used_at, excluded.last_used_at),
        previous_last_used_at =
          greatest(u.previous_last_used_at, excluded.previous_last_used_at),
        use_count = u.use_count + excluded.use_count`,
    // The page first: joined before, all uses would be read for a page of a few keys.
    page: (where: string): string => `SELECT record, ${useColumns.join(', ')}
      FROM (SELECT id, record FROM ${keys} WHERE ${where} ORDER BY id LIMIT $1) AS page
      LEFT JOIN ${uses} ON key_id = id ORDER BY id`,
    check: `SELECT current_setting('transaction_isolation') AS isolation,
      current_setting('transaction_read_only') AS read_only,
      EXISTS (SELECT FROM ${keys}), EXISTS (SELECT FROM ${uses})`,
  } as const
}
