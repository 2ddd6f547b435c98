import { deepStrictEqual as same } from 'node:assert'
import type { Case } from './case.ts'
import { caseTime, day, fresh, hour } from './driver.ts'

/** By the calendar. */
export const quotaCases: readonly Case[] = [
  {
    name: 'quota: all of it per period, and all again when the next begins',
    async run({ drive }) {
      const { taken, take, look, time } = drive()
      const policy = fresh({ kind: 'quota', limit: 3, period: 'day' })
      const first = await take(policy, 'a')
      same([first.remaining, first.moreAfterMs, first.resetAfterMs], [2, 12 * hour, 12 * hour])
      same(await taken(4, policy, 'a'), 2)
      const { reason, retryAfterMs } = await take(policy, 'a')
      same([reason, retryAfterMs], ['quota_exhausted', 12 * hour])
      time.pass(retryAfterMs - 1)
      same((await look(policy, 'a')).ok, false)
      time.pass(1)
      same(await taken(4, policy, 'a'), 3)
    },
  },
  {
    name: 'quota: a month as long as it is, from the day it began',
    async run({ drive }) {
      const { take, time } = drive(caseTime(Date.UTC(2026, 1, 10)))
      const startsAt = Date.UTC(2026, 0, 31, 6)
      const policy = fresh({ kind: 'quota', limit: 1, period: 'month', startsAt })
      await take(policy, 'a')
      const ends = Date.UTC(2026, 1, 28, 6)
      same((await take(policy, 'a')).retryAfterMs, ends - Date.UTC(2026, 1, 10))
      time.pass(ends - Date.UTC(2026, 1, 10))
      same((await take(policy, 'a')).ok, true)
      same((await take(policy, 'a')).retryAfterMs, Date.UTC(2026, 2, 31, 6) - ends)
    },
  },
  {
    name: 'quota: refills by a part, and by several after several periods',
    async run({ drive }) {
      const { take, taken, look, time } = drive()
      const policy = fresh({ kind: 'quota', limit: 10, refill: 4, period: 'day' })
      same(await taken(11, policy, 'a'), 10)
      same((await take(policy, 'a', 5)).retryAfterMs, 36 * hour)
      same((await look(policy, 'a')).resetAfterMs, 60 * hour)
      time.pass(12 * hour)
      same((await look(policy, 'a')).remaining, 4)
      same(await taken(5, policy, 'a'), 4)
      time.pass(2 * day)
      same((await look(policy, 'a')).remaining, 8)
      time.pass(30 * day)
      same((await look(policy, 'a')).remaining, 10)
    },
  },
  {
    name: 'quota: gives back within the period, not what a new one gave back already',
    async run({ drive }) {
      const { take, look, refund, time } = drive()
      const policy = fresh({ kind: 'quota', limit: 5, period: 'day' })
      await refund(await take(policy, 'a', 2))
      same((await look(policy, 'a')).remaining, 5)
      const early = await take(policy, 'a', 2)
      time.pass(day)
      await take(policy, 'a', 3)
      await refund(early)
      same((await look(policy, 'a')).remaining, 2)
    },
  },
  {
    name: 'quota: a clock set back refills nothing, and holds nobody for longer than a period',
    async run({ drive }) {
      const { taken, time } = drive()
      const policy = fresh({ kind: 'quota', limit: 2, period: 'day' })
      await taken(2, policy, 'a')
      time.setBy(-400 * day)
      same(await taken(2, policy, 'a'), 0)
      time.pass(day)
      same(await taken(3, policy, 'a'), 2)
    },
  },
]
