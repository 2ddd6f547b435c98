import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import { type Gate, keyStoreCases } from '@sallyport/api-keys/testing'
import { type SqliteDatabase, sharedSqlite, sqliteTransaction } from '@sallyport/core/clients'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failingNowAndThen, failingOnce, wholeOrNotAtAll } from './support/failing.ts'
import { livesOnTwo } from './support/lives-on-two.ts'
import { everyKey, madeKey, start } from './support/made-key.ts'
import { rowCases } from './support/row-cases.ts'

let folder: string
let opened: DatabaseSync[]
const open = (): DatabaseSync => {
  const db = sharedSqlite(new DatabaseSync(join(folder, 'keys.db')))
  // Nobody pulls the plug on a test.
  db.exec('PRAGMA synchronous = OFF')
  opened.push(db)
  return db
}
beforeEach(() => {
  opened = []
  folder = mkdtempSync(join(tmpdir(), 'keys-'))
})
afterEach(() => {
  for (const db of opened) db.close()
  rmSync(folder, { recursive: true })
})
const make = () => ({ store: sqliteKeyStore(open()), other: sqliteKeyStore(open()) })

describe('sqliteKeyStore on two connections, as every store', () => {
  const failing = (gate: Gate) => sqliteKeyStore(gated(open(), gate))
  it.each(keyStoreCases(() => ({ ...make(), failing })))('$name', ({ run }) => run())
})

describe('sqliteKeyStore on two connections', () => {
  it.each(rowCases)('$name', ({ run }) => run(make()))

  it('holds keys that live on two instances', () => {
    const { store, other } = make()
    return livesOnTwo(store, other)
  })

  it('lets an owner have exactly as many as may be, of processes that open one new file at once', async () => {
    const script = join(import.meta.dirname, 'fixtures/insert-in-sqlite.ts')
    const file = join(folder, 'keys.db')
    const inserted = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => {
        const args = ['--no-warnings', script, file, name, '40']
        return Number((await promisify(execFile)(process.execPath, args)).stdout)
      }),
    )
    expect(inserted.reduce((sum, one) => sum + one)).toBe(40)
    const store = sqliteKeyStore(open())
    expect(await everyKey(store, 'processes')).toHaveLength(40)
    const shared = (await store.page({}, undefined, 1_000)).find(
      ({ record }) => record.id === 'shared',
    )
    expect(shared?.use).toMatchObject({ count: 160, lastUsedAt: start + 39 })
  })

  it('lets nobody add a key between counting and adding', async () => {
    const [db, rival] = [open(), open()]
    const other = sqliteKeyStore(rival)
    rival.exec('PRAGMA busy_timeout = 0')
    const { tenant } = madeKey()
    let counted = 0
    const gate = <T>(call: () => T): T => {
      const answer = call()
      if (!isCount(answer)) return answer
      counted++
      expect(() => other.insert(madeKey({ tenant }), 1)).toThrow('locked')
      return answer
    }
    expect(await sqliteKeyStore(gated(db, gate)).insert(madeKey({ tenant }), 1)).toBe('inserted')
    expect(counted).toBe(1)
    expect(await other.insert(madeKey({ tenant }), 1)).toBe('too_many')
  })

  it('throws, and changes nothing, while another connection writes for longer than it waits', async () => {
    const [db, writer] = [open(), open()]
    const store = sqliteKeyStore(db)
    const key = madeKey()
    await store.insert(key)
    db.exec('PRAGMA busy_timeout = 0')
    sqliteTransaction(writer, () => {
      expect(() => store.insert(madeKey({ tenant: key.tenant }), 5)).toThrow('locked')
      expect(() => store.replace({ ...key, version: 2 }, 1)).toThrow('locked')
      expect(() => store.touch([use(key.id)])).toThrow('locked')
      // Who only reads waits for nobody.
      expect(store.get(key.id)).toEqual(key)
    })
    const unused = { lastUsedAt: null, previousLastUsedAt: null, count: 0 }
    expect(store.page({ tenant: key.tenant }, undefined, 10)).toEqual([
      { record: key, use: unused },
    ])
  })
})

const isCount = (row: unknown): boolean => typeof row === 'object' && row !== null && 'live' in row

const use = (id: string) => ({ id, at: start, previousAt: null, count: 1 })

/** Every statement of a connection through `gate`, but for the one that SQLite always does. */
const gated = (db: SqliteDatabase, gate: <T>(call: () => T) => T): SqliteDatabase => ({
  exec: (sql) => (sql === 'ROLLBACK' ? db.exec(sql) : gate(() => db.exec(sql))),
  prepare(sql) {
    const statement = db.prepare(sql)
    return {
      run: (...values) => gate(() => statement.run(...values)),
      get: (...values) => gate(() => statement.get(...values)),
      all: (...values) => gate(() => statement.all(...values)),
    }
  },
})

describe('sqliteKeyStore, when a statement fails', () => {
  const failingLater = (gate: <T>(call: () => T) => T) => {
    let on = false
    const store = sqliteKeyStore(gated(open(), (call) => (on ? gate(call) : call())))
    on = true
    return store
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('does all or nothing, by seed %i', async (seed) => {
    const sound = sqliteKeyStore(open())
    await wholeOrNotAtAll(failingLater(failingNowAndThen(seed)), sound)
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'takes none of several uses when statement %i of six fails',
    async (n) => {
      const sound = sqliteKeyStore(open())
      const { tenant } = madeKey()
      const keys = [1, 2, 3, 4].map(() => madeKey({ tenant }))
      for (const key of keys) await sound.insert(key)
      const failing = failingLater(failingOnce(n))
      expect(() => failing.touch(keys.map(({ id }) => use(id)))).toThrow('planned')
      const counts = async () =>
        (await sound.page({ tenant }, undefined, 10)).map((one) => one.use.count)
      expect(await counts()).toEqual([0, 0, 0, 0])
      await failing.touch(keys.map(({ id }) => use(id)))
      expect(await counts()).toEqual([1, 1, 1, 1])
    },
  )
})

const tablesOf = (db: SqliteDatabase): unknown[] =>
  db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()

describe('the tables of sqliteKeyStore', () => {
  it('are made whole or not at all, at whatever statement that fails', async () => {
    const db = open()
    let n = 1
    for (let failed = true; failed; n++) {
      try {
        sqliteKeyStore(gated(db, failingOnce(n)))
        failed = false
      } catch (error) {
        expect(String(error)).toContain('planned')
        expect(tablesOf(db)).toEqual([])
      }
    }
    expect(n).toBeGreaterThan(5)
    expect(await sqliteKeyStore(db).insert(madeKey())).toBe('inserted')
  })

  it('are kept where they are, several sets of them in one file', async () => {
    const key = madeKey()
    await sqliteKeyStore(open()).insert(key)
    expect(await sqliteKeyStore(open()).get(key.id)).toEqual(key)
    expect(await sqliteKeyStore(open(), { table: 'door' }).get(key.id)).toBe(undefined)
  })

  it('are left as they are when a later version made them', async () => {
    const [db, key] = [open(), madeKey()]
    await sqliteKeyStore(db).insert(key)
    db.exec(`INSERT INTO sallyport_keys_schema VALUES (99);
      ALTER TABLE sallyport_keys ADD COLUMN later TEXT DEFAULT 'x'`)
    const store = sqliteKeyStore(open())
    expect(await store.get(key.id)).toEqual(key)
    expect(await store.insert(madeKey())).toBe('inserted')
  })

  it('are missed by a check when they are gone', () => {
    const db = open()
    const store = sqliteKeyStore(db)
    db.exec('DROP TABLE sallyport_keys_uses')
    expect(() => store.check(new AbortController().signal)).toThrow('no such table')
  })

  it.each(['', 'a b', 'a"', 'x'.repeat(64), 1 as never])('are not called %j', (table) => {
    expect(() => sqliteKeyStore(open(), { table })).toThrow(RangeError)
  })

  it.each([
    ['tenant', { tenant: 't' }],
    ['owner', { tenant: 't', owner: { kind: 'k', id: 'i' } }],
    ['parent', { parent: 'p' }],
  ])('have an index for the pages of a %s, in order', async (index, query) => {
    const db = open()
    const asked: string[] = []
    const prepare: SqliteDatabase['prepare'] = (sql) => {
      asked.push(sql)
      return db.prepare(sql)
    }
    await sqliteKeyStore({ exec: (sql) => db.exec(sql), prepare }).page(query, 'a', 10)
    const plan = JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${asked.at(-1)}`).all())
    expect(plan).toContain(`USING INDEX sallyport_keys_${index}`)
    expect(plan).not.toContain('TEMP B-TREE')
  })
})
