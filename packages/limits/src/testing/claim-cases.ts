import { deepStrictEqual as same } from 'node:assert'
import type { Policy } from '../policy.ts'
import type { Case, Given } from './case.ts'
import { caseTime, fresh, minute, step } from './driver.ts'

const kinds = (limit: number): readonly Policy[] => [
  fresh({ kind: 'rate', limit, windowMs: 366 * 24 * 60 * minute }),
  fresh({ kind: 'exact', limit, windowMs: minute }),
  fresh({ kind: 'quota', limit, period: 'day' }),
  fresh({ kind: 'concurrency', limit, leaseMs: minute }),
]

// Names that a store might take for something of its own, and pairs that are one when glued together.
const oddKeys = [
  '__proto__',
  'constructor',
  '{a}',
  'a:b',
  ':',
  '%',
  "'",
  '"',
  '\\',
  'a*',
  '0',
  'K',
  'k',
]

/** Whatever the policy: several at once, keys, looks, races. */
export const claimCases: readonly Case[] = [
  {
    name: 'claim: all of it or nothing, told in order',
    async run({ drive }) {
      const { claim, look } = drive()
      const policies = kinds(2)
      const steps = policies.map((policy) => step(policy, 'a'))
      same(
        (await claim(...steps)).map(({ ok }) => ok),
        [true, true, true, true],
      )
      const tight = fresh({ kind: 'exact', limit: 1, windowMs: minute })
      await claim(step(tight, 'a'))
      const states = await claim(...policies.map((policy) => step(policy, 'a')), step(tight, 'a'))
      same(
        states.map(({ policy }) => policy.name),
        [...policies, tight].map(({ name }) => name),
      )
      same(states.at(-1)?.ok, false)
      for (const policy of policies) same((await look(policy, 'a')).remaining, 1)
    },
  },
  {
    name: 'look: takes nothing, knows what does not fit',
    async run({ drive }) {
      const { look, take } = drive()
      for (const policy of kinds(2)) {
        same((await look(policy, 'nobody', 2)).ok, true)
        same((await look(policy, 'nobody')).remaining, 2)
        await take(policy, 'a')
        const { ok, remaining, retryAfterMs } = await look(policy, 'a', 2)
        same([ok, remaining, retryAfterMs > 0], [false, 1, true])
        same((await look(policy, 'a', 1)).ok, true)
      }
    },
  },
  {
    name: 'keys: each for itself, in each policy for itself',
    async run({ drive }) {
      const { taken } = drive()
      for (const policy of kinds(1)) {
        for (const key of oddKeys) same(await taken(2, policy, key), 1, `${policy.kind} ${key}`)
        same(await taken(2, policy, 'x'.repeat(200)), 1)
        same(await taken(2, policy, `${'x'.repeat(199)}y`), 1)
      }
    },
  },
  {
    name: 'forget: lets a key begin anew, and no other',
    async run({ drive }) {
      const { take, look, forget } = drive()
      for (const policy of kinds(1)) {
        await take(policy, 'a')
        await take(policy, 'b')
        await forget(policy, 'a')
        await forget(policy, 'nobody')
        same([(await look(policy, 'a')).ok, (await look(policy, 'b')).ok], [true, false])
      }
    },
  },
  {
    name: 'two stores on the same data see each other’s claims',
    async run({ drive, driveOther }) {
      const here = drive()
      const there = driveOther(here.time)
      for (const policy of kinds(2)) {
        const taken = await here.take(policy, 'a')
        await there.take(policy, 'a')
        same((await here.look(policy, 'a')).ok, false)
        await there.refund(taken)
        same((await here.look(policy, 'a')).remaining, 1)
      }
    },
  },
  {
    name: 'race: of twenty times as many claims on two stores, exactly the limit is taken',
    async run(given) {
      for (const policy of kinds(10)) same(await raced(given, () => [step(policy, 'a')]), 10)
    },
  },
  {
    name: 'race: claims over several policies in any order neither wait for each other nor overlap',
    async run(given) {
      const [rate, exact, quota, concurrency] = kinds(10) as [Policy, Policy, Policy, Policy]
      const wide = fresh({ kind: 'quota', limit: 1_000, period: 'day' })
      const taken = await raced(given, (i) => {
        const steps = [rate, exact, quota, concurrency, wide].map((policy) => step(policy, 'a'))
        return i % 2 === 0 ? steps : steps.toReversed()
      })
      same(taken, 10)
      const { look } = given.drive()
      same((await look(wide, 'a')).remaining, 990)
    },
  },
  {
    name: 'race: claims and refunds end where they would one after the other',
    async run(given) {
      const time = caseTime()
      const [here, there] = [given.drive(time), given.driveOther(time)]
      for (const policy of kinds(5)) {
        const both = Array.from({ length: 20 }, async (_, i) => {
          const side = i % 2 === 0 ? here : there
          const state = await side.take(policy, 'a')
          if (state.ok) await side.refund(state)
        })
        await Promise.all(both)
        same((await here.look(policy, 'a')).remaining, 5, policy.kind)
      }
    },
  },
]

async function raced(
  given: Given,
  steps: (i: number) => ReturnType<typeof step>[],
): Promise<number> {
  const time = caseTime()
  const sides = [given.drive(time), given.driveOther(time)]
  const claims = Array.from({ length: 200 }, async (_, i) => {
    const states = await sides[i % 2]?.claim(...steps(i))
    return states?.every(({ ok }) => ok) === true
  })
  return (await Promise.all(claims)).filter((ok) => ok).length
}
