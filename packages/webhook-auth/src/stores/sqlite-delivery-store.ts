import { type Clock, systemClock, systemNewId } from '@sallyport/core'
import {
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
  sqliteTransaction,
} from '@sallyport/core/clients'
import type { Claimed, DeliveryStore } from '../delivery-store.ts'
import { demandKnown } from '../known-names.ts'
import { wholeMs } from '../span.ts'
import { storedKey } from './stored-key.ts'

/** Where a SQLite store keeps its rows, and by whose time. */
export interface SqliteDeliveryStoreOptions {
  /** @default 'sallyport_deliveries' */
  readonly table?: string
  /** @default the machine's clock */
  readonly clock?: Clock
}

/** {@link sqliteDeliveryStore}: it answers at once. */
export interface SqliteDeliveryStore extends DeliveryStore {
  claim(key: string, holdMs: number): Claimed
  complete(key: string, lease: string, keepMs: number): boolean
  release(key: string, lease: string): boolean
}

/**
 * Keeps deliveries in a SQLite file: they outlive the process, and hold for all processes on this
 * machine that have the file open. A claim is one transaction that holds the write lock from its
 * beginning, with one commit. Time is the time of day: while somebody sets it back, all is kept longer.
 *
 * Makes its table when it is not there. Each new row takes along two that have run out.
 *
 * @param db - A connection in which nobody else begins transactions; of a shared file, set up by
 * `sharedSqlite`.
 * @throws RangeError for a table that cannot be called so; whatever the database throws.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * import { sqliteDeliveryStore } from '@sallyport/webhook-auth/sqlite'
 *
 * const store = sqliteDeliveryStore(new DatabaseSync(':memory:'))
 * console.log(store.claim('a', 60_000).state, store.claim('a', 60_000).state) // prints: fresh held
 * ```
 */
export function sqliteDeliveryStore(
  db: SqliteDatabase,
  options: SqliteDeliveryStoreOptions = {},
): SqliteDeliveryStore {
  demandKnown('sqliteDeliveryStore()', options, 'table clock')
  const { table = 'sallyport_deliveries', clock = systemClock } = options
  const { insert, sweep, state, complete, release, any } = statementsOf(db, table)
  const claim = (key: string, span: number): Claimed => {
    const [lease, now] = [systemNewId(), Math.floor(clock())]
    if (!didChange(insert, key, lease, now + span, now)) {
      const { done } = state.get(key) as { readonly done: number }
      return { state: done === 1 ? 'done' : 'held' }
    }
    sweep.run(now)
    return { state: 'fresh', lease }
  }
  return {
    claim(key, holdMs) {
      const span = wholeMs('holdMs', holdMs)
      return sqliteTransaction(db, () => claim(storedKey(key), span))
    },
    complete(key, lease, keepMs) {
      const span = wholeMs('keepMs', keepMs)
      const now = Math.floor(clock())
      return didChange(complete, storedKey(key), lease, now + span, now)
    },
    release: (key, lease) => didChange(release, storedKey(key), lease, Math.floor(clock())),
    check() {
      any.get()
      return { ok: true }
    },
  }
}

const didChange = (statement: SqliteStatement, ...values: SqliteValue[]): boolean =>
  Number(statement.run(...values).changes) === 1

const tableName = /^[a-z_][a-z0-9_]{0,49}$/i

function statementsOf(db: SqliteDatabase, table: string) {
  if (!tableName.test(table)) {
    throw new RangeError(
      `webhook-auth: "table" must be up to 50 letters, digits and underscores, got ${JSON.stringify(table)}`,
    )
  }
  sqliteTransaction(db, () => {
    db.exec(`CREATE TABLE IF NOT EXISTS "${table}" (
      key TEXT PRIMARY KEY,
      lease TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      done INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`)
    db.exec(`CREATE INDEX IF NOT EXISTS "${table}_expires_at" ON "${table}" (expires_at)`)
  })
  const put = (done: 0 | 1, where: string) =>
    db.prepare(`INSERT INTO "${table}" (key, lease, expires_at, done) VALUES (?, ?, ?, ${done})
      ON CONFLICT (key) DO UPDATE
      SET lease = excluded.lease, expires_at = excluded.expires_at, done = ${done}
      WHERE ${where}`)
  return {
    insert: put(0, 'expires_at <= ?'),
    complete: put(1, 'lease = excluded.lease OR expires_at <= ?'),
    state: db.prepare(`SELECT done FROM "${table}" WHERE key = ?`),
    release: db.prepare(`DELETE FROM "${table}"
      WHERE key = ? AND lease = ? AND done = 0 AND expires_at > ?`),
    // Two out for one in: a table that was flooded shrinks as fast as it grew.
    sweep: db.prepare(`DELETE FROM "${table}" WHERE key IN
      (SELECT key FROM "${table}" WHERE expires_at <= ? ORDER BY expires_at LIMIT 2)`),
    any: db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`),
  }
}
