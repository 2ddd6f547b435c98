import { fromPg, type PostgresPool, quoteIdentifier } from '@sallyport/core/clients'
import { limits } from '@sallyport/limits'
import { postgresLimitStore } from '@sallyport/limits/postgres'
import { limitStoreCases } from '@sallyport/limits/testing'
import { missing, type Server, startPostgres } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exactlyTheLimit } from './support/exactly-the-limit.ts'
import { minute, rowCases } from './support/postgres-row-cases.ts'

let server: Server
let opened: Pool[] = []
const open = (options?: string): PostgresPool => {
  const pg = new Pool({ connectionString: server.url, max: 8, ...(options && { options }) })
  pg.on('error', () => {})
  opened.push(pg)
  return fromPg(pg)
}
const servers = () => {
  beforeAll(async () => {
    server = await startPostgres()
    await postgresLimitStore(open()).migrate()
  })
  afterAll(() => server?.stop())
  beforeEach(() => server.up())
  afterEach(async () => {
    await Promise.all(opened.map((pg) => pg.end()))
    opened = []
  })
}

describe.skipIf(missing('postgres', 'postgresLimitStore'))('postgresLimitStore', () => {
  servers()
  const byCaller = () => postgresLimitStore(open(), { time: 'caller' })

  it.each(limitStoreCases(() => ({ store: byCaller(), other: byCaller() })))('$name', ({ run }) =>
    run(),
  )
  it.each(rowCases)('$name', ({ run }) => run(open()))

  it('lets exactly the limit through two limiters, by the time of the server', () =>
    exactlyTheLimit(postgresLimitStore(open()), postgresLimitStore(open())))

  it('refuses or lets through, as it is told, while the server is down', async () => {
    const policies = { api: { kind: 'rate', limit: 1, windowMs: minute } } as const
    const store = postgresLimitStore(open())
    const closed = limits({ store, policies })
    const lax = limits({ store, policies, onStoreError: 'allow' })
    const local = limits({ store, policies, onStoreError: 'local' })
    await server.down()
    expect(await closed.check('api', 'a')).toMatchObject({ reason: 'limits_unavailable' })
    for (let i = 0; i < 2; i++) expect((await lax.check('api', 'a')).ok).toBe(true)
    expect((await local.check('api', 'a')).ok).toBe(true)
    expect(await local.check('api', 'a')).toMatchObject({ ok: false, reason: 'rate_limited' })
    await expect(store.check(new AbortController().signal)).rejects.toThrow('ECONNREFUSED')
    await server.up()
    expect((await limits({ store, policies }).check('api', 'a')).ok).toBe(true)
  })
})

describe.skipIf(missing('postgres', 'migrate of postgresLimitStore'))('migrate', () => {
  servers()
  const { signal } = new AbortController()

  it('makes everything anew, however many do so at once, and leaves what is there', async () => {
    const store = postgresLimitStore(open(), { table: 'fresh', schema: 'public' })
    await Promise.all(Array.from({ length: 8 }, () => store.migrate()))
    await exactlyTheLimit(store, postgresLimitStore(open(), { table: 'fresh' }))
    const count = 'SELECT count(*)::int AS n FROM fresh'
    const { rows: before } = await open().query(count)
    await store.migrate()
    expect((await open().query(count)).rows).toEqual(before)
  })

  it('is text for a migration too, in whatever schema and by whatever name', async () => {
    const [schema, table] = [`a"b'c`, `{table} $1 "; DROP`]
    const pool = open()
    await pool.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`)
    const store = postgresLimitStore(pool, { schema, table })
    await pool.query(store.sql)
    await pool.query(store.sql)
    await exactlyTheLimit(store, store)
    expect(await store.check(signal)).toEqual({ ok: true })
  })

  it('is asked for where it was not called, or what it made is gone', async () => {
    const options = { table: 'nowhere' }
    const store = postgresLimitStore(open(), options)
    await expect(store.check(signal)).rejects.toThrow('"nowhere" is not in this database')
    await store.migrate()
    expect(await store.check(signal)).toEqual({ ok: true })
    await open().query('DROP TABLE nowhere')
    const anew = postgresLimitStore(open(), options)
    await expect(anew.check(signal)).rejects.toThrow('call migrate()')
    await anew.migrate()
    // Its connections remember the table that is gone.
    await exactlyTheLimit(store, anew)
  })

  it('warns of transactions in which claims that wait for each other fail', async () => {
    const store = postgresLimitStore(open('-c default_transaction_isolation=serializable'))
    expect(await store.check(signal)).toMatchObject({ ok: true, degraded: true })
    expect(await postgresLimitStore(open()).check(signal)).toEqual({ ok: true })
  })

  it.each([
    [{ time: 'mine' as never }, TypeError],
    [{ table: '' }, RangeError],
    [{ table: 'x'.repeat(60) }, RangeError],
    [{ table: 'a$sallyport$' }, RangeError],
    [{ schema: '' }, RangeError],
  ])('is refused with %j', (options, error) => {
    expect(() => postgresLimitStore(open(), options)).toThrow(error)
  })
})
