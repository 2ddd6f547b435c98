import { demandOptions } from '@sallyport/core'
import {
  expectingTables,
  type PostgresPool,
  type PostgresValue,
  postgresTransaction,
} from '@sallyport/core/clients'
import { usedAfter } from '../rate.ts'
import type { Clocks, LimitState, LimitStore, Step } from '../store.ts'
import { postgresStates } from './postgres-states.ts'
import { namesOf, schemaSql } from './schema-sql.ts'

/** Where a Postgres store keeps its rows, and by whose time. */
export interface PostgresLimitStoreOptions {
  /** @default the first of the connection's search path */
  readonly schema?: string
  /** @default 'sallyport_limits' */
  readonly table?: string
  /** The server's clock, which is one for all machines, or the clock of whoever asks. @default 'server' */
  readonly time?: 'server' | 'caller'
}

/** {@link postgresLimitStore}. */
export interface PostgresLimitStore extends LimitStore {
  /** What `migrate` runs: for those who have migrations. Each statement may be repeated. */
  readonly sql: string
  /** Makes the table and its functions, or brings them up to date. Any number of machines may at once. */
  migrate(): Promise<void>
}

/**
 * Keeps limits in Postgres: they hold for all machines. A claim is one call of a function that
 * `migrate` makes: it locks its rows in one order for all, so that claims that cross wait and do not
 * block each other. Rows that no longer count go as new ones come.
 *
 * @param pool - Of a database whose transactions are `read committed`, as they are unless somebody
 * changed that: in others a claim that had to wait for another rejects.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { fromPglite } from '@sallyport/core/clients'
 * import { limits } from '@sallyport/limits'
 * import { postgresLimitStore } from '@sallyport/limits/postgres'
 *
 * const db = await PGlite.create()
 * const store = postgresLimitStore(fromPglite(db))
 * await store.migrate()
 * const limiter = limits({ store, policies: { api: { kind: 'exact', limit: 1, windowMs: 60_000 } } })
 * await limiter.check('api', '192.0.2.1')
 * console.log((await limiter.check('api', '192.0.2.1')).reason) // prints: rate_limited
 * await db.close()
 * ```
 */
export function postgresLimitStore(
  pool: PostgresPool,
  options: PostgresLimitStoreOptions = {},
): PostgresLimitStore {
  demandOptions('limits: postgresLimitStore()', options, ['schema', 'table', 'time'])
  const { schema, table = 'sallyport_limits', time = 'server' } = options
  if (time !== 'server' && time !== 'caller') {
    throw new TypeError(`limits: "time" must be 'server' or 'caller', got ${String(time)}`)
  }
  const names = namesOf(table, schema)
  const statements = schemaSql(names)
  const nowOf = ({ clock }: Clocks): number | null => (time === 'caller' ? clock() : null)
  const tables = expectingTables(pool, `limits: "${table}" is not in this database; call migrate()`)
  const ask = async (text: string, values: readonly PostgresValue[]): Promise<Row> => {
    const { rows } = await tables.query(text, values)
    return rows[0] ?? {}
  }
  const claim = async (steps: readonly Step[], take: boolean, clocks: Clocks) => {
    const values = [JSON.stringify(steps.map(given)), take, nowOf(clocks)]
    const { answer } = await ask(`SELECT ${names.claim}($1::text::jsonb, $2, $3) AS answer`, values)
    return postgresStates(steps, take, answer as string)
  }
  return {
    sql: `${statements.join(';\n\n')};\n`,
    migrate: () =>
      postgresTransaction(pool, async (transaction) => {
        // Two that make the same at once: one of them would fail.
        await transaction.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
          `@sallyport/limits ${names.table}`,
        ])
        for (const statement of statements) await transaction.query(statement)
      }),
    claim: (steps, clocks) => claim(steps, true, clocks),
    look: (steps, clocks) => claim(steps, false, clocks),
    async refund(taken, clocks) {
      const values = [JSON.stringify(taken.map(givenBack)), nowOf(clocks)]
      await ask(`SELECT ${names.refund}($1::text::jsonb, $2)`, values)
    },
    async forget({ id }, key) {
      await ask(`DELETE FROM ${names.table} WHERE policy = $1 AND key = $2`, [id, key])
    },
    async check() {
      const { isolation } = await ask(
        `SELECT ${names.claim}('[]', false, 0), current_setting('transaction_isolation') AS isolation`,
        [],
      )
      if (isolation === 'read committed') return { ok: true }
      const message = `claims that wait for each other fail while transactions are "${isolation}"`
      return { ok: true, degraded: true, message }
    },
  }
}

type Row = Readonly<Record<string, unknown>>

/** What was taken, as the function of refunds reads it. */
const givenBack = (taken: LimitState, place: number) => ({
  ...given(taken, place),
  taken_at: taken.at,
  used_after: taken.policy.kind === 'rate' ? usedAfter(taken) : 0,
})

/** A step, as the functions read it. */
function given({ policy, key, cost, lease }: Step, place: number) {
  const { id, kind, windowMs, intervalMs, refill, calendar } = policy
  return {
    place,
    policy: id,
    key,
    kind,
    cost,
    lease,
    capacity: kind === 'rate' || kind === 'quota' ? policy.capacity : policy.limit,
    window_ms: windowMs,
    interval_ms: intervalMs,
    refill,
    origin: calendar.origin,
    months: calendar.months,
    length_ms: calendar.ms,
  }
}
