import { testRequest } from '@sallyport/core/testing'
import { limits, type PolicyDefinition, rateLimit } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'
import { type Seeded, seeded } from './support/seeded.ts'

const definitions: Readonly<Record<string, (chance: Seeded) => PolicyDefinition>> = {
  rate: (chance) => ({
    kind: 'rate',
    limit: chance.one([1, 3, 7, 100, 3_000]),
    windowMs: chance.one([1, 999, 1_000, 60_000, 61_234, 366 * 86_400_000]),
    burst: chance.whole(1, 20),
  }),
  exact: (chance) => ({
    kind: 'exact',
    limit: chance.whole(1, 20),
    windowMs: chance.one([1, 999, 1_000, 60_000, 61_234, 366 * 86_400_000]),
  }),
  quota: (chance) => {
    const limit = chance.whole(1, 20)
    return {
      kind: 'quota',
      limit,
      refill: chance.whole(1, limit),
      period: chance.one(['hour', 'day', 'week', 'month', 'year'] as const),
      startsAt: chance.whole(0, Date.UTC(2027, 0, 1)),
    }
  },
}
const kinds = Object.keys(definitions)
const most = ({ kind, limit, ...rest }: PolicyDefinition): number =>
  kind === 'rate' && 'burst' in rest ? (rest.burst ?? limit) : limit

/** Brings random limits to a refusal and retries when told; the times told. */
async function retried(seed: number, chosen: readonly string[]): Promise<number[]> {
  const chance = seeded(seed)
  const time = handTime(Date.UTC(2026, 0, 1) + chance.whole(0, 366 * 86_400_000))
  const policies = Object.fromEntries(
    chosen.map((kind) => [kind, definitions[kind]?.(chance) as PolicyDefinition]),
  )
  const limiter = limits({ policies, ...time })
  const cost = chance.whole(1, Math.min(...Object.values(policies).map(most)))
  const guard = rateLimit(limiter, { by: () => 'a', cost })
  const told: number[] = []
  for (let i = 0; i < 60; i++) {
    const verdict = await guard(testRequest(), {})
    if (verdict.ok) {
      time.advance(chance.whole(0, 300))
      continue
    }
    const seconds = Number(verdict.headers?.['retry-after'])
    time.advance(seconds * 1_000)
    told.push(seconds)
    expect((await guard(testRequest(), {})).ok, `seed ${seed}: ${JSON.stringify(policies)}`).toBe(
      true,
    )
  }
  return told
}

describe('Retry-After', () => {
  it.each([...kinds.map((kind) => [kind]), kinds])(
    'is when a retry is admitted: %s %s %s',
    async (...chosen) => {
      const given = chosen.filter((kind) => kind !== undefined)
      const told: number[] = []
      for (let seed = 0; seed < 500; seed++) told.push(...(await retried(seed, given)))
      expect(told.length).toBeGreaterThan(1_000)
      for (const seconds of told) expect(Number.isInteger(seconds) && seconds >= 1).toBe(true)
    },
  )

  it.each(kinds)('a second earlier is too early: %s', (kind) => {
    for (let seed = 0; seed < 500; seed++) {
      const chance = seeded(seed)
      const time = handTime()
      const policy = definitions[kind]?.(chance) as PolicyDefinition
      const limiter = limits({ policies: { policy }, ...time })
      limiter.check('policy', 'a', chance.whole(1, most(policy)))
      const { ok, retryAfterMs } = limiter.check('policy', 'a', most(policy))
      if (ok) continue
      expect(retryAfterMs).toBeGreaterThan(0)
      time.advance(retryAfterMs - 1)
      expect(limiter.peek('policy', 'a', most(policy)).ok, `seed ${seed}`).toBe(false)
      time.advance(1)
      expect(limiter.peek('policy', 'a', most(policy)).ok, `seed ${seed}`).toBe(true)
    }
  })

  it.each(kinds)('more remains when it says so, and not before: %s', (kind) => {
    for (let seed = 0; seed < 500; seed++) {
      const chance = seeded(seed)
      const time = handTime()
      const policy = definitions[kind]?.(chance) as PolicyDefinition
      const limiter = limits({ policies: { policy }, ...time })
      limiter.check('policy', 'a', chance.whole(1, most(policy)))
      time.advance(chance.whole(0, 2))
      const { remaining, moreAfterMs, resetAfterMs } = limiter.peek('policy', 'a')
      if (remaining === most(policy)) continue
      time.advance(moreAfterMs - 1)
      expect(limiter.peek('policy', 'a').remaining, `seed ${seed}`).toBe(remaining)
      time.advance(1)
      expect(limiter.peek('policy', 'a').remaining, `seed ${seed}`).toBeGreaterThan(remaining)
      time.advance(resetAfterMs - moreAfterMs)
      expect(limiter.peek('policy', 'a').remaining, `seed ${seed}`).toBe(most(policy))
    }
  })
})
