import { deepStrictEqual as same } from 'node:assert'
import { type Case, longMs } from './case.ts'

const foreign = '00000000-0000-4000-8000-000000000000'

/** Who may complete and release. */
export const leaseCases: readonly Case[] = [
  {
    name: 'lease: a late holder neither completes nor releases what is another’s',
    async run({ store, other, key, lease, reclaimed, shortMs, state }) {
      const one = key()
      const late = await lease(other, one, shortMs)
      const now = await reclaimed(one)
      same(await other.complete(one, late, longMs), false)
      same(await other.release(one, late), false)
      same(await state(store, one), 'held')
      same(await store.complete(one, now, longMs), true)
      same(await other.complete(one, late, 1), false)
      same(await other.release(one, late), false)
      same(await state(store, one), 'done')
    },
  },
  {
    name: 'lease: a late holder completes what is nobody’s, as what was done is done',
    async run({ store, key, lease, pass, shortMs, state }) {
      const one = key()
      const late = await lease(store, one, shortMs)
      await pass(shortMs + 50)
      same(await store.complete(one, late, longMs), true)
      same(await state(store, one), 'done')
    },
  },
  {
    name: 'lease: a late holder has nothing to give back',
    async run({ store, key, lease, pass, shortMs, state }) {
      const one = key()
      const late = await lease(store, one, shortMs)
      await pass(shortMs + 50)
      same(await store.release(one, late), false)
      same(await state(store, one), 'fresh')
    },
  },
  {
    name: 'lease: a wrong one, or another key’s, changes nothing',
    async run({ store, key, lease, state }) {
      const [one, another] = [key(), key()]
      await lease(store, one)
      for (const wrong of [foreign, '', await lease(store, another)]) {
        same(await store.complete(one, wrong, longMs), false)
        same(await store.release(one, wrong), false)
      }
      same(await state(store, one), 'held')
    },
  },
  {
    name: 'lease: what is done is not given back, and may be completed again',
    async run({ store, key, lease, state }) {
      const one = key()
      const mine = await lease(store, one)
      for (let i = 0; i < 2; i++) same(await store.complete(one, mine, longMs), true)
      same(await store.release(one, mine), false)
      same(await state(store, one), 'done')
    },
  },
  {
    name: 'lease: given back once',
    async run({ store, key, lease, state }) {
      const one = key()
      const mine = await lease(store, one)
      same([await store.release(one, mine), await store.release(one, mine)], [true, false])
      const next = await lease(store, one)
      same(await store.release(one, mine), false)
      same([await state(store, one), await store.release(one, next)], ['held', true])
    },
  },
  {
    name: 'lease: no two are the same, and nobody can guess one from another',
    async run({ store, other, key, lease }) {
      const all = new Set<string>()
      for (let i = 0; i < 100; i++) all.add(await lease(i % 2 === 0 ? store : other, key()))
      same(all.size, 100)
      same(Math.min(...[...all].map((one) => one.length)) >= 16, true)
    },
  },
]
