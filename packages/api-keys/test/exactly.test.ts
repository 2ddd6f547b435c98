import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { memoryKeyStore } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import { fromPg, sharedSqlite } from '@sallyport/core/clients'
import { memoryLimitStore } from '@sallyport/limits'
import { postgresLimitStore } from '@sallyport/limits/postgres'
import { redisLimitStore } from '@sallyport/limits/redis'
import { sqliteLimitStore } from '@sallyport/limits/sqlite'
import { connect } from '@sallyport-scripts/clients'
import { missing, startPostgres, startRedis } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { exactly } from './support/exactly.ts'

it('exactly N of 20 N at once on two instances: memory', async () => {
  const machine = { store: memoryKeyStore(), limitStore: memoryLimitStore() }
  await exactly([machine, machine])
})

it('exactly N of 20 N at once on two instances: SQLite, two connections', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exactly-'))
  const files = [1, 2].map(() => sharedSqlite(new DatabaseSync(join(folder, 'keys.db'))))
  const [here, there] = files.map((db) => ({
    store: sqliteKeyStore(db),
    limitStore: sqliteLimitStore(db),
  }))
  if (here && there) await exactly([here, there])
  for (const db of files) db.close()
  rmSync(folder, { recursive: true })
  expect.assertions(9)
})

it.skipIf(missing('postgres', 'exactly N on Postgres'))(
  'exactly N of 20 N at once on two instances: Postgres, two pools',
  async () => {
    await using server = await startPostgres()
    const pools = [1, 2].map(() => new Pool({ connectionString: server.url, max: 8 }))
    for (const pool of pools) pool.on('error', () => {})
    const [here, there] = pools.map((pool) => ({
      store: postgresKeyStore(fromPg(pool)),
      limitStore: postgresLimitStore(fromPg(pool)),
    }))
    await here?.store.migrate()
    await here?.limitStore.migrate()
    if (here && there) await exactly([here, there])
    await Promise.all(pools.map((pool) => pool.end()))
    expect.assertions(9)
  },
)

it.skipIf(missing('redis', 'exactly N on Redis'))(
  'exactly N of 20 N at once on two instances: Redis, two clients',
  async () => {
    await using server = await startRedis()
    const clients = [await connect['node-redis'](server.url), await connect.ioredis(server.url)]
    const [here, there] = clients.map(({ redis }) => ({
      store: redisKeyStore(redis),
      limitStore: redisLimitStore(redis),
    }))
    if (here && there) await exactly([here, there])
    for (const client of clients) client.close()
    expect.assertions(9)
  },
)
