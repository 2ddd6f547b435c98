import { deepStrictEqual as same } from 'node:assert'
import { type Case, longMs } from './case.ts'

/** How a key becomes held, done and free. */
export const claimCases: readonly Case[] = [
  {
    name: 'claim: the first has it, and whoever else asks is told that it is held',
    async run({ store, other, key, state, lease }) {
      const [one, another] = [key(), key()]
      await lease(store, one)
      same([await state(store, one), await state(other, one)], ['held', 'held'])
      same(await state(other, another), 'fresh')
    },
  },
  {
    name: 'claim: what was completed is done for everybody',
    async run({ store, other, key, state, lease }) {
      const one = key()
      same(await store.complete(one, await lease(store, one), longMs), true)
      same([await state(store, one), await state(other, one)], ['done', 'done'])
    },
  },
  {
    name: 'claim: what was given back is free at once',
    async run({ store, other, key, state, lease }) {
      const one = key()
      const first = await lease(store, one)
      same(await store.release(one, first), true)
      same((await lease(other, one)) === first, false)
      same(await state(store, one), 'held')
    },
  },
  {
    name: 'claim: held for its time and not shorter, then another’s',
    async run({ store, key, lease, now, reclaimed, shortMs, state }) {
      const one = key()
      const from = now()
      const first = await lease(store, one, shortMs)
      same((await reclaimed(one)) === first, false)
      // A server's clock need not run as fast as ours to the millisecond.
      same(now() - from >= shortMs * 0.9, true)
      same(await state(store, one), 'held')
    },
  },
  {
    name: 'claim: done for its time, counted from the completion, whatever the lease was',
    async run({ store, key, lease, reclaimed, shortMs, state }) {
      const one = key()
      same(await store.complete(one, await lease(store, one, longMs), shortMs), true)
      same(await state(store, one), 'done')
      await reclaimed(one)
    },
  },
  {
    name: 'claim: what is done outlives its lease',
    async run({ store, key, lease, pass, shortMs, state }) {
      const one = key()
      const mine = await lease(store, one, shortMs)
      same(await store.complete(one, mine, longMs), true)
      await pass(shortMs + 1)
      same(await state(store, one), 'done')
    },
  },
  {
    name: 'claim: many that run out keep no other from being held or done',
    async run({ store, key, lease, pass, shortMs, state }) {
      const [held, done] = [key(), key()]
      await lease(store, held)
      await store.complete(done, await lease(store, done), longMs)
      for (let i = 0; i < 50; i++) await lease(store, key(), shortMs)
      await pass(shortMs + 1)
      for (let i = 0; i < 100; i++) await lease(store, key())
      same([await state(store, held), await state(store, done)], ['held', 'done'])
    },
  },
  {
    name: 'check: says that the store answers',
    async run({ store }) {
      same((await store.check(new AbortController().signal)).ok, true)
    },
  },
]
