import { memoryDeliveryStore } from '@sallyport/webhook-auth'
import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const timed = (maxKeys?: number) => {
  let now = 0.25
  const monotonic = () => now
  const pass = (ms: number) => {
    now += ms
  }
  return {
    pass,
    store: memoryDeliveryStore({ monotonic, ...(maxKeys === undefined ? {} : { maxKeys }) }),
  }
}

describe('memoryDeliveryStore, as every store', () => {
  it.each(deliveryStoreCases(() => timed()))('$name', ({ run }) => run())
})

describe('memoryDeliveryStore of 150 keys, as every bounded store', () => {
  const cases = deliveryStoreCases(() => timed(150), { maxKeys: 150 })
  it.each(cases.filter(({ name }) => name.startsWith('full')))('$name', ({ run }) => run())
})

describe('memoryDeliveryStore', () => {
  it('is free in the millisecond in which its time is over, and not one before', () => {
    const { store, pass } = timed()
    store.claim('a', 1_000)
    pass(999)
    expect(store.claim('a', 1_000).state).toBe('held')
    pass(1)
    expect(store.claim('a', 1_000).state).toBe('fresh')
  })

  it('is within twice of what is live, whatever lies long beside what lies short', () => {
    const { store, pass } = timed()
    for (let i = 0; i < 100; i++) store.claim(`long ${i}`, 86_400_000)
    let most = 0
    for (let i = 0; i < 10_000; i++) {
      store.claim(`short ${i}`, 100)
      pass(1)
      most = Math.max(most, store.size)
    }
    expect(most).toBeLessThanOrEqual(2 * 200)
    for (let i = 0; i < 100; i++) expect(store.claim(`long ${i}`, 1).state).toBe('held')
  })

  it('answers as a map that never forgets would, in whatever order it is asked', () => {
    const ms = fc.integer({ min: 1, max: 50 })
    const step = fc.oneof(
      fc.tuple(fc.constant('claim' as const), fc.integer({ min: 0, max: 20 }), ms),
      fc.tuple(fc.constant('complete' as const), fc.integer({ min: 0, max: 20 }), ms),
      fc.tuple(fc.constant('release' as const), fc.integer({ min: 0, max: 20 }), ms),
      fc.tuple(fc.constant('pass' as const), fc.integer({ min: 0, max: 20 }), ms),
    )
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), likeAPlainMap))
  })

  it.each([
    { maxKeys: 0 },
    { maxKeys: 1.5 },
    { maxKeys: Number.NaN },
    { maxKeys: 2 ** 24 },
    { longestMs: 0 },
    { longestMs: Number.NaN },
  ])('cannot be made with %j', (options) => {
    expect(() => memoryDeliveryStore(options)).toThrow(RangeError)
  })

  it('keeps nothing for longer than it was made for, and says so', () => {
    const store = memoryDeliveryStore({ longestMs: 1_000 })
    expect(() => store.claim('a', 1_001)).toThrow('"holdMs" must be milliseconds from 1 to 1000')
    expect(store.claim('a', 1_000).state).toBe('fresh')
  })
})

type Step = readonly ['claim' | 'complete' | 'release' | 'pass', number, number]

/** One lease for each key: the latest that was given out. */
function likeAPlainMap(steps: readonly Step[]): void {
  const { store, pass } = timed()
  const model = new Map<string, { until: number; done: boolean; lease: string }>()
  const leases = new Map<string, string>()
  let now = 0
  for (const [what, number, ms] of steps) {
    const key = `k${number}`
    const kept = model.get(key)
    const live = kept !== undefined && kept.until > now ? kept : undefined
    const lease = leases.get(key) ?? 'none'
    if (what === 'pass') {
      pass(ms)
      now += ms
    } else if (what === 'claim') {
      const claimed = store.claim(key, ms)
      expect(claimed.state).toBe(live === undefined ? 'fresh' : live.done ? 'done' : 'held')
      if (!('lease' in claimed)) continue
      model.set(key, { until: now + ms, done: false, lease: claimed.lease })
      leases.set(key, claimed.lease)
    } else if (what === 'complete') {
      const mine = live === undefined || live.lease === lease
      expect(store.complete(key, lease, ms)).toBe(mine)
      if (mine) model.set(key, { until: now + ms, done: true, lease })
    } else {
      const mine = live?.lease === lease && !live.done
      expect(store.release(key, lease)).toBe(mine)
      if (mine) model.delete(key)
    }
  }
}
