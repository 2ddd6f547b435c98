import type { ManualTime } from '@sallyport/core/testing'
import { type LimitState, limits, type PolicyDefinition } from '@sallyport/limits'
import { expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'
import { type Seeded, seeded } from './support/seeded.ts'

const minute = 60_000
const hour = 60 * minute
const policies = {
  exact: { kind: 'exact', limit: 5, windowMs: minute },
  quota: { kind: 'quota', limit: 6, period: 'hour' },
  room: { kind: 'concurrency', limit: 4, leaseMs: 2 * minute },
} as const satisfies Record<string, PolicyDefinition>
type Name = keyof typeof policies
const names = Object.keys(policies) as readonly Name[]
const keys = ['a', 'b', '']
const steps = ['claim', 'claim', 'claim', 'refund', 'wait', 'wait', 'forget'] as const

/** Something that was taken, and when. */
interface Taken {
  readonly policy: Name
  readonly key: string
  readonly cost: number
  readonly passed: number
  readonly wall: number
}

/** Whether it still counts: written from what the policies promise. */
const counts: Readonly<Record<Name, (taken: Taken, time: ManualTime) => boolean>> = {
  exact: ({ passed }, time) => time.monotonic() - passed < minute,
  quota: ({ wall }, time) => Math.floor(wall / hour) === Math.floor(time.clock() / hour),
  room: ({ passed }, time) => time.monotonic() - passed < 2 * minute,
}

/** Limits beside the simplest thing that does the same: a list of all that was taken. */
class Model {
  readonly time: ManualTime = handTime()
  readonly limiter = limits({ policies, ...this.time })
  taken = new Map<LimitState, Taken>()

  used(policy: Name, key: string): number {
    return [...this.taken.values()]
      .filter((one) => one.policy === policy && one.key === key && counts[policy](one, this.time))
      .reduce((sum, { cost }) => sum + cost, 0)
  }

  left = (policy: Name, key: string): number => policies[policy].limit - this.used(policy, key)

  async claim(chance: Seeded): Promise<void> {
    const parts = names
      .filter(() => chance.share() < 0.6)
      .map((policy) => ({ policy, key: chance.one(keys), cost: chance.whole(1, 3) }))
    if (parts.length === 0) return
    const fits = parts.map(({ policy, key, cost }) => cost <= this.left(policy, key))
    const { ok, states } = this.limiter.claim(parts)
    expect(ok).toBe(!fits.includes(false))
    expect(states.map((state) => state.ok)).toEqual(fits)
    const passed = this.time.monotonic()
    for (const [i, state] of states.entries()) {
      const part = parts[i]
      if (ok && part) this.taken.set(state, { ...part, passed, wall: this.time.clock() })
    }
  }

  async refund(chance: Seeded): Promise<void> {
    const state = chance.one([...this.taken.keys()])
    if (state === undefined) return
    this.limiter.refund(state)
    this.taken.delete(state)
  }

  async forget(chance: Seeded): Promise<void> {
    const [policy, key] = [chance.one(names), chance.one(keys)]
    await this.limiter.forget(policy, key)
    for (const [state, one] of this.taken) {
      if (one.policy === policy && one.key === key) this.taken.delete(state)
    }
  }

  async wait(chance: Seeded): Promise<void> {
    this.time.advance(chance.one([1, 1_000, 30_000, minute - 1, minute, 2 * minute]))
  }
}

it('whatever is claimed, refunded and forgotten: as a list of all that was taken would have it', async () => {
  for (let seed = 0; seed < 100; seed++) {
    const chance = seeded(seed)
    const model = new Model()
    for (let i = 0; i < 100; i++) {
      await model[chance.one(steps)](chance)
      for (const policy of names) {
        for (const key of keys) {
          const { remaining } = model.limiter.peek(policy, key)
          expect([seed, i, remaining]).toEqual([seed, i, model.left(policy, key)])
        }
      }
    }
  }
})
