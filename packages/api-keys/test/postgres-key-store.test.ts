import {
  keyStoreMigrations,
  type PostgresKeyStore,
  postgresKeyStore,
} from '@sallyport/api-keys/postgres'
import { type Gate, keyStoreCases } from '@sallyport/api-keys/testing'
import { fromPg, type PostgresPool } from '@sallyport/core/clients'
import { missing, type Server, startPostgres } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everyKey, madeKey, start } from './support/made-key.ts'
import { gatedStore, postgresCases } from './support/postgres-cases.ts'

let server: Server
let opened: Pool[] = []
const open = (options?: string, url: string = server.url): PostgresPool => {
  const pg = new Pool({ connectionString: url, max: 8, ...(options && { options }) })
  pg.on('error', () => {})
  opened.push(pg)
  return fromPg(pg, { retryMs: 10 })
}
const servers = () => {
  beforeAll(async () => {
    server = await startPostgres()
    await postgresKeyStore(open()).migrate()
  })
  afterAll(() => server?.stop())
  beforeEach(() => server.up())
  afterEach(async () => {
    await Promise.all(opened.map((pg) => pg.end()))
    opened = []
  })
}
const { signal } = new AbortController()

describe.skipIf(missing('postgres', 'postgresKeyStore'))('postgresKeyStore', () => {
  servers()
  const make = () => ({ store: postgresKeyStore(open()), other: postgresKeyStore(open()) })
  const failing = (gate: Gate) => gatedStore(open(), gate)

  it.each(keyStoreCases(() => ({ ...make(), failing })))('$name', ({ run }) => run())
  it.each(postgresCases)('$name', ({ run }) => run(open()))

  it('counts an owner’s keys exactly, whoever else is counted at the same time', async () => {
    const { store, other } = make()
    const owners = Array.from({ length: 5 }, () => madeKey())
    const answers = await Promise.all(
      owners.flatMap(({ tenant, owner }) =>
        Array.from({ length: 40 }, (_, i) =>
          (i % 2 === 0 ? store : other).insert(madeKey({ tenant, owner }), 7),
        ),
      ),
    )
    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(35)
    for (const { tenant } of owners) expect(await everyKey(store, tenant)).toHaveLength(7)
  })

  it('writes uses from many sides in any order, while the keys are replaced', async () => {
    const { store, other } = make()
    const { tenant } = madeKey()
    const keys = Array.from({ length: 100 }, () => madeKey({ tenant }))
    await Promise.all(keys.map((key) => store.insert(key)))
    const touches = keys.map(({ id }) => ({ id, at: start, previousAt: null, count: 1 }))
    const writes = Array.from({ length: 40 }, (_, i) =>
      (i % 2 === 0 ? store : other).touch(i % 3 === 0 ? touches : touches.toReversed()),
    )
    const replaced = await Promise.all(
      keys.map((key) => other.replace({ ...key, version: 2, revokedAt: start }, 1)),
    )
    await Promise.all(writes)
    expect(new Set(replaced)).toEqual(new Set([true]))
    for (const { record, use } of await everyKey(store, tenant)) {
      expect([record.version, use.count]).toEqual([2, 40])
    }
  })

  it('rejects while the server is down, and has everything when it is back', async () => {
    const store = postgresKeyStore(open())
    const key = madeKey()
    await store.insert(key)
    let lost = (): void => {}
    let restored = (): void => {}
    const wasLost = new Promise<void>((resolve) => {
      lost = resolve
    })
    const wasRestored = new Promise<void>((resolve) => {
      restored = resolve
    })
    const unsubscribe = await store.subscribe({ heard() {}, lost, restored })
    await server.down()
    await wasLost
    await expect(store.get(key.id)).rejects.toThrow()
    await expect(store.check(signal)).rejects.toThrow('ECONNREFUSED')
    await server.up()
    await wasRestored
    unsubscribe()
    expect(await store.get(key.id)).toEqual(key)
  })
})

describe.skipIf(missing('postgres', 'databases of postgresKeyStore'))('the database', () => {
  servers()

  it('may sort by a language: pages are in the order of code units all the same', async () => {
    await open().query(
      `CREATE DATABASE languages TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`,
    )
    const url = new URL(server.url)
    url.pathname = '/languages'
    const pool = open(undefined, url.href)
    const { rows } = await pool.query(`SELECT 'a' < 'B' AS by_language`)
    expect(rows).toEqual([{ by_language: true }])
    const store = postgresKeyStore(pool)
    await store.migrate()
    const { tenant } = madeKey()
    const ids = ['a', 'B', 'A', 'b', '1', 'aB', 'Ab', 'ab']
    for (const id of ids) await store.insert(madeKey({ id, tenant }))
    const all = await everyKey(store, tenant, 3)
    expect(all.map(({ record }) => record.id)).toEqual(ids.toSorted())
  })

  it('is made by migrations that somebody else runs too, as whoever may only use it', async () => {
    const pool = open()
    await pool.query('CREATE SCHEMA theirs')
    await pool.query('CREATE ROLE door LOGIN')
    await pool.query('GRANT USAGE ON SCHEMA theirs TO door')
    const theirs = open('-c search_path=theirs')
    for (const { sql } of keyStoreMigrations) await theirs.query(`BEGIN; ${sql} COMMIT`)
    await pool.query(`GRANT SELECT, INSERT, UPDATE
      ON theirs.sallyport_keys, theirs.sallyport_keys_uses TO door`)
    await postgresKeyStore(pool, { schema: 'theirs' }).migrate()
    const url = new URL(server.url)
    url.username = 'door'
    const store = postgresKeyStore(open(undefined, url.href), { schema: 'theirs' })
    const key = madeKey()
    expect(await store.insert(key, 1)).toBe('inserted')
    expect(await store.replace({ ...key, version: 2 }, 1)).toBe(true)
    await store.touch([{ id: key.id, at: start, previousAt: null, count: 1 }])
    expect((await everyKey(store, key.tenant))[0]?.use.count).toBe(1)
    expect(await store.check(signal)).toEqual({ ok: true })
  })

  it('says so when keys cannot be changed in it, or not at the same time', async () => {
    const check = (options: string) => postgresKeyStore(open(options)).check(signal)
    expect(await check('-c default_transaction_read_only=on')).toMatchObject({
      degraded: true,
      message: expect.stringContaining('read-only'),
    })
    for (const isolation of ['serializable', 'repeatable\\ read']) {
      expect(await check(`-c default_transaction_isolation=${isolation}`)).toMatchObject({
        ok: true,
        degraded: true,
      })
    }
    expect(await check('')).toEqual({ ok: true })
  })

  it('lets an owner have no more than may be, whatever transactions are', async () => {
    const [serializable, repeatable] = ['serializable', 'repeatable\\ read'].map((isolation) =>
      postgresKeyStore(open(`-c default_transaction_isolation=${isolation}`)),
    ) as [PostgresKeyStore, PostgresKeyStore]
    for (let round = 0; round < 10; round++) {
      const { tenant } = madeKey()
      const wanted = Array.from({ length: 20 }, () => serializable.insert(madeKey({ tenant }), 3))
      await Promise.allSettled(wanted)
      expect((await everyKey(serializable, tenant)).length).toBeLessThanOrEqual(3)
    }
    await expect(repeatable.insert(madeKey(), 3)).rejects.toThrow('cannot be counted')
    expect(await repeatable.insert(madeKey())).toBe('inserted')
  })

  it.each(['', 'x'.repeat(64), 'a\0'])('has no schema %j', (schema) => {
    expect(() => postgresKeyStore(open(), { schema })).toThrow(RangeError)
  })
})
