import { demandOptions } from '../demand-options.ts'
import type { PostgresConnection, PostgresPool, PostgresQueries } from './postgres.ts'

/** How {@link postgresTransaction} runs. */
export interface PostgresTransactionOptions {
  /** @default the database's, which is `read committed` unless it was changed */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /**
   * How often to begin again after a serialization failure or a deadlock; `run` is then called
   * again, and what it did outside the database it does twice. @default 0
   */
  readonly retries?: number
}

/**
 * Runs `run` in a transaction: committed when it resolves, rolled back when it rejects, and its
 * error is what comes out. A connection that cannot even roll back is closed.
 *
 * @param run - Must run its statements on the argument: the pool itself is outside the transaction,
 * and waits forever where there is only one connection.
 *
 * @example
 * ```ts
 * import { type PostgresPool, postgresTransaction } from '@sallyport/core/clients'
 *
 * const transfer = (pool: PostgresPool, from: string, to: string) =>
 *   postgresTransaction(
 *     pool,
 *     async (transaction) => {
 *       await transaction.query('UPDATE account SET cents = cents - 1 WHERE id = $1', [from])
 *       await transaction.query('UPDATE account SET cents = cents + 1 WHERE id = $1', [to])
 *     },
 *     { isolation: 'serializable', retries: 3 },
 *   )
 * ```
 */
export async function postgresTransaction<T>(
  pool: Pick<PostgresPool, 'connect'>,
  run: (transaction: PostgresQueries) => Promise<T>,
  options: PostgresTransactionOptions = {},
): Promise<T> {
  demandOptions('core: postgresTransaction()', options, ['isolation', 'retries'])
  const { isolation, retries = 0 } = options
  const begin = beginnings.get(isolation)
  if (begin === undefined) {
    const levels = [...beginnings.keys()].slice(1).join(', ')
    throw new TypeError(`core: "isolation" must be one of ${levels}, got ${String(isolation)}`)
  }
  if (!(Number.isInteger(retries) && retries >= 0)) {
    throw new RangeError(`core: "retries" must be an integer >= 0, got ${retries}`)
  }
  for (let left = retries; ; left--) {
    try {
      return await attempt(await pool.connect(), begin, run)
    } catch (error) {
      if (left === 0 || !isConflict(error)) throw error
    }
  }
}

const beginnings: ReadonlyMap<PostgresTransactionOptions['isolation'], string> = new Map([
  [undefined, 'BEGIN'],
  ['read committed', 'BEGIN ISOLATION LEVEL READ COMMITTED'],
  ['repeatable read', 'BEGIN ISOLATION LEVEL REPEATABLE READ'],
  ['serializable', 'BEGIN ISOLATION LEVEL SERIALIZABLE'],
])

async function attempt<T>(
  connection: PostgresConnection,
  begin: string,
  run: (transaction: PostgresQueries) => Promise<T>,
): Promise<T> {
  let value: T
  try {
    await connection.query(begin)
    value = await run(connection)
    // After a failed statement that `run` did not pass on, COMMIT succeeds and rolls back.
    const { command } = await connection.query('COMMIT')
    if (command === 'ROLLBACK') {
      throw new Error('core: nothing was committed, because a statement of the transaction failed')
    }
  } catch (error) {
    await abandon(connection)
    throw error
  }
  connection.release()
  return value
}

async function abandon(connection: PostgresConnection): Promise<void> {
  try {
    await connection.query('ROLLBACK')
  } catch (error) {
    return connection.release(error)
  }
  connection.release()
}

/** PostgreSQL, Appendix A: serialization_failure, deadlock_detected. */
function isConflict(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return code === '40001' || code === '40P01'
}
