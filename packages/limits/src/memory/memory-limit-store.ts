import { demandOptions } from '@sallyport/core'
import type { Policy } from '../policy.ts'
import type { Clocks, LimitState, Step, SyncLimitStore } from '../store.ts'
import { ConcurrencyTable } from './concurrency-table.ts'
import { ExactTable } from './exact-table.ts'
import { QuotaTable } from './quota-table.ts'
import { RateTable } from './rate-table.ts'
import type { Table, TableBounds } from './table.ts'

/** How much a memory store may hold. */
export interface MemoryLimitStoreOptions {
  /** Keys of one policy. @default 1_000_000 */
  readonly maxKeys?: number
  /** Bytes of one exact policy's times. @default 256 MiB */
  readonly maxBytes?: number
}

/** {@link memoryLimitStore}. */
export interface MemoryLimitStore extends SyncLimitStore {
  /** How many keys it holds now. */
  readonly size: number
}

/**
 * Keeps limits in this process, and answers at once. For one process, or where each of several may
 * let through as much. Windows are measured by the monotonic clock: a step of the machine's clock,
 * however far, puts them wrong by a second at most. Only quotas, which follow the calendar, go by
 * the time of day.
 *
 * Bounded without a timer: a new key takes two idle ones along. A full store looks at 64 keys and
 * gives up the one with the least in use, never one at its limit; where all it looked at are at
 * theirs, it refuses (`limits_full`), though others might not be.
 *
 * @example
 * ```ts
 * import { limits, memoryLimitStore } from '@sallyport/limits'
 *
 * const store = memoryLimitStore({ maxKeys: 10_000 })
 * const limiter = limits({ store, policies: { api: { kind: 'rate', limit: 2, windowMs: 1_000 } } })
 * limiter.check('api', '192.0.2.1')
 * console.log(limiter.check('api', '192.0.2.1').remaining, store.size) // prints: 0 1
 * ```
 */
export function memoryLimitStore(options: MemoryLimitStoreOptions = {}): MemoryLimitStore {
  const bounds = boundsOf(options)
  const tables = new Map<string, Table>()
  // Most requests ask for the policy that was asked for last.
  let lastPolicy: Policy | undefined
  let lastTable: Table | undefined
  const tableOf = (policy: Policy, clocks: Clocks): Table => {
    if (policy === lastPolicy && lastTable !== undefined) return lastTable
    let table = tables.get(policy.id)
    if (table === undefined) {
      demandRoom(tables.size)
      table = new tableOfKind[policy.kind](clocks, bounds)
      tables.set(policy.id, table)
    }
    lastPolicy = policy
    lastTable = table
    return table
  }
  const takeAll = (steps: readonly Step[], clocks: Clocks, look: boolean): readonly LimitState[] =>
    steps.map(({ policy, key, cost, lease }) =>
      tableOf(policy, clocks).take(policy, key, cost, lease, look),
    )
  const refund = (taken: readonly LimitState[], clocks: Clocks): void => {
    for (const one of taken) tableOf(one.policy, clocks).refund(one)
  }
  return {
    get size() {
      let size = 0
      for (const { index } of tables.values()) size += index.size
      return size
    },
    take: (policy, key, cost, lease, clocks) =>
      tableOf(policy, clocks).take(policy, key, cost, lease, false),
    look: (steps, clocks) => takeAll(steps, clocks, true),
    claim(steps, clocks) {
      const looks = takeAll(steps, clocks, true)
      if (looks.some(({ ok }) => !ok)) return looks
      const states = takeAll(steps, clocks, false)
      // A look sees no lack of room.
      if (states.some(({ ok }) => !ok))
        refund(
          states.filter(({ ok }) => ok),
          clocks,
        )
      return states
    },
    refund,
    forget(policy, key) {
      tables.get(policy.id)?.forget(key)
    },
    check: () => ({ ok: true }),
  }
}

const mostTables = 1_000

function demandRoom(tables: number): void {
  if (tables < mostTables) return
  throw new RangeError(
    `limits: a memory store keeps ${mostTables} policies: name one for each kind of limit, not for each key`,
  )
}

const tableOfKind: Readonly<
  Record<Policy['kind'], new (clocks: Clocks, bounds: TableBounds) => Table>
> = { rate: RateTable, exact: ExactTable, quota: QuotaTable, concurrency: ConcurrencyTable }

function boundsOf(options: MemoryLimitStoreOptions) {
  demandOptions('limits: memoryLimitStore()', options, ['maxKeys', 'maxBytes'])
  const { maxKeys = 1_000_000, maxBytes = 256 * 1024 * 1024 } = options
  // A map of JavaScript holds no more than 2^24 keys.
  if (!(Number.isInteger(maxKeys) && maxKeys >= 1 && maxKeys <= 16_000_000)) {
    throw new RangeError(
      `limits: "maxKeys" must be an integer from 1 to 16,000,000, got ${String(maxKeys)}`,
    )
  }
  if (!(Number.isInteger(maxBytes) && maxBytes >= 1)) {
    throw new RangeError(`limits: "maxBytes" must be an integer >= 1, got ${String(maxBytes)}`)
  }
  return { maxKeys, maxBytes }
}
