import { demandOptions } from '@sallyport/core'
import { type SqliteDatabase, type SqliteValue, sqliteTransaction } from '@sallyport/core/clients'
import type { KeyStore } from '../store.ts'
import {
  columnText,
  conditionsOf,
  keyColumns,
  rowOf,
  type StoredRow,
  storedOf,
  useColumns,
  useRowOf,
} from './key-rows.ts'
import { createRecordTexts } from './record-texts.ts'
import { openSqliteKeys } from './sqlite-schema.ts'

/** Where a SQLite store keeps its rows. */
export interface SqliteKeyStoreOptions {
  /** Its other tables' names begin with it. @default 'sallyport_keys' */
  readonly table?: string
}

/**
 * Keeps keys in a SQLite file: they outlive the process, and are the same for all processes on this
 * machine that have the file open. It answers at once, and tells nobody of changes. What takes more
 * than one statement holds the write lock from its beginning. Makes its tables, or brings them up to
 * date.
 *
 * @param db - A connection in which nobody else begins transactions; of a shared file, set up by
 * `sharedSqlite`.
 * @throws RangeError for a table that cannot be called so; whatever the database throws.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * import { apiKeys } from '@sallyport/api-keys'
 * import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
 *
 * const store = sqliteKeyStore(new DatabaseSync(':memory:'))
 * const keys = apiKeys({ store, prefix: 'acme', env: 'live' })
 * const ada = { kind: 'user', id: 'ada' }
 * const { token } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada })
 * console.log((await keys.verify(token.reveal())).ok) // prints: true
 * ```
 */
export function sqliteKeyStore(db: SqliteDatabase, options: SqliteKeyStoreOptions = {}): KeyStore {
  demandOptions('api-keys: sqliteKeyStore()', options, ['table'])
  const { table = 'sallyport_keys' } = options
  openSqliteKeys(db, table)
  const statements = prepared(db, table)
  const readText = createRecordTexts()
  return {
    get(id) {
      const row = statements.record.get(columnText(id)) as StoredRow | undefined
      return row && readText(id, row.record)
    },
    insert: (record, maxPerOwner = Number.POSITIVE_INFINITY) =>
      sqliteTransaction(db, () => {
        const row = rowOf(record)
        const [id, , tenant, ownerKind, ownerId] = row
        if (statements.record.get(id) !== undefined) return 'exists'
        if (maxPerOwner !== Number.POSITIVE_INFINITY) {
          const { live } = statements.live.get(ownerId, ownerKind, tenant) as { live: number }
          if (live >= maxPerOwner) return 'too_many'
        }
        statements.insert.run(...row.map(sqliteValue))
        return 'inserted'
      }),
    replace(record, version) {
      const [id, ...rest] = rowOf(record)
      const { changes } = statements.replace.run(...rest.map(sqliteValue), id, version)
      return Number(changes) === 1
    },
    touch(touches) {
      if (touches.length === 0) return
      sqliteTransaction(db, () => {
        for (const touch of touches) {
          const [id, ...use] = useRowOf(touch)
          statements.touch.run(...use, id)
        }
      })
    },
    page(query, after, limit) {
      const conditions = conditionsOf(query, after)
      const where = ['true', ...conditions.map(([condition]) => `${condition} ?`)].join(' AND ')
      const rows = db
        .prepare(`${pageOf(table)} WHERE ${where} ORDER BY id LIMIT ?`)
        .all(...conditions.map(([, value]) => value), limit)
      return (rows as StoredRow[]).map(storedOf)
    },
    check() {
      statements.any.get()
      return { ok: true }
    },
  }
}

function prepared(db: SqliteDatabase, table: string) {
  const columns = keyColumns.join(', ')
  const assigned = keyColumns.slice(1).map((column) => `${column} = ?`)
  return {
    record: db.prepare(`SELECT record FROM "${table}" WHERE id = ?`),
    live: db.prepare(`SELECT count(*) AS live FROM "${table}"
      WHERE owner_id = ? AND owner_kind = ? AND tenant = ? AND revoked = 0`),
    insert: db.prepare(
      `INSERT INTO "${table}" (${columns}) VALUES (${keyColumns.map(() => '?').join(', ')})`,
    ),
    replace: db.prepare(
      `UPDATE "${table}" SET ${assigned.join(', ')} WHERE id = ? AND version = ?`,
    ),
    // max() of anything and null is null.
    touch: db.prepare(`INSERT INTO "${table}_uses" (${useColumns.join(', ')}, key_id)
      SELECT ?, ?, ?, id FROM "${table}" WHERE id = ?
      ON CONFLICT DO UPDATE SET
        last_used_at = max(last_used_at, excluded.last_used_at),
        previous_last_used_at = coalesce(
          max(previous_last_used_at, excluded.previous_last_used_at),
          previous_last_used_at, excluded.previous_last_used_at),
        use_count = use_count + excluded.use_count`),
    any: db.prepare(`SELECT 1 FROM "${table}" LEFT JOIN "${table}_uses" ON key_id = id LIMIT 1`),
  }
}

const pageOf = (table: string): string =>
  `SELECT record, ${useColumns.join(', ')} FROM "${table}" LEFT JOIN "${table}_uses" ON key_id = id`

const sqliteValue = (value: SqliteValue | boolean): SqliteValue =>
  typeof value === 'boolean' ? Number(value) : value
