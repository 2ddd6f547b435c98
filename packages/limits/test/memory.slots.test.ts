import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { definePolicy, limits, memoryLimitStore, type PolicyDefinition } from '@sallyport/limits'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const kinds: readonly PolicyDefinition[] = [
  { kind: 'rate', limit: 4, windowMs: minute },
  { kind: 'exact', limit: 4, windowMs: minute },
  { kind: 'quota', limit: 4, period: 'day' },
  { kind: 'concurrency', limit: 4, leaseMs: minute },
]

const limited = (policy: PolicyDefinition, maxKeys = 10) => {
  const time = handTime()
  const store = memoryLimitStore({ maxKeys })
  return { time, store, limiter: limits({ store, policies: { p: policy }, ...time }) }
}

describe.each(kinds)('a slot that is used again, of a $kind policy', (policy) => {
  it('has nothing of the key before', async () => {
    const { limiter, store } = limited(policy)
    for (let i = 0; i < 50; i++) {
      expect(limiter.check('p', `${i}`).remaining).toBe(3)
      expect(limiter.check('p', `${i}`, 2).remaining).toBe(1)
      await limiter.forget('p', `${i}`)
      expect(limiter.peek('p', `${i}`).remaining).toBe(4)
    }
    expect(store.size).toBe(0)
  })

  it('has nothing of an idle key that was swept away', () => {
    const { limiter, time } = limited(policy)
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 10; i++) expect(limiter.check('p', `${round} ${i}`, 3).remaining).toBe(1)
      time.advance(24 * 60 * minute)
    }
  })

  it('a refund of what was forgotten takes from nobody', async () => {
    const { limiter } = limited(policy, 1)
    const taken = limiter.check('p', 'a', 3)
    await limiter.forget('p', 'a')
    limiter.check('p', 'b', 3)
    limiter.refund(taken)
    expect(limiter.peek('p', 'b').remaining).toBe(1)
  })
})

describe('policies of one name that differ from key to key', () => {
  const silver = { kind: 'exact', limit: 2, windowMs: 1_000 } as const
  const gold = definePolicy('p', { kind: 'exact', limit: 5, windowMs: 60 * minute })

  it('hold for their keys only', () => {
    const { limiter } = limited(silver)
    expect(limiter.check(gold, 'rich').remaining).toBe(4)
    expect(limiter.check('p', 'poor').remaining).toBe(1)
    expect(limiter.tally()).toEqual({ p: { allowed: 2, denied: 0 } })
  })

  it.each<[PolicyDefinition, PolicyDefinition]>([
    [silver, { kind: 'exact', limit: 5, windowMs: 60 * minute }],
    [
      { kind: 'rate', limit: 2, windowMs: 1_000 },
      { kind: 'rate', limit: 5, windowMs: 60 * minute },
    ],
    [
      { kind: 'quota', limit: 2, period: 'hour' },
      { kind: 'quota', limit: 5, period: 'year' },
    ],
  ])('a key that changed to another is kept by the other: from %o to %o', (before, after) => {
    const { limiter, time } = limited(before)
    const later = definePolicy('p', after)
    limiter.check('p', 'a')
    while (limiter.check(later, 'a').ok) {
      // Until it is blocked.
    }
    time.advance(2 * minute)
    // By the former policy all of it were back, and the key could go.
    for (let i = 0; i < 100; i++) limiter.check('p', `flood-${i}`)
    expect(limiter.check(later, 'a').ok).toBe(false)
  })

  it.each<[PolicyDefinition, PolicyDefinition]>([
    [silver, { kind: 'exact', limit: 5, windowMs: 60 * minute }],
    [
      { kind: 'quota', limit: 2, period: 'month' },
      { kind: 'quota', limit: 5, period: 'day' },
    ],
    [
      { kind: 'rate', limit: 2, windowMs: 1_000 },
      { kind: 'rate', limit: 5, windowMs: 60 * minute },
    ],
  ])('a look, or a refusal, by %o takes nothing away from %o', (registered, definition) => {
    const { limiter, time } = limited(registered)
    const own = definePolicy('p', definition)
    limiter.check(own, 'a', 5)
    time.advance(2_000)
    limiter.peek('p', 'a')
    limiter.check('p', 'a', 3)
    expect(limiter.check(own, 'a').ok).toBe(false)
    expect(limiter.peek(own, 'a').remaining).toBe(0)
  })

  it('a key that changed to a shorter window is free by that', () => {
    const { limiter, time } = limited(silver)
    limiter.check(gold, 'a', 4)
    time.advance(1_000)
    expect([limiter.check('p', 'a').remaining, limiter.check('p', 'a').remaining]).toEqual([1, 0])
    time.advance(1_000)
    expect(limiter.check('p', 'a', 2).ok).toBe(true)
  })

  it('one of another kind has its own place, and its own leases', () => {
    const { limiter } = limited(silver)
    const room = definePolicy('p', { kind: 'concurrency', limit: 2, leaseMs: minute })
    const [first, second] = [limiter.check(room, 'a'), limiter.check(room, 'a')]
    expect([first.ok, second.ok, limiter.check(room, 'a').ok]).toEqual([true, true, false])
    limiter.refund(first)
    expect(limiter.peek(room, 'a').remaining).toBe(1)
    expect(limiter.peek('p', 'a').remaining).toBe(2)
  })

  it('of a quota that was lowered, more remains when enough came back', () => {
    const { limiter, time } = limited({ kind: 'quota', limit: 10, refill: 2, period: 'day' })
    const lower = definePolicy('p', { kind: 'quota', limit: 5, refill: 2, period: 'day' })
    limiter.check('p', 'a', 9)
    const { remaining, moreAfterMs } = limiter.peek(lower, 'a')
    expect(remaining).toBe(0)
    time.advance(moreAfterMs - 1)
    expect(limiter.peek(lower, 'a').remaining).toBe(0)
    time.advance(1)
    expect(limiter.peek(lower, 'a').remaining).toBe(2)
  })

  it('a key blocked by the smaller one survives a flood of keys of the greater', () => {
    const { limiter } = limited(silver)
    limiter.check('p', 'a', 2)
    for (let i = 0; i < 100; i++) limiter.check(gold, `flood-${i}`)
    expect(limiter.check('p', 'a').ok).toBe(false)
  })
})

describe('timers', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('there are none, for a window of 366 days either', () => {
    const spies = (['setTimeout', 'setInterval', 'setImmediate'] as const).map((name) =>
      vi.spyOn(globalThis, name),
    )
    const limiter = limits({
      policies: {
        ...{ r: { kind: 'rate', limit: 1, windowMs: 366 * 86_400_000 } as const },
        ...{ e: { kind: 'exact', limit: 1, windowMs: 366 * 86_400_000 } as const },
        ...{ q: { kind: 'quota', limit: 1, period: 'year' } as const },
        ...{ c: { kind: 'concurrency', limit: 1, leaseMs: 86_400_000 } as const },
      },
    })
    for (const policy of ['r', 'e', 'q', 'c'] as const) {
      expect([limiter.check(policy, 'a').ok, limiter.check(policy, 'a').ok]).toEqual([true, false])
    }
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })

  it('a process that made limits ends by itself', async () => {
    const source = new URL('../src/index.ts', import.meta.url)
    const script = `
      const { limits } = await import(${JSON.stringify(source.href)})
      const limiter = limits({ policies: { p: { kind: 'exact', limit: 1, windowMs: 31_622_400_000 } } })
      console.log(limiter.check('p', 'a').ok, limiter.check('p', 'a').ok)`
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--no-warnings', '--input-type=module', '--eval'],
      script,
    ])
    expect(stdout).toBe('true false\n')
  })
})
