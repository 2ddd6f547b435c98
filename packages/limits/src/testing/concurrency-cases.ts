import { deepStrictEqual as same } from 'node:assert'
import type { Case } from './case.ts'
import { fresh, minute } from './driver.ts'

const concurrency = (limit: number) => fresh({ kind: 'concurrency', limit, leaseMs: minute })

/** At the same time. */
export const concurrencyCases: readonly Case[] = [
  {
    name: 'concurrency: so many at a time, until one gives back',
    async run({ drive }) {
      const { take, refund, taken } = drive()
      const policy = concurrency(3)
      const first = await take(policy, 'a', 2)
      same([first.ok, first.remaining], [true, 1])
      same(await taken(2, policy, 'a'), 1)
      const denied = await take(policy, 'a')
      same([denied.ok, denied.reason], [false, 'too_many_in_flight'])
      same(denied.retryAfterMs > 0 && denied.retryAfterMs <= minute, true)
      await refund(first)
      same(await taken(3, policy, 'a'), 2)
    },
  },
  {
    name: 'concurrency: who does not give back is taken for dead, and gives back nobody else’s place',
    async run({ drive }) {
      const { take, look, refund, taken, time } = drive()
      const policy = concurrency(2)
      const dead = await take(policy, 'a', 2)
      time.pass(minute - 1)
      same(await taken(1, policy, 'a'), 0)
      time.pass(1)
      same(await taken(3, policy, 'a'), 2)
      await refund(dead)
      same((await look(policy, 'a')).ok, false)
    },
  },
  {
    name: 'concurrency: giving back twice gives back once',
    async run({ drive }) {
      const { take, look, refund } = drive()
      const policy = concurrency(3)
      const first = await take(policy, 'a')
      await take(policy, 'a')
      await refund(first)
      await refund(first)
      same((await look(policy, 'a')).remaining, 2)
    },
  },
  {
    name: 'concurrency: a clock set back holds nobody for longer than a lease',
    async run({ drive }) {
      const { taken, time } = drive()
      const policy = concurrency(1)
      await taken(1, policy, 'a')
      time.setBy(-60 * minute)
      same(await taken(1, policy, 'a'), 0)
      time.pass(minute)
      same(await taken(2, policy, 'a'), 1)
    },
  },
]
