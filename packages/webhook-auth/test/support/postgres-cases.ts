import type { PostgresPool } from '@sallyport/core/clients'
import { postgresDeliveryStore } from '@sallyport/webhook-auth/postgres'
import { expect } from 'vitest'

/** One property of the rows of a store on Postgres. The table is there. */
export interface PostgresCase {
  readonly name: string
  run(pool: PostgresPool): Promise<void>
}

const leaseOf = (claimed: object) => ('lease' in claimed ? String(claimed.lease) : '')

async function emptied(pool: PostgresPool) {
  await pool.query('TRUNCATE sallyport_deliveries')
  const rows = async () => (await pool.query('SELECT key FROM sallyport_deliveries')).rows.length
  /** As if the server's clock had gone on for the keys there are. */
  const expire = () =>
    pool.query("UPDATE sallyport_deliveries SET expires_at = now() - interval '1 s'")
  return { store: postgresDeliveryStore(pool), rows, expire }
}

/** What a store on Postgres does with its rows. */
export const postgresCases: readonly PostgresCase[] = [
  {
    name: 'rows: one statement for each claim, completion and release',
    async run(pool) {
      await emptied(pool)
      const asked: string[] = []
      const query: PostgresPool['query'] = (text, values) => {
        asked.push(text)
        return pool.query(text, values)
      }
      const connect = () => Promise.reject(new Error('a connection of its own'))
      const store = postgresDeliveryStore({ ...pool, query, connect })
      const lease = leaseOf(await store.claim('a', 60_000))
      await store.claim('a', 60_000)
      await store.release('a', lease)
      await store.complete('a', leaseOf(await store.claim('a', 60_000)), 60_000)
      expect(asked).toHaveLength(5)
    },
  },
  {
    name: 'rows: each new claim loses two that have run out, a duplicate none',
    async run(pool) {
      const { store, rows, expire } = await emptied(pool)
      for (let i = 0; i < 10; i++) await store.claim(`k${i}`, 60_000)
      await expire()
      for (let i = 0; i < 3; i++) await store.claim('n', 60_000)
      expect(await rows()).toBe(9)
      for (let i = 0; i < 4; i++) await store.claim(`n${i}`, 60_000)
      expect(await rows()).toBe(5)
    },
  },
  {
    name: 'rows: one that has run out is taken over',
    async run(pool) {
      const { store, rows, expire } = await emptied(pool)
      await store.complete('a', leaseOf(await store.claim('a', 60_000)), 60_000)
      await expire()
      expect((await store.claim('a', 60_000)).state).toBe('fresh')
      expect((await store.claim('a', 60_000)).state).toBe('held')
      expect(await rows()).toBe(1)
    },
  },
  {
    name: 'rows: a flood that has run out is gone after half as many claims, made at the same time',
    async run(pool) {
      const { store, rows, expire } = await emptied(pool)
      await pool.query(`INSERT INTO sallyport_deliveries
        SELECT 'flood ' || i, 'none', false, now() FROM generate_series(1, 400) AS i`)
      await expire()
      await Promise.all(Array.from({ length: 200 }, (_, i) => store.claim(`n${i}`, 60_000)))
      for (let i = 0; i < 10; i++) await store.claim(`late ${i}`, 60_000)
      expect(await rows()).toBeLessThanOrEqual(230)
    },
  },
]
