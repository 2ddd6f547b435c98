import { limits, memoryLimitStore, type PolicyDefinition } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'
import { seeded } from './support/seeded.ts'

const minute = 60_000
const kinds: readonly PolicyDefinition[] = [
  { kind: 'rate', limit: 3, windowMs: minute },
  { kind: 'exact', limit: 3, windowMs: minute },
  { kind: 'quota', limit: 3, period: 'day' },
]

/** Limits over a memory store of a thousand keys. */
const limited = (policy: PolicyDefinition, bounds: Parameters<typeof memoryLimitStore>[0] = {}) => {
  const time = handTime()
  const store = memoryLimitStore({ maxKeys: 1_000, ...bounds })
  return { time, store, limiter: limits({ store, policies: { p: policy }, ...time }) }
}

describe.each(kinds)('a flood of keys, and a $kind policy', (policy) => {
  const count = policy.kind === 'rate' ? 1_000_000 : 100_000

  it(`of ${count} at random: never more keys than may be, and the blocked one stays blocked`, () => {
    const { time, store, limiter } = limited(policy)
    for (let i = 0; i < 3; i++) limiter.check('p', 'blocked')
    const { retryAfterMs } = limiter.check('p', 'blocked')
    const chance = seeded(11)
    let most = 0
    for (let i = 0; i < count; i++) {
      limiter.check('p', `key-${chance.share()}`)
      if (i % 100 === 0) time.advance(1)
      most = Math.max(most, store.size)
    }
    expect(most).toBe(1_000)
    const after = limiter.check('p', 'blocked')
    expect([after.ok, after.retryAfterMs]).toEqual([false, retryAfterMs - count / 100])
    expect(after.reason).toBe(limiter.check('p', 'blocked').reason)
  })

  it('all of them blocked: refuses new ones, and forgets none', () => {
    const { time, store, limiter } = limited(policy, { maxKeys: 100 })
    for (let i = 0; i < 100; i++) limiter.check('p', `${i}`, 3)
    const refused = limiter.check('p', 'new')
    expect(refused).toMatchObject({ ok: false, reason: 'limits_full', retryAfterMs: 1_000 })
    expect(store.size).toBe(100)
    for (let i = 0; i < 100; i++) expect(limiter.check('p', `${i}`).ok).toBe(false)
    time.advance(24 * 60 * minute)
    expect(limiter.check('p', 'new').ok).toBe(true)
  })

  it('all of them blocked: a look says so too', () => {
    const { limiter } = limited(policy, { maxKeys: 100 })
    for (let i = 0; i < 100; i++) limiter.check('p', `${i}`, 3)
    expect(limiter.peek('p', 'new')).toMatchObject({ ok: false, reason: 'limits_full' })
    expect(limiter.peek('p', '7').reason).not.toBe('limits_full')
  })

  it('gives up the key with less in use', () => {
    const { limiter } = limited(policy, { maxKeys: 2 })
    limiter.check('p', 'more', 2)
    limiter.check('p', 'less', 1)
    limiter.check('p', 'new')
    expect(limiter.peek('p', 'more').remaining).toBe(1)
    expect(limiter.peek('p', 'less').remaining).toBe(3)
  })

  it('goes by: two idle keys leave with each new one', () => {
    const { time, store, limiter } = limited(policy)
    for (let i = 0; i < 1_000; i++) limiter.check('p', `flood-${i}`)
    expect(store.size).toBe(1_000)
    time.advance(24 * 60 * minute)
    for (let i = 0; i < 900; i++) limiter.check('p', `later-${i}`)
    expect(store.size).toBe(900)
  })
})

describe('a full store, and a claim on several', () => {
  it('gives back what it took before there was no room', () => {
    const time = handTime()
    const store = memoryLimitStore({ maxKeys: 1 })
    const limiter = limits({
      store,
      policies: {
        wide: { kind: 'exact', limit: 5, windowMs: minute },
        tight: { kind: 'exact', limit: 1, windowMs: minute },
      },
      ...time,
    })
    limiter.check('tight', 'a')
    const claimed = limiter.claim([
      { policy: 'wide', key: 'b' },
      { policy: 'tight', key: 'b' },
    ])
    expect(claimed.denied).toMatchObject({ reason: 'limits_full', policy: { name: 'tight' } })
    expect(limiter.peek('wide', 'b').remaining).toBe(5)
  })

  it('holds a concurrency’s keys until they are given back', () => {
    const { limiter, time } = limited(
      { kind: 'concurrency', limit: 2, leaseMs: minute },
      { maxKeys: 2 },
    )
    const first = limiter.check('p', 'a')
    limiter.check('p', 'b')
    expect(limiter.check('p', 'c').reason).toBe('limits_full')
    expect(limiter.peek('p', 'c').reason).toBe('limits_full')
    limiter.refund(first)
    expect(limiter.check('p', 'c').ok).toBe(true)
    time.advance(minute)
    expect(limiter.check('p', 'd').ok).toBe(true)
  })
})

describe('bytes of exact policies', () => {
  const policy = { kind: 'exact', limit: 100, windowMs: minute } as const
  // Eight bytes a time; no ring is smaller than four of them.
  const maxBytes = 8 * 400

  it('are bounded for keys that are asked once', () => {
    const { store, limiter } = limited(policy, { maxBytes })
    for (let i = 0; i < 1_000; i++) limiter.check('p', `${i}`)
    expect(store.size).toBe(100)
  })

  it('full of blocked keys: refuses new ones, lets a ring grow while it fits, and forgets nobody', () => {
    const { limiter } = limited(policy, { maxBytes })
    for (const key of ['a', 'b', 'c']) limiter.check('p', key, 100)
    limiter.check('p', 'growing', 4)
    for (let i = 0; i < 20; i++) {
      expect(limiter.check('p', 'growing', 97).reason).toBe('rate_limited')
      expect(limiter.peek('p', 'growing').remaining).toBe(96)
    }
    expect(limiter.check('p', 'growing', 96).ok).toBe(true)
    expect(limiter.check('p', 'new').reason).toBe('limits_full')
    for (const key of ['a', 'b', 'c']) expect(limiter.check('p', key).ok).toBe(false)
  })

  it('full of blocked keys: a key that would grow is refused, and does not begin anew', () => {
    const { limiter } = limited(policy, { maxBytes: 8 * 310 })
    for (const key of ['a', 'b', 'c']) limiter.check('p', key, 100)
    expect(limiter.check('p', 'growing', 8).ok).toBe(true)
    for (let i = 0; i < 20; i++) {
      expect(limiter.peek('p', 'growing').reason).toBe('limits_full')
      expect(limiter.check('p', 'growing').reason).toBe('limits_full')
    }
    expect(limiter.check('p', 'a').reason).toBe('rate_limited')
  })

  it('come free with the keys that held them', async () => {
    const { limiter, time } = limited(policy, { maxBytes })
    for (let i = 0; i < 50; i++) {
      for (const key of ['a', 'b', 'c', 'd']) {
        expect(limiter.check('p', `${key}${i}`, 100).ok).toBe(true)
      }
      time.advance(minute)
    }
    for (let i = 0; i < 50; i++) {
      expect(limiter.check('p', `forgotten-${i}`, 100).ok).toBe(true)
      await limiter.forget('p', `forgotten-${i}`)
    }
  })
})
