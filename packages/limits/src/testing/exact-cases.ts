import { deepStrictEqual as same } from 'node:assert'
import type { Case } from './case.ts'
import { day, fresh, minute } from './driver.ts'

const exact = (limit: number, windowMs: number) => fresh({ kind: 'exact', limit, windowMs })

/** Never more in any window. */
export const exactCases: readonly Case[] = [
  {
    name: 'exact: never more than the limit in any window, and as much as that',
    async run({ drive }) {
      const { taken, time } = drive()
      const policy = exact(3, minute)
      same(await taken(2, policy, 'a'), 2)
      time.pass(50_000)
      same(await taken(2, policy, 'a'), 1)
      time.pass(9_999)
      same(await taken(3, policy, 'a'), 0)
      time.pass(1)
      same(await taken(3, policy, 'a'), 2)
      time.pass(49_999)
      same(await taken(3, policy, 'a'), 0)
      time.pass(1)
      same(await taken(3, policy, 'a'), 1)
    },
  },
  {
    name: 'exact: tells what remains and when more does',
    async run({ drive }) {
      const { take, time } = drive()
      const policy = exact(3, minute)
      const first = await take(policy, 'a')
      same([first.remaining, first.moreAfterMs, first.resetAfterMs], [2, 60_000, 60_000])
      time.pass(1_000)
      const second = await take(policy, 'a', 2)
      same([second.remaining, second.moreAfterMs, second.resetAfterMs], [0, 59_000, 60_000])
      const third = await take(policy, 'a')
      same([third.ok, third.reason, third.retryAfterMs], [false, 'rate_limited', 59_000])
      same((await take(policy, 'a', 2)).retryAfterMs, 60_000)
    },
  },
  ...[
    [1, 1_000],
    [5, 366 * day],
    [1_000, 15 * minute],
  ].map(
    ([limit, windowMs]): Case => ({
      name: `exact: ${limit} per ${windowMs} ms, all fit when told and not a millisecond before`,
      async run({ drive }) {
        const { take, look, time } = drive()
        const policy = exact(limit as number, windowMs as number)
        same((await take(policy, 'a', limit)).remaining, 0)
        const { retryAfterMs } = await take(policy, 'a', limit)
        same(retryAfterMs, windowMs)
        time.pass(retryAfterMs - 1)
        same((await look(policy, 'a', limit)).ok, false)
        time.pass(1)
        same((await take(policy, 'a', limit)).ok, true)
      },
    }),
  ),
  {
    name: 'exact: gives back what was taken, while it counts',
    async run({ drive }) {
      const { take, look, refund, taken, time } = drive()
      const policy = exact(4, minute)
      const early = await take(policy, 'a', 2)
      time.pass(1_000)
      const late = await take(policy, 'a', 2)
      await refund(early)
      same((await look(policy, 'a')).remaining, 2)
      same((await look(policy, 'a')).resetAfterMs, 60_000)
      await refund(early)
      same((await look(policy, 'a')).remaining, 2)
      time.pass(60_000)
      same(await taken(4, policy, 'a'), 4)
      await refund(late)
      same((await look(policy, 'a')).remaining, 0)
    },
  },
  {
    name: 'exact: a clock set back frees nobody at once, and holds nobody for longer than a window',
    async run({ drive }) {
      const { taken, look, time } = drive()
      const policy = exact(2, minute)
      await taken(2, policy, 'a')
      time.pass(30_000)
      time.setBy(-60 * minute)
      same(await taken(1, policy, 'a'), 0)
      same((await look(policy, 'a')).retryAfterMs <= 60_000, true)
      time.pass(60_000)
      same(await taken(3, policy, 'a'), 2)
    },
  },
  {
    name: 'exact: a limit that was lowered lets nothing through until enough is old',
    async run({ drive }) {
      const { taken, take, look, time } = drive()
      const policy = exact(4, minute)
      await taken(2, policy, 'a')
      time.pass(1_000)
      await taken(2, policy, 'a')
      const lower = { ...policy, limit: 2, capacity: 2 }
      const { ok, remaining, retryAfterMs } = await take(lower, 'a')
      same([ok, remaining, retryAfterMs], [false, 0, 60_000])
      time.pass(60_000)
      same((await look(lower, 'a')).remaining, 2)
    },
  },
]
