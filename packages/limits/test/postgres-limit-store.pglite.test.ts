import { fromPglite, type PostgresPool } from '@sallyport/core/clients'
import { definePolicy } from '@sallyport/limits'
import { postgresLimitStore } from '@sallyport/limits/postgres'
import { limitStoreCases } from '@sallyport/limits/testing'
import { type Pglite, startPglite } from '@sallyport-scripts/services'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playedLikeMemory, plays } from './support/like-memory.ts'

let pglite: Pglite
let pool: PostgresPool
beforeAll(async () => {
  pglite = await startPglite()
  pool = fromPglite(pglite.db)
  await postgresLimitStore(pool).migrate()
})
afterAll(() => pglite?.close())

const byCaller = () => postgresLimitStore(pool, { time: 'caller' })

describe('postgresLimitStore on PGlite, as every store', () => {
  const make = () => ({ store: byCaller(), other: byCaller() })
  it.each(limitStoreCases(make))('$name', ({ run }) => run())
})

describe('postgresLimitStore on PGlite', () => {
  it('answers as memoryLimitStore does, whatever is done in whatever order', () =>
    fc.assert(
      fc.asyncProperty(plays, (play) => playedLikeMemory(byCaller(), play)),
      { numRuns: 50 },
    ))

  // Of a calendar only the server's arithmetic decides, and only the caller's is told.
  const year9999 = 253_402_300_799_999
  it('begins each period when the calendar does, to the millisecond', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('hour' as const, 'day', 'week', 'month', 'year'),
        fc.option(fc.integer({ min: 0, max: year9999 }), { nil: undefined }),
        fc.integer({ min: 0, max: year9999 }),
        async (period, startsAt, now) => {
          const start = startsAt === undefined ? {} : { startsAt }
          const policy = definePolicy('calendar', { kind: 'quota', limit: 1, period, ...start })
          const at = (ms: number) => ({ clock: () => ms, monotonic: () => ms })
          const take = async (ms: number) =>
            (await byCaller().claim([{ policy, key: 'a', cost: 1, lease: 0 }], at(ms)))[0]
          await byCaller().forget(policy, 'a')
          const { ok, resetAfterMs = 0 } = (await take(now)) ?? {}
          expect(ok).toBe(true)
          expect(await take(now + resetAfterMs - 1)).toMatchObject({ ok: false, retryAfterMs: 1 })
          expect(await take(now + resetAfterMs)).toMatchObject({ ok: true })
        },
      ),
      { numRuns: 100 },
    ))
})
