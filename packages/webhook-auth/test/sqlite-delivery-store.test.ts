import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { sharedSqlite, sqliteTransaction } from '@sallyport/core/clients'
import { sqliteDeliveryStore } from '@sallyport/webhook-auth/sqlite'
import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let opened: DatabaseSync[]
let now: number
const clock = () => now
const pass = (ms: number) => {
  now += ms
}
const open = (): DatabaseSync => {
  const db = sharedSqlite(new DatabaseSync(join(folder, 'deliveries.db')))
  // What survives a power cut is not asked here.
  db.exec('PRAGMA synchronous = OFF')
  opened.push(db)
  return db
}
beforeEach(() => {
  opened = []
  now = Date.UTC(2026, 4, 15)
  folder = mkdtempSync(join(tmpdir(), 'deliveries-'))
})
afterEach(() => {
  for (const db of opened) db.close()
  rmSync(folder, { recursive: true })
})
const made = () => sqliteDeliveryStore(open(), { clock })

describe('sqliteDeliveryStore on two connections, as every store', () => {
  const cases = deliveryStoreCases(() => ({ store: made(), other: made(), pass }))
  it.each(cases)('$name', ({ run }) => run())
})

describe('sqliteDeliveryStore', () => {
  it('has one winner of each key among processes that open one new file at once', async () => {
    const script = join(import.meta.dirname, 'fixtures/claim-in-sqlite.ts')
    const fresh = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const args = ['--no-warnings', script, join(folder, 'deliveries.db'), '100']
        return Number((await promisify(execFile)(process.execPath, args)).stdout)
      }),
    )
    expect(fresh.reduce((sum, one) => sum + one)).toBe(100)
  })

  it('throws, and claims nothing, while another connection writes for longer than it waits', () => {
    const db = open()
    const store = sqliteDeliveryStore(db, { clock })
    db.exec('PRAGMA busy_timeout = 0')
    sqliteTransaction(open(), () => {
      expect(() => store.claim('a', 1_000)).toThrow('locked')
    })
    expect(store.claim('a', 1_000).state).toBe('fresh')
  })

  it('loses two rows that have run out for each that comes, and none for a duplicate', () => {
    const db = open()
    const store = sqliteDeliveryStore(db, { clock })
    const count = () => db.prepare('SELECT count(*) AS n FROM sallyport_deliveries').get()?.n
    for (let i = 0; i < 10; i++) store.claim(`k${i}`, 1_000)
    pass(1_000)
    for (let i = 0; i < 3; i++) store.claim('n', 60_000)
    expect(count()).toBe(9)
    for (let i = 0; i < 4; i++) store.claim(`n${i}`, 60_000)
    expect(count()).toBe(5)
  })

  it('keeps what it had when the clock is set back', () => {
    const store = made()
    store.claim('a', 1_000)
    pass(-3_600_000)
    expect(store.claim('a', 1_000).state).toBe('held')
  })

  it.each(['', 'a b', 'a"', `t${'x'.repeat(50)}`, 1 as never])('is not called %j', (table) => {
    expect(() => sqliteDeliveryStore(open(), { table })).toThrow(RangeError)
  })

  it('says when its table is gone', () => {
    const db = open()
    const { check } = sqliteDeliveryStore(db, { table: 'seen' })
    const { signal } = new AbortController()
    expect(check(signal)).toEqual({ ok: true })
    db.exec('DROP TABLE seen')
    expect(() => check(signal)).toThrow('no such table')
  })
})
