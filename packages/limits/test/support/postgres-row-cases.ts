import type { PostgresPool } from '@sallyport/core/clients'
import { definePolicy, type LimitStore, type Policy, type Step } from '@sallyport/limits'
import { postgresLimitStore } from '@sallyport/limits/postgres'
import { expect } from 'vitest'

export const minute: number = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 4, 15)
const at = (ms: number) => ({ clock: () => start + ms, monotonic: () => ms })
const rate = definePolicy('rate', { kind: 'rate', limit: 2, windowMs: minute })
const exact = definePolicy('exact', { kind: 'exact', limit: 2, windowMs: minute })
const quota = definePolicy('quota', { kind: 'quota', limit: 2, period: 'hour' })
const places = definePolicy('places', { kind: 'concurrency', limit: 2, leaseMs: minute })
const every = [rate, exact, quota, places]

let leases = 0
const step = (policy: Policy, key: string, cost = 1): Step => ({
  policy,
  key,
  cost,
  lease: ++leases,
})

/** One property of the table or of the time of a store on Postgres. The table is there. */
export interface RowCase {
  readonly name: string
  run(pool: PostgresPool): Promise<void>
}

const byCaller = (pool: PostgresPool) => postgresLimitStore(pool, { time: 'caller' })

async function emptied(pool: PostgresPool): Promise<() => Promise<readonly object[]>> {
  await pool.query('TRUNCATE sallyport_limits')
  return async () => (await pool.query('SELECT * FROM sallyport_limits ORDER BY policy, key')).rows
}

const tableCases: readonly RowCase[] = [
  {
    name: 'table: one statement for each claim, look and refund',
    async run(pool) {
      const asked: string[] = []
      const query: PostgresPool['query'] = (text, values) => {
        asked.push(text)
        return pool.query(text, values)
      }
      const connect = () => Promise.reject(new Error('a connection of its own'))
      const store = postgresLimitStore({ ...pool, query, connect })
      const steps = every.map((policy) => step(policy, 'one statement'))
      const taken = await store.claim(steps, at(0))
      await store.look(steps, at(0))
      await store.refund(taken, at(0))
      expect(asked).toHaveLength(3)
    },
  },
  {
    name: 'table: stays as it is when something is denied or looked at',
    async run(pool) {
      const rows = await emptied(pool)
      const store = byCaller(pool)
      await store.claim([step(exact, 'b', 2), step(quota, 'b')], at(0))
      const before = await rows()
      const claimed = await store.claim(
        every.map((one) => step(one, 'b')),
        at(1),
      )
      expect(claimed.map(({ ok }) => ok)).toEqual([true, false, true, true])
      await store.look(
        every.map((one) => step(one, 'c')),
        at(1),
      )
      expect(await rows()).toEqual(before)
    },
  },
  {
    name: 'table: has no row for whom everything was given back',
    async run(pool) {
      const rows = await emptied(pool)
      const store = byCaller(pool)
      const taken = await store.claim(
        every.map((policy) => step(policy, 'a', 2)),
        at(0),
      )
      expect(await rows()).toHaveLength(4)
      await store.refund(taken, at(0))
      expect(await rows()).toEqual([])
    },
  },
]

const sweepCases: readonly RowCase[] = [
  {
    name: 'table: loses two rows that no longer count for each that comes',
    async run(pool) {
      const rows = await emptied(pool)
      const store = byCaller(pool)
      for (const policy of every) {
        for (let i = 0; i < 3; i++) await store.claim([step(policy, `k${i}`)], at(0))
      }
      expect(await rows()).toHaveLength(12)
      await store.claim([step(rate, 'm'), step(exact, 'm')], at(2 * hour))
      expect(await rows()).toHaveLength(10)
      for (let i = 0; i < 8; i++) await store.claim([step(rate, `n${i}`)], at(2 * hour))
      expect(await rows()).toHaveLength(10)
    },
  },
  ...[
    definePolicy('rate-2', { kind: 'rate', limit: 2, windowMs: 2 * hour }),
    definePolicy('exact-2', { kind: 'exact', limit: 2, windowMs: hour }),
    definePolicy('places-2', { kind: 'concurrency', limit: 2, leaseMs: hour }),
    definePolicy('quota-2', { kind: 'quota', limit: 2, refill: 1, period: 'hour' }),
  ].map(
    (policy): RowCase => ({
      name: `table: keeps a row of ${policy.name} until the last of it has come back`,
      async run(pool) {
        const store = byCaller(pool)
        await emptied(pool)
        await store.claim([step(policy, 'a')], at(0))
        await store.claim([step(policy, 'a')], at(30 * minute))
        for (let i = 0; i < 5; i++) await store.claim([step(rate, `n${i}`)], at(89 * minute))
        const [state] = await store.look([step(policy, 'a')], at(89 * minute))
        expect(state?.remaining).toBe(1)
      },
    }),
  ),
]

/** Lets time pass for one key, as if the server's clock had gone on. */
const pass = (pool: PostgresPool, key: string, ms: number) =>
  pool.query(
    `UPDATE sallyport_limits SET state = CASE policy
      WHEN 'rate:rate' THEN ARRAY[state[1], state[2] - $2]
      WHEN 'quota:quota' THEN ARRAY[state[1], state[2] - $2]
      WHEN 'exact:exact' THEN ARRAY(SELECT t - $2 FROM unnest(state) t)
      ELSE ARRAY[state[1], state[2] - $2, state[3]] END WHERE key = $1`,
    [key, ms],
  )

const timeCases: readonly RowCase[] = [
  {
    name: 'time: the server’s own, whatever the callers think it is',
    async run(pool) {
      const store = postgresLimitStore(pool)
      const serverTime = async () => {
        const { rows } = await pool.query(
          'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
        )
        return Number(rows[0]?.ms)
      }
      for (const policy of every) {
        const from = await serverTime()
        const [first] = await store.claim([step(policy, 'served', 2)], at(-1e11))
        const until = await serverTime()
        const time = first?.at ?? 0
        expect(time >= from && time <= until).toBe(true)
        const [denied] = await store.claim([step(policy, 'served')], at(1e11))
        expect(denied).toMatchObject({ ok: false, remaining: 0 })
        await pass(pool, 'served', hour)
        expect(await store.claim([step(policy, 'served', 2)], at(-1e11))).toMatchObject([
          { ok: true },
        ])
      }
    },
  },
  {
    name: 'time: a quota ends when the server’s period does',
    async run(pool) {
      const store = postgresLimitStore(pool)
      const month = definePolicy('month', { kind: 'quota', limit: 1, period: 'month' })
      const [taken] = await store.claim([step(month, 'served')], at(-1e11))
      const ends = new Date((taken?.at ?? 0) + (taken?.resetAfterMs ?? 0))
      expect(ends.toISOString()).toMatch(/-01T00:00:00\.000Z$/)
      expect(ends.getTime()).toBeGreaterThan(taken?.at ?? Number.POSITIVE_INFINITY)
    },
  },
]

const remaining = async (store: LimitStore, policy: Policy, keys: readonly string[]) => {
  const states = await store.look(
    keys.map((key) => step(policy, key)),
    at(0),
  )
  return new Set(states.map((state) => state.remaining))
}

const crossingCases: readonly RowCase[] = [
  {
    name: 'crossing: claims and refunds in every order wait for each other, and none fails',
    async run(pool) {
      const store = postgresLimitStore(pool)
      const wide = definePolicy('wide', { kind: 'rate', limit: 1_000, windowMs: 366 * 24 * hour })
      for (let round = 0; round < 20; round++) {
        const keys = Array.from({ length: 16 }, (_, i) => `crossing ${round} ${i}`)
        const orders = [keys, keys.toReversed(), keys.toSorted(), keys.toSorted().toReversed()]
        const claims = [...orders, ...orders].map((order) =>
          store.claim(
            order.map((key) => step(wide, key)),
            at(0),
          ),
        )
        expect((await Promise.all(claims)).flat().every(({ ok }) => ok)).toBe(true)
        expect(await remaining(store, wide, keys)).toEqual(new Set([992]))
        const refunds = await Promise.all(claims)
        await Promise.all(refunds.map((taken) => store.refund(taken, at(0))))
        expect(await remaining(store, wide, keys)).toEqual(new Set([1_000]))
      }
    },
  },
  {
    name: 'crossing: claims, refunds and sweeps of the same rows neither fail nor lose count',
    async run(pool) {
      const store = postgresLimitStore(pool)
      const keys = ['x', 'y', 'z']
      const both = Array.from({ length: 60 }, async (_, i) => {
        const order = i % 2 === 0 ? keys : keys.toReversed()
        const steps = order.flatMap((key) => [step(exact, key), step(places, key)])
        const states = await store.claim(steps, at(0))
        if (!states.every(({ ok }) => ok)) return
        await store.refund(states.toReversed(), at(0))
      })
      await Promise.all(both)
      const left = await store.look(
        keys.flatMap((key) => [step(exact, key), step(places, key)]),
        at(0),
      )
      expect(left.map(({ remaining }) => remaining)).toEqual([2, 2, 2, 2, 2, 2])
    },
  },
]

/** What a store on Postgres does with rows and time. */
export const rowCases: readonly RowCase[] = [
  ...tableCases,
  ...sweepCases,
  ...timeCases,
  ...crossingCases,
]
