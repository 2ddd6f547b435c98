import { fromPglite, type PostgresPool } from '@sallyport/core/clients'
import { postgresDeliveryStore } from '@sallyport/webhook-auth/postgres'
import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
import { type Pglite, startPglite } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresCases } from './support/postgres-cases.ts'

let pglite: Pglite
let pool: PostgresPool
beforeAll(async () => {
  pglite = await startPglite()
  pool = fromPglite(pglite.db)
  await postgresDeliveryStore(pool).migrate()
})
afterAll(() => pglite?.close())

describe('postgresDeliveryStore on PGlite, as every store', () => {
  const make = () => ({ store: postgresDeliveryStore(pool), other: postgresDeliveryStore(pool) })
  it.each(deliveryStoreCases(make))('$name', ({ run }) => run())
})

describe('postgresDeliveryStore on PGlite', () => {
  it.each(postgresCases)('$name', ({ run }) => run(pool))
})
