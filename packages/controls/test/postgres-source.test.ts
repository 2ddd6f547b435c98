import type { ControlsSource } from '@sallyport/controls'
import { postgresSource } from '@sallyport/controls/postgres'
import { controlsSourceCases } from '@sallyport/controls/testing'
import { fromPg, fromPglite, type PostgresPool } from '@sallyport/core/clients'
import {
  missing,
  type Pglite,
  type Server,
  startPglite,
  startPostgres,
} from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seenByAll } from './support/three-instances.ts'
import { knownThroughRestart } from './support/through-restart.ts'

let names = 0
const nextName = () => `service-${++names}`

describe('postgresSource on PGlite, as every source', () => {
  let pglite: Pglite
  beforeAll(async () => {
    pglite = await startPglite()
    await postgresSource(fromPglite(pglite.db)).migrate()
  })
  afterAll(() => pglite?.close())
  const make = () => ({ source: postgresSource(fromPglite(pglite.db), { name: nextName() }) })
  it.each(controlsSourceCases(make))('$name', ({ run }) => run())
})

describe.skipIf(missing('postgres', 'postgresSource'))('postgresSource', () => {
  let server: Server
  const opened: Pool[] = []
  const open = (): PostgresPool => {
    const pg = new Pool({ connectionString: server.url, max: 6 })
    pg.on('error', () => {})
    opened.push(pg)
    return fromPg(pg, { retryMs: 50 })
  }
  let pools: PostgresPool[] = []
  beforeAll(async () => {
    server = await startPostgres()
    pools = [open(), open(), open()]
    await Promise.all(pools.map((pool) => postgresSource(pool).migrate()))
  })
  afterAll(async () => {
    await Promise.all(opened.map((pg) => pg.end()))
    await server?.stop()
  })
  const sources = (name: string) => pools.map((pool) => postgresSource(pool, { name }))
  const make = () => {
    const [source, other] = sources(nextName())
    return { source: source as Required<ControlsSource>, other: other as Required<ControlsSource> }
  }
  it.each(controlsSourceCases(make))('$name', ({ run }) => run())

  it('shows a flag set on one of three instances on all of them', () =>
    seenByAll(sources(nextName())))

  it('puts nothing in the place of a row that is gone', async () => {
    const source = postgresSource(open(), { name: 'gone' })
    await source.write({ a: 1 }, '0')
    const { version } = await source.read()
    await pools[0]?.query(`DELETE FROM sallyport_controls WHERE name = 'gone'`)
    expect(await source.write({ a: 2 }, version)).toBe(false)
    expect((await source.read()).flags).toEqual({})
  })

  it('says what to do where there is no table', async () => {
    const source = postgresSource(open(), { table: 'nowhere' })
    await expect(source.read()).rejects.toThrow('"nowhere" is not in this database')
    await open().query(source.sql)
    await source.migrate()
    expect(await source.read()).toEqual({ version: '0', flags: {} })
  })

  it('keeps what was known while the server is away, and sees what is there when it is back', () =>
    knownThroughRestart(sources(nextName()), server))
})
