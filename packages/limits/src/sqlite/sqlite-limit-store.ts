import { demandOptions } from '@sallyport/core'
import { type SqliteDatabase, sqliteTransaction } from '@sallyport/core/clients'
import type { Policy } from '../policy.ts'
import type { LimitState, LimitStore, Step } from '../store.ts'
import { concurrencyLayout } from './concurrency-layout.ts'
import { exactLayout } from './exact-layout.ts'
import { quotaLayout } from './quota-layout.ts'
import { rateLayout } from './rate-layout.ts'
import { openRows, type Rows } from './rows.ts'
import type { Layout, Numbers, Turn } from './turn.ts'

/** Where a SQLite store keeps its rows. */
export interface SqliteLimitStoreOptions {
  /** @default 'sallyport_limits' */
  readonly table?: string
}

/**
 * Keeps limits in a SQLite file: they outlive the process, and hold for all processes on this
 * machine that have the file open. A claim is one transaction that holds the write lock from its
 * beginning, so that no other comes between. Time is the caller's time of day.
 *
 * Makes its table when it is not there. Rows that no longer count go as new ones come.
 *
 * @param db - A connection in which nobody else begins transactions; of a shared file, set up by
 * `sharedSqlite`.
 * @throws RangeError for a table that cannot be called so; whatever the database throws.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * import { limits } from '@sallyport/limits'
 * import { sqliteLimitStore } from '@sallyport/limits/sqlite'
 *
 * const store = sqliteLimitStore(new DatabaseSync(':memory:'))
 * const limiter = limits({ store, policies: { api: { kind: 'exact', limit: 1, windowMs: 60_000 } } })
 * await limiter.check('api', '192.0.2.1')
 * console.log((await limiter.check('api', '192.0.2.1')).reason) // prints: rate_limited
 * ```
 */
export function sqliteLimitStore(
  db: SqliteDatabase,
  options: SqliteLimitStoreOptions = {},
): LimitStore {
  demandOptions('limits: sqliteLimitStore()', options, ['table'])
  const { table = 'sallyport_limits' } = options
  const rows = openRows(db, table)
  return {
    claim: (steps, { clock }) => sqliteTransaction(db, () => claim(rows, steps, clock())),
    look(steps, { clock }) {
      const now = clock()
      return steps.map((step) => turnOf(rows, step, now).turn.end(false).state)
    },
    refund: (taken, { clock }) => sqliteTransaction(db, () => refund(rows, taken, clock())),
    forget: (policy, key) => rows.drop(policy, key),
    check() {
      rows.check()
      return { ok: true }
    },
  }
}

const layouts: Readonly<Record<Policy['kind'], Layout>> = {
  rate: rateLayout,
  exact: exactLayout,
  quota: quotaLayout,
  concurrency: concurrencyLayout,
}

interface Turned {
  readonly step: Step
  readonly isNew: boolean
  readonly turn: Turn
}

function turnOf(rows: Rows, step: Step, now: number): Turned {
  const kept = rows.read(step.policy, step.key)
  const turn = layouts[step.policy.kind].turn(step, kept, now)
  return { step, isNew: kept.length === 0, turn }
}

// Two out for one in: a table that was flooded shrinks as fast as it grew.
const sweptPerRow = 2

function claim(rows: Rows, steps: readonly Step[], now: number): readonly LimitState[] {
  const turns = steps.map((step) => turnOf(rows, step, now))
  const taken = turns.every(({ turn }) => turn.ok)
  const states = turns.map(({ step, turn }) => {
    const { numbers, state } = turn.end(taken)
    if (taken || turn.ahead) keep(rows, step, numbers)
    return state
  })
  const added = taken ? turns.filter(({ isNew }) => isNew).length : 0
  if (added > 0) rows.sweep(now, sweptPerRow * added)
  return states
}

function refund(rows: Rows, taken: readonly LimitState[], now: number): void {
  for (const one of taken) {
    const kept = rows.read(one.policy, one.key)
    if (kept.length > 0) keep(rows, one, layouts[one.policy.kind].refund(one, kept, now))
  }
}

// An index that changes with every claim would double its cost: once a minute is enough.
const expiryStepMs = 60_000

function keep(rows: Rows, { policy, key }: Pick<Step, 'policy' | 'key'>, numbers: Numbers): void {
  if (numbers.length === 0) {
    rows.drop(policy, key)
  } else {
    const expiry = layouts[policy.kind].expiry(policy, numbers)
    rows.write(policy, key, numbers, Math.ceil(expiry / expiryStepMs) * expiryStepMs)
  }
}
