import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { sharedSqlite, sqliteTransaction } from '@sallyport/core/clients'
import { definePolicy, limits, type Policy } from '@sallyport/limits'
import { sqliteLimitStore } from '@sallyport/limits/sqlite'
import { limitStoreCases } from '@sallyport/limits/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exactlyTheLimit } from './support/exactly-the-limit.ts'

let folder: string
let opened: DatabaseSync[]
const open = (): DatabaseSync => {
  const db = sharedSqlite(new DatabaseSync(join(folder, 'limits.db')))
  opened.push(db)
  return db
}
beforeEach(() => {
  opened = []
  folder = mkdtempSync(join(tmpdir(), 'limits-'))
})
afterEach(() => {
  for (const db of opened) db.close()
  rmSync(folder, { recursive: true })
})

const make = () => ({ store: sqliteLimitStore(open()), other: sqliteLimitStore(open()) })

describe('sqliteLimitStore on two connections, as every store', () => {
  it.each(limitStoreCases(make))('$name', ({ run }) => run())
})

describe('sqliteLimitStore, several at once', () => {
  it('lets exactly the limit through two limiters', () =>
    exactlyTheLimit(sqliteLimitStore(open()), sqliteLimitStore(open())))

  it('lets exactly the limit through processes that open one new file at once', async () => {
    const script = join(import.meta.dirname, 'fixtures/claim-in-sqlite.ts')
    const file = join(folder, 'limits.db')
    const taken = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const args = ['--no-warnings', script, file, '40']
        return Number((await promisify(execFile)(process.execPath, args)).stdout)
      }),
    )
    expect(taken.reduce((sum, one) => sum + one)).toBe(30)
  })

  it('throws, and takes nothing, while another connection writes for longer than it waits', () => {
    const [db, other] = [open(), open()]
    const store = sqliteLimitStore(db)
    db.exec('PRAGMA busy_timeout = 0')
    const claim = () => store.claim([step(rate, 'a')], at(0))
    sqliteTransaction(other, () => {
      expect(claim).toThrow('locked')
    })
    expect(claim()).toMatchObject([{ ok: true, remaining: 1 }])
  })

  it('is not taken for a store that counts in memory', () => {
    const policies = { api: { kind: 'rate', limit: 1, windowMs: 1_000 } } as const
    const answer = limits({ store: sqliteLimitStore(open()), policies }).check('api', 'a')
    expect(answer).toBeInstanceOf(Promise)
  })
})

const minute = 60_000
const start = Date.UTC(2026, 4, 15)
const at = (ms: number) => ({ clock: () => start + ms, monotonic: () => ms })
const rate = definePolicy('rate', { kind: 'rate', limit: 2, windowMs: minute })
const exact = definePolicy('exact', { kind: 'exact', limit: 2, windowMs: minute })
const quota = definePolicy('quota', { kind: 'quota', limit: 2, period: 'hour' })
const places = definePolicy('places', { kind: 'concurrency', limit: 2, leaseMs: minute })
const every = [rate, exact, quota, places]
const step = (policy: Policy, key: string, cost = 1) => ({ policy, key, cost, lease: 1 })
const rowsOf = (db: DatabaseSync): unknown[] => db.prepare('SELECT * FROM sallyport_limits').all()

describe('the table of sqliteLimitStore', () => {
  it('is made where it is missing, and kept where it is not', async () => {
    await sqliteLimitStore(open()).claim([step(rate, 'a')], at(0))
    expect(await sqliteLimitStore(open()).look([step(rate, 'a')], at(0))).toMatchObject([
      { remaining: 1 },
    ])
    const db = open()
    sqliteLimitStore(db, { table: 'door' })
    expect(db.prepare('SELECT * FROM door').all()).toEqual([])
  })

  it.each(['', 'a b', 'a"', `t${'x'.repeat(63)}`, 1 as never])('is not called %j', (table) => {
    expect(() => sqliteLimitStore(open(), { table })).toThrow(RangeError)
  })

  it('stays as it is when something is denied or looked at', async () => {
    const db = open()
    const store = sqliteLimitStore(db)
    await store.claim([step(exact, 'a', 2)], at(0))
    const before = rowsOf(db)
    const claimed = await store.claim([...every.map((one) => step(one, 'a'))], at(1))
    expect(claimed.map(({ ok }) => ok)).toEqual([true, false, true, true])
    await store.look([...every.map((one) => step(one, 'b'))], at(1))
    expect(rowsOf(db)).toEqual(before)
  })

  it('has no row for whom everything was given back', async () => {
    const db = open()
    const store = sqliteLimitStore(db)
    for (const policy of every) {
      const taken = await store.claim([step(policy, 'a', 2)], at(0))
      expect(rowsOf(db)).toHaveLength(1)
      await store.refund(taken, at(0))
      expect(rowsOf(db)).toEqual([])
    }
  })

  it('loses two rows that no longer count for each that comes', async () => {
    const db = open()
    const store = sqliteLimitStore(db)
    for (const policy of every) {
      for (let i = 0; i < 3; i++) await store.claim([step(policy, `k${i}`)], at(0))
    }
    expect(rowsOf(db)).toHaveLength(12)
    await store.claim([step(rate, 'n')], at(120 * minute))
    expect(rowsOf(db)).toHaveLength(11)
    for (let i = 0; i < 9; i++) await store.claim([step(rate, `n${i}`)], at(120 * minute))
    expect(rowsOf(db)).toHaveLength(10)
  })

  it('loses more with a claim that adds more', async () => {
    const db = open()
    const store = sqliteLimitStore(db)
    for (let i = 0; i < 6; i++) await store.claim([step(rate, `k${i}`)], at(0))
    await store.claim([step(rate, 'n'), step(exact, 'n')], at(120 * minute))
    expect(rowsOf(db)).toHaveLength(4)
  })
})

describe('a row of sqliteLimitStore', () => {
  const hour = 60 * minute
  const flood = async (db: DatabaseSync, ms: number) => {
    const store = sqliteLimitStore(db)
    for (let i = 0; i < 5; i++) await store.claim([step(rate, `n${i}`)], at(ms))
  }
  it.each([
    definePolicy('rate-2', { kind: 'rate', limit: 2, windowMs: 2 * hour }),
    definePolicy('exact-2', { kind: 'exact', limit: 2, windowMs: hour }),
    definePolicy('places-2', { kind: 'concurrency', limit: 2, leaseMs: hour }),
  ])('of $name is kept until the last of it has come back', async (policy) => {
    const db = open()
    const store = sqliteLimitStore(db)
    await store.claim([step(policy, 'a')], at(0))
    await store.claim([{ ...step(policy, 'a'), lease: 2 }], at(30 * minute))
    await flood(db, 89 * minute)
    expect(await store.look([step(policy, 'a')], at(89 * minute))).toMatchObject([{ remaining: 1 }])
  })

  it('of a quota is kept over the periods in which it is refilled', async () => {
    const db = open()
    const store = sqliteLimitStore(db)
    const month = definePolicy('month', { kind: 'quota', limit: 3, refill: 1, period: 'month' })
    await store.claim([step(month, 'a', 3)], at(0))
    await flood(db, 60 * 24 * hour)
    expect(await store.look([step(month, 'a')], at(60 * 24 * hour))).toMatchObject([
      { remaining: 2 },
    ])
  })

  it('is kept within the millisecond, however fast it comes back', async () => {
    const db = open()
    const store = sqliteLimitStore(db)
    const fast = definePolicy('fast', { kind: 'rate', limit: 1e9, windowMs: 1, burst: 2 })
    await store.claim([step(fast, 'a', 2)], at(0))
    await flood(db, 0)
    expect(await store.look([step(fast, 'a')], at(0))).toMatchObject([{ remaining: 0 }])
  })
})

describe('the check of sqliteLimitStore', () => {
  it('throws once the table is gone', async () => {
    const db = open()
    const { check } = sqliteLimitStore(db)
    const { signal } = new AbortController()
    expect(await check(signal)).toEqual({ ok: true })
    db.exec('DROP TABLE sallyport_limits')
    expect(() => check(signal)).toThrow('no such table')
  })
})
