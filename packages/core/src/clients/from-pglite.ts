import type { Unsubscribe } from './feed.ts'
import { lentConnection } from './lent-connection.ts'
import {
  type PostgresConnection,
  type PostgresPool,
  type PostgresQueries,
  type PostgresValue,
  quoteIdentifier,
} from './postgres.ts'

/** What {@link fromPglite} needs of a `PGlite`. */
export interface PgliteDatabase extends PgliteQueries {
  transaction<T>(run: (transaction: PgliteTransaction) => Promise<T>): Promise<T>
  onNotification(heard: (channel: string, payload: string) => void): () => void
}

/** What {@link fromPglite} needs of a transaction. */
export interface PgliteTransaction extends PgliteQueries {
  rollback(): Promise<void>
}

/** Whatever takes statements. */
export interface PgliteQueries {
  query(text: string, values?: unknown[], options?: PgliteOptions): Promise<PgliteResult>
}

/** How a value of a type, by its number, becomes one of JavaScript's. */
export interface PgliteOptions {
  readonly parsers?: { readonly [type: number]: (text: string) => unknown }
}

/** What {@link fromPglite} reads of an answer. */
export interface PgliteResult {
  readonly rows: unknown[]
  readonly rowCount?: number
  readonly affectedRows?: number
  readonly command?: string
}

/**
 * A PGlite as a store sees it: Postgres inside this process, for development and tests. It has one
 * connection, so `connect` waits until whoever holds it has released it, in order of asking; so do
 * statements, the application's own included. Its feed lives in this process, and is never lost.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { fromPglite, postgresTransaction } from '@sallyport/core/clients'
 *
 * const db = await PGlite.create()
 * const answer = await postgresTransaction(fromPglite(db), (transaction) =>
 *   transaction.query('SELECT 1 AS one'),
 * )
 * console.log(answer.rows) // prints: [ { one: 1 } ]
 * await db.close()
 * ```
 */
export function fromPglite(db: PgliteDatabase): PostgresPool {
  const { query } = queriesOf(db)
  return {
    query,
    connect: () => new Promise((lend, refuse) => void lendOut(db, lend).catch(refuse)),
    async subscribe(channel, listener): Promise<Unsubscribe> {
      // Not `db.listen`: it takes the channel for SQL, and does not find a quoted one again.
      const statement = `LISTEN ${quoteIdentifier(channel)}`
      let over = false
      const forget = db.onNotification((from, message) => {
        if (!over && from === channel) listener.heard(message)
      })
      const stop = (): void => {
        over = true
        forget()
      }
      try {
        await query(statement)
      } catch (error) {
        stop()
        throw error
      }
      // No UNLISTEN: somebody else may listen to the same channel of this one connection.
      return stop
    },
  }
}

/**
 * Resolves once the connection is back. PGlite has no way to hold it but a transaction: hold one,
 * end what it began, and PGlite's own lock keeps everybody else out, in the application too.
 */
async function lendOut(
  db: PgliteDatabase,
  lend: (connection: PostgresConnection) => void,
): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.query('ROLLBACK')
    const queries = queriesOf(transaction)
    await new Promise<void>((giveBack) => lend(lentConnection(queries, () => giveBack())))
    // Ends what was left open. If that fails, the database answers nobody any more.
    await transaction.rollback()
  })
}

// Like pg, which gives an int8 as text because a number may not hold it.
const int8AsText: PgliteOptions = { parsers: { 20: (text) => text } }

function queriesOf(asked: PgliteQueries): PostgresQueries {
  return {
    async query<R extends object>(text: string, values: readonly PostgresValue[] = []) {
      const { rows, ...answer } = await asked.query(text, [...values], int8AsText)
      const count = answer.rowCount ?? answer.affectedRows ?? 0
      return { rows: rows as R[], count, command: answer.command ?? '' }
    },
  }
}
