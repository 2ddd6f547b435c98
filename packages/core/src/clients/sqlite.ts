import { demandOptions } from '../demand-options.ts'

/** What SQLite stores. A boolean goes in as 0 or 1, JSON as text. */
export type SqliteValue = null | number | bigint | string | Uint8Array

/** A prepared statement; every value has its place. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number | bigint }
  /** The first row; undefined when there is none. */
  get(...values: SqliteValue[]): unknown
  all(...values: SqliteValue[]): unknown[]
}

/**
 * A SQLite database as a store sees it: node:sqlite's `DatabaseSync` and better-sqlite3's
 * `Database` as they are.
 */
export interface SqliteDatabase {
  /** Runs statements that answer nothing. */
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
}

/** How {@link sharedSqlite} sets a connection up. */
export interface SharedSqliteOptions {
  /** How long to wait, blocking, for another connection's write lock. @default 5_000 */
  readonly busyTimeoutMs?: number
}

/**
 * Makes a connection fit for a file that other connections use too, and gives it back: readers and
 * the writer do not wait for each other (WAL), and a second writer waits instead of failing at
 * once. Call it where the file is opened. `synchronous` stays FULL: what was committed survives a
 * power cut.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * import { sharedSqlite } from '@sallyport/core/clients'
 *
 * const db = sharedSqlite(new DatabaseSync(':memory:'))
 * console.log(db.prepare('PRAGMA busy_timeout').get()?.timeout) // prints: 5000
 * ```
 */
export function sharedSqlite<D extends Pick<SqliteDatabase, 'exec'>>(
  db: D,
  options: SharedSqliteOptions = {},
): D {
  demandOptions('core: sharedSqlite()', options, ['busyTimeoutMs'])
  const { busyTimeoutMs = 5_000 } = options
  if (!(Number.isInteger(busyTimeoutMs) && busyTimeoutMs >= 0)) {
    throw new RangeError(`core: "busyTimeoutMs" must be an integer >= 0, got ${busyTimeoutMs}`)
  }
  // In this order: the change to WAL may itself have to wait.
  db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  changeToWal(db)
  return db
}

const attempts = 10

/**
 * A file that somebody else reads at this moment, as whoever opens it at the same time does, cannot be
 * changed to WAL, and SQLite says so at once whatever the timeout. An exclusive transaction waits for them.
 */
function changeToWal(db: Pick<SqliteDatabase, 'exec'>): void {
  for (let attempt = 1; ; attempt++) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (attempt === attempts) throw error
      db.exec('BEGIN EXCLUSIVE')
      db.exec('COMMIT')
    }
  }
}

/**
 * Runs `run` in a transaction that holds the write lock from its beginning: what it reads nobody
 * changes before it writes. What it throws is thrown again, and nothing of it stays. SQLite refuses
 * one transaction inside another; the outer one is not touched by that.
 *
 * @param run - Synchronous: awaiting would let other code write into the transaction.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * import { sqliteTransaction } from '@sallyport/core/clients'
 *
 * const db = new DatabaseSync(':memory:')
 * db.exec('CREATE TABLE door (opened INTEGER)')
 * try {
 *   sqliteTransaction(db, () => {
 *     db.exec('INSERT INTO door VALUES (1)')
 *     throw new Error('no')
 *   })
 * } catch (error) {
 *   console.log(String(error)) // prints: Error: no
 * }
 * console.log(db.prepare('SELECT * FROM door').all()) // prints: []
 * ```
 */
export function sqliteTransaction<T>(
  db: Pick<SqliteDatabase, 'exec'>,
  run: (() => T) & Synchronous<T>,
): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const value = run()
    if (typeof (value as { then?: unknown } | undefined | null)?.then === 'function') {
      throw new TypeError('core: sqliteTransaction() needs a synchronous function, got a promise')
    }
    db.exec('COMMIT')
    return value
  } catch (error) {
    rollBack(db)
    throw error
  }
}

/** Nothing fits `never`; a function that only throws still fits. */
type Synchronous<T> = true extends (T extends PromiseLike<unknown> ? true : false) ? never : unknown

function rollBack(db: Pick<SqliteDatabase, 'exec'>): void {
  try {
    db.exec('ROLLBACK')
  } catch {
    // A full disk makes SQLite roll back by itself, and then there is nothing left to roll back.
    // If one is still open, the next BEGIN says so.
  }
}
