import { type PostgresPool, postgresTransaction } from '@sallyport/core/clients'
import { postgresDeliveryStore } from '@sallyport/webhook-auth/postgres'
import { expect } from 'vitest'

/** One order in which two who claim at the same time may come. */
export interface Interleaving {
  readonly name: string
  run(pool: PostgresPool): Promise<void>
}

/** What has run out is being taken over, and that is not committed yet. */
async function whileTakenOver(
  pool: PostgresPool,
  key: string,
  run: () => Promise<unknown>,
): Promise<void> {
  await pool.query(
    `INSERT INTO sallyport_deliveries VALUES ($1, 'first', true, now() - interval '1 day')`,
    [key],
  )
  await postgresTransaction(pool, async ({ query }) => {
    await query(
      `UPDATE sallyport_deliveries SET lease = 'second', done = false,
        expires_at = now() + interval '1 hour' WHERE key = $1`,
      [key],
    )
    await run()
  })
}

// real time: what is waited for is another connection's lock, and nobody tells of it.
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

async function someoneWaits(pool: PostgresPool): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
  while ((await pool.query(waiting)).rows.length === 0) await moment()
}

export const interleavings: readonly Interleaving[] = [
  {
    name: 'a claim that waited for another’s is told that it is held, not that it was done once',
    async run(pool) {
      const store = postgresDeliveryStore(pool)
      let claimed: ReturnType<typeof store.claim> | undefined
      await whileTakenOver(pool, 'waits', async () => {
        claimed = store.claim('waits', 60_000)
        await someoneWaits(pool)
      })
      expect(await claimed).toEqual({ state: 'held' })
    },
  },
  {
    name: 'a claim of another key neither waits for it nor deletes it',
    async run(pool) {
      const store = postgresDeliveryStore(pool)
      await whileTakenOver(pool, 'passed-by', async () => {
        expect((await store.claim('passes', 60_000)).state).toBe('fresh')
      })
      expect((await store.claim('passed-by', 60_000)).state).toBe('held')
    },
  },
  {
    name: 'a late holder that waited for another’s claim completes nothing',
    async run(pool) {
      const store = postgresDeliveryStore(pool)
      let completed: ReturnType<typeof store.complete> | undefined
      await whileTakenOver(pool, 'late', async () => {
        completed = store.complete('late', 'first', 60_000)
        await someoneWaits(pool)
      })
      expect(await completed).toBe(false)
      expect((await store.claim('late', 60_000)).state).toBe('held')
    },
  },
]
