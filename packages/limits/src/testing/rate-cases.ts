import { deepStrictEqual as same } from 'node:assert'
import type { Case } from './case.ts'
import { day, fresh, minute } from './driver.ts'

const rate = (limit: number, windowMs: number, burst = limit) =>
  fresh({ kind: 'rate', limit, windowMs, burst })

const refundCases: readonly Case[] = [
  {
    name: 'rate: gives back what was taken, and never more than all',
    async run({ drive }) {
      const { take, look, refund, forget } = drive()
      const policy = rate(60, minute, 5)
      await refund(await take(policy, 'a', 4))
      same((await look(policy, 'a')).remaining, 5)
      const early = await take(policy, 'a', 2)
      await forget(policy, 'a')
      await take(policy, 'a', 1)
      await refund(early)
      same((await look(policy, 'a')).remaining, 5)
    },
  },
  {
    name: 'rate: does not give back what has leaked already',
    async run({ drive }) {
      const { take, refund, time } = drive()
      const policy = rate(1, minute, 1)
      const early = await take(policy, 'a')
      time.pass(minute)
      const late = await take(policy, 'a')
      await refund(early)
      same((await take(policy, 'a')).ok, false)
      await refund(late)
      same((await take(policy, 'a')).ok, true)
    },
  },
  ...[
    { limit: 60, windowMs: minute, passed: 2_000, half: 2 },
    { limit: 5_000, windowMs: 1_000, passed: 1, half: 5 },
    { limit: 1, windowMs: 366 * day, passed: 2 * 366 * day, half: 2 },
  ].map(
    ({ limit, windowMs, passed, half }): Case => ({
      name: `rate: ${limit} per ${windowMs} ms, gives back the half that has not leaked`,
      async run({ drive }) {
        const { take, look, refund, time } = drive()
        const policy = rate(limit, windowMs, 10)
        const early = await take(policy, 'a', 2 * half)
        time.pass(passed)
        await take(policy, 'a', half)
        await refund(early)
        same((await look(policy, 'a')).remaining, 10 - half)
      },
    }),
  ),
  {
    name: 'rate: what was taken first leaks first',
    async run({ drive }) {
      const { take, look, refund, time } = drive()
      const policy = rate(60, minute, 5)
      const [first, second] = [await take(policy, 'a', 2), await take(policy, 'a', 2)]
      time.pass(3_000)
      await refund(first)
      same((await look(policy, 'a')).remaining, 4)
      await refund(second)
      same((await look(policy, 'a')).remaining, 5)
    },
  },
  {
    name: 'rate: gives back all of it when the clock was set back',
    async run({ drive }) {
      const { take, look, refund, time } = drive()
      const policy = rate(60, minute, 5)
      const taken = await take(policy, 'a', 4)
      time.setBy(-60 * minute)
      await refund(taken)
      same((await look(policy, 'a')).remaining, 5)
    },
  },
]

/** Evenly, after a burst. */
export const rateCases: readonly Case[] = [
  {
    name: 'rate: takes a burst, then as much as came back',
    async run({ drive }) {
      const { taken, time } = drive()
      const policy = rate(60, minute, 5)
      same(await taken(8, policy, 'a'), 5)
      time.pass(2_500)
      same(await taken(8, policy, 'a'), 2)
      time.pass(500)
      same(await taken(8, policy, 'a'), 1)
      time.pass(60 * minute)
      same(await taken(8, policy, 'a'), 5)
    },
  },
  {
    name: 'rate: tells what remains and when more does',
    async run({ drive }) {
      const { take, time } = drive()
      const policy = rate(60, minute, 3)
      const first = await take(policy, 'a')
      same([first.ok, first.remaining, first.retryAfterMs], [true, 2, 0])
      same([first.moreAfterMs, first.resetAfterMs], [1_000, 1_000])
      time.pass(250)
      const second = await take(policy, 'a', 2)
      same([second.remaining, second.moreAfterMs, second.resetAfterMs], [0, 750, 2_750])
      same(second.at - first.at, 250)
    },
  },
  ...[
    [3, 1_000, 3, 2],
    [7, minute, 7, 3],
    [600, minute, 1, 1],
    [100, minute, 100, 100],
    [5, 366 * day, 5, 1],
  ].map(
    ([limit, windowMs, burst, cost]): Case => ({
      name: `rate: ${limit} per ${windowMs} ms, ${cost} fit when told and not a millisecond before`,
      async run({ drive }) {
        const { taken, take, look, time } = drive()
        const policy = rate(limit as number, windowMs as number, burst as number)
        await taken(burst as number, policy, 'a')
        const { ok, reason, retryAfterMs } = await take(policy, 'a', cost)
        same([ok, reason], [false, 'rate_limited'])
        time.pass(retryAfterMs - 1)
        same((await look(policy, 'a', cost)).ok, false)
        same((await look(policy, 'a', cost)).retryAfterMs, 1)
        time.pass(1)
        same((await take(policy, 'a', cost)).ok, true)
      },
    }),
  ),
  {
    name: 'rate: more than one per millisecond comes back',
    async run({ drive }) {
      const { taken, take, time } = drive()
      const policy = rate(5_000, 1_000, 10)
      same(await taken(12, policy, 'a'), 10)
      time.pass(1)
      same(await taken(12, policy, 'a'), 5)
      same((await take(policy, 'a')).retryAfterMs, 1)
    },
  },
  ...refundCases,
  {
    name: 'rate: a clock set back frees nobody at once, and holds nobody for longer than before',
    async run({ drive }) {
      const { taken, take, time } = drive()
      const policy = rate(60, minute, 2)
      await taken(2, policy, 'a')
      time.setBy(-60 * minute)
      const { ok, retryAfterMs } = await take(policy, 'a')
      same([ok, retryAfterMs], [false, 1_000])
      time.pass(retryAfterMs)
      same(await taken(2, policy, 'a'), 1)
    },
  },
  {
    name: 'rate: a policy that was changed holds for what was taken before',
    async run({ drive }) {
      const { taken, look } = drive()
      const policy = rate(60, minute, 10)
      await taken(6, policy, 'a')
      same((await look({ ...policy, capacity: 4 }, 'a')).remaining, 0)
      same((await look({ ...policy, capacity: 4 }, 'a')).ok, false)
      same((await look({ ...policy, capacity: 20 }, 'a')).remaining, 14)
    },
  },
]
