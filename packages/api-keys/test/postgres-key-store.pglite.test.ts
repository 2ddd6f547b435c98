import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { type Gate, keyStoreCases } from '@sallyport/api-keys/testing'
import { fromPglite, type PostgresPool } from '@sallyport/core/clients'
import { type Pglite, startPglite } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { gatedStore, postgresCases } from './support/postgres-cases.ts'

let pglite: Pglite
let pool: PostgresPool
beforeAll(async () => {
  pglite = await startPglite()
  pool = fromPglite(pglite.db)
  await postgresKeyStore(pool).migrate()
})
afterAll(() => pglite?.close())

describe('postgresKeyStore on PGlite, as every store', () => {
  const make = () => ({
    store: postgresKeyStore(pool),
    other: postgresKeyStore(pool),
    failing: (gate: Gate) => gatedStore(pool, gate),
  })
  it.each(keyStoreCases(make))('$name', ({ run }) => run())
})

describe('postgresKeyStore on PGlite', () => {
  it.each(postgresCases)('$name', ({ run }) => run(pool))
})
