import { fromPg, type PostgresPool, quoteIdentifier } from '@sallyport/core/clients'
import { deliveryStoreMigrations, postgresDeliveryStore } from '@sallyport/webhook-auth/postgres'
import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
import { missing, type Server, startPostgres } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { interleavings } from './support/interleaved.ts'
import { postgresCases } from './support/postgres-cases.ts'

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
    await postgresDeliveryStore(open()).migrate()
  })
  afterAll(() => server?.stop())
  beforeEach(() => server.up())
  afterEach(async () => {
    await Promise.all(opened.map((pg) => pg.end()))
    opened = []
  })
}
const { signal } = new AbortController()

describe.skipIf(missing('postgres', 'postgresDeliveryStore'))('postgresDeliveryStore', () => {
  servers()
  const make = () => ({
    store: postgresDeliveryStore(open()),
    other: postgresDeliveryStore(open()),
  })

  it.each(deliveryStoreCases(make))('$name', ({ run }) => run())
  it.each(postgresCases)('$name', ({ run }) => run(open()))
  it.each(interleavings)('$name', ({ run }) => run(open()))

  it('rejects while the server is down, and has everything when it is back', async () => {
    const store = postgresDeliveryStore(open())
    await store.claim('lasting', 600_000)
    await server.down()
    await expect(store.claim('lasting', 600_000)).rejects.toThrow()
    await expect((async () => store.check(signal))()).rejects.toThrow('ECONNREFUSED')
    await server.up()
    expect((await postgresDeliveryStore(open()).claim('lasting', 600_000)).state).toBe('held')
  })
})

describe.skipIf(missing('postgres', 'databases of postgresDeliveryStore'))('the database', () => {
  servers()

  it('is made anew by however many at once, in whatever schema, and left as it is', async () => {
    const schema = `a"b'c`
    await open().query(`CREATE SCHEMA ${quoteIdentifier(schema)}`)
    const store = postgresDeliveryStore(open(), { schema })
    await expect(store.claim('a', 1_000)).rejects.toThrow('call migrate()')
    await Promise.all(Array.from({ length: 8 }, () => store.migrate()))
    expect((await store.claim('a', 600_000)).state).toBe('fresh')
    await store.migrate()
    expect((await store.claim('a', 600_000)).state).toBe('held')
    expect((await postgresDeliveryStore(open()).claim('a', 600_000)).state).toBe('fresh')
  })

  it('may be made by a tool of one’s own', async () => {
    await open().query('CREATE SCHEMA own')
    const pool = open('-c search_path=own')
    for (const { sql } of deliveryStoreMigrations) await pool.query(sql)
    const store = postgresDeliveryStore(pool)
    await store.migrate()
    expect((await store.claim('a', 600_000)).state).toBe('fresh')
  })

  it('is warned of where claims would fail', async () => {
    const check = (options?: string) => postgresDeliveryStore(open(options)).check(signal)
    expect(await check()).toEqual({ ok: true })
    expect(await check('-c default_transaction_isolation=serializable')).toMatchObject({
      ok: true,
      degraded: true,
    })
    expect(await check('-c default_transaction_read_only=on')).toMatchObject({ ok: false })
  })
})
