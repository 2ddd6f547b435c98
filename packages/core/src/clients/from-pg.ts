import { demandOptions } from '../demand-options.ts'
import { systemTimers, type Timers } from '../timers.ts'
import type { FeedListener, Unsubscribe } from './feed.ts'
import { lentConnection } from './lent-connection.ts'
import { pgFeed } from './pg-feed.ts'
import type { PgClient, PgPool } from './pg-pool.ts'
import type {
  PostgresConnection,
  PostgresPool,
  PostgresQueries,
  PostgresValue,
} from './postgres.ts'

/** How {@link fromPg} keeps a feed alive. */
export interface FromPgOptions {
  /** The pause before each attempt to restore a lost feed. @default 1_000 */
  readonly retryMs?: number
  /** @default the platform's timers */
  readonly timers?: Timers
}

/**
 * A `pg.Pool` as a store sees it. Each subscription takes one connection out of the pool, and with
 * it out of `max`; stop it before `pool.end()`, which waits for it. Give the pool
 * `keepAlive: true`, or a server that vanished without a word is never missed, and an `error`
 * listener, without which pg ends the process when an idle connection breaks.
 *
 * @example
 * ```ts
 * import { fromPg } from '@sallyport/core/clients'
 * import { Pool } from 'pg'
 *
 * const pool = new Pool({ connectionString: 'postgres://localhost/door', keepAlive: true })
 * pool.on('error', (error) => console.error('an idle connection broke', error))
 * const postgres = fromPg(pool)
 * ```
 */
export function fromPg(pool: PgPool, options: FromPgOptions = {}): PostgresPool {
  demandOptions('core: fromPg()', options, ['retryMs', 'timers'])
  const { retryMs = 1_000, timers = systemTimers } = options
  if (!(Number.isFinite(retryMs) && retryMs >= 0)) {
    throw new RangeError(`core: "retryMs" must be a number >= 0, got ${retryMs}`)
  }
  return {
    ...queriesOf(pool),
    connect: async () => connectionOf(await pool.connect()),
    subscribe: (channel: string, listener: FeedListener): Promise<Unsubscribe> =>
      pgFeed(pool, channel, listener, (run) => timers.after(retryMs, run)),
  }
}

function queriesOf(asked: Pick<PgPool, 'query'>): PostgresQueries {
  return {
    async query<R extends object>(text: string, values: readonly PostgresValue[] = []) {
      const { rows, rowCount, command } = await asked.query(text, [...values])
      return { rows: rows as R[], count: rowCount ?? 0, command }
    },
  }
}

function connectionOf(client: PgClient): PostgresConnection {
  let broken: Error | undefined
  // Without a listener the break of a connection between two statements would end the process.
  const breaks = (error: Error): void => {
    broken ??= error
  }
  client.on('error', breaks)
  return lentConnection(queriesOf(client), (error) => {
    client.off('error', breaks)
    client.release(broken ?? (error !== undefined || isInTransaction(client)))
  })
}

/** The pool itself would lend it on, with the transaction of whoever had it before. */
function isInTransaction(client: PgClient): boolean {
  return (client.getTransactionStatus?.() ?? 'I') !== 'I'
}
