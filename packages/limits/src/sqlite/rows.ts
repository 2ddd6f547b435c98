import { type SqliteDatabase, sqliteTransaction } from '@sallyport/core/clients'
import type { Policy } from '../policy.ts'
import type { Numbers } from './turn.ts'

/** The rows of a table of limits. */
export interface Rows {
  /** The numbers kept; none when there is no row. */
  read(policy: Policy, key: string): Float64Array
  write(policy: Policy, key: string, numbers: Numbers, expiresAt: number): void
  drop(policy: Policy, key: string): void
  /** Drops up to `most` rows that expired before `now`. */
  sweep(now: number, most: number): void
  /** Throws when the table cannot be read. */
  check(): void
}

const tableName = /^[a-z_][a-z0-9_]{0,62}$/i

/** Opens a table, and makes it when it is not there. */
export function openRows(db: SqliteDatabase, table: string): Rows {
  if (!tableName.test(table)) {
    throw new RangeError(
      `limits: "table" must be up to 63 letters, digits and underscores, got ${JSON.stringify(table)}`,
    )
  }
  sqliteTransaction(db, () => {
    db.exec(`CREATE TABLE IF NOT EXISTS "${table}" (
      policy TEXT NOT NULL,
      key TEXT NOT NULL,
      state BLOB NOT NULL,
      expires_at REAL NOT NULL,
      PRIMARY KEY (policy, key)
    ) STRICT, WITHOUT ROWID`)
    db.exec(`CREATE INDEX IF NOT EXISTS "${table}_expires_at" ON "${table}" (expires_at)`)
  })
  const select = db.prepare(`SELECT state FROM "${table}" WHERE policy = ? AND key = ?`)
  const upsert = db.prepare(`INSERT INTO "${table}" VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at`)
  const remove = db.prepare(`DELETE FROM "${table}" WHERE policy = ? AND key = ?`)
  const removeExpired = db.prepare(`DELETE FROM "${table}" WHERE (policy, key) IN
    (SELECT policy, key FROM "${table}" WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`)
  const any = db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`)
  return {
    read({ id }, key) {
      const row = select.get(id, key) as { readonly state: Uint8Array } | undefined
      return row === undefined ? new Float64Array(0) : numbersIn(row.state)
    },
    write({ id }, key, numbers, expiresAt) {
      upsert.run(id, key, new Uint8Array(Float64Array.from(numbers).buffer), expiresAt)
    },
    drop({ id }, key) {
      remove.run(id, key)
    },
    sweep(now, most) {
      removeExpired.run(now, most)
    },
    check() {
      any.get()
    },
  }
}

// Copied: the bytes that came need not begin where a number may.
const numbersIn = (bytes: Uint8Array): Float64Array =>
  new Float64Array(new Uint8Array(bytes).buffer)
