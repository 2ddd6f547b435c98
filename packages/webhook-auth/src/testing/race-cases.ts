import { deepStrictEqual as same } from 'node:assert'
import type { Claimed } from '../delivery-store.ts'
import { type Case, type Given, longMs } from './case.ts'

const race = async (
  { store, other }: Given,
  key: string,
  claims = 200,
): Promise<readonly Claimed[]> =>
  Promise.all(
    Array.from({ length: claims }, async (_, i) =>
      (i % 2 === 0 ? store : other).claim(key, longMs),
    ),
  )

const counted = (all: readonly Claimed[]) => ({
  fresh: all.filter(({ state }) => state === 'fresh').length,
  held: all.filter(({ state }) => state === 'held').length,
  done: all.filter(({ state }) => state === 'done').length,
})

/** Many at the same time. */
export const raceCases: readonly Case[] = [
  {
    name: 'race: of 1,000 claims at the same time exactly one is fresh',
    async run(given) {
      same(counted(await race(given, given.key(), 1_000)), { fresh: 1, held: 999, done: 0 })
    },
  },
  {
    name: 'race: of 200 claims of what has run out exactly one is fresh, and none is told it is done',
    async run(given) {
      const { store, key, lease, pass, shortMs } = given
      const one = key()
      same(await store.complete(one, await lease(store, one), shortMs), true)
      await pass(shortMs + 50)
      same(counted(await race(given, one)), { fresh: 1, held: 199, done: 0 })
    },
  },
  {
    name: 'race: of 200 claims while it is completed none is fresh',
    async run(given) {
      const { other, key, lease, state } = given
      const one = key()
      const mine = await lease(other, one)
      const [all, completed] = await Promise.all([
        race(given, one),
        other.complete(one, mine, longMs),
      ])
      same([counted(all).fresh, completed, await state(other, one)], [0, true, 'done'])
    },
  },
  {
    name: 'race: of 200 claims while it is given back at most one is fresh',
    async run(given) {
      const { other, key, lease, state } = given
      const one = key()
      const mine = await lease(other, one)
      const [all, released] = await Promise.all([race(given, one), other.release(one, mine)])
      same([counted(all).fresh <= 1, released], [true, true])
      same(await state(other, one), counted(all).fresh === 1 ? 'held' : 'fresh')
    },
  },
  {
    name: 'race: different keys, many of them run out, wait for each other and none fails',
    async run({ store, other, key, lease, pass, shortMs }) {
      const old = Array.from({ length: 100 }, key)
      await Promise.all(old.map((one) => lease(store, one, shortMs)))
      await pass(shortMs + 50)
      const all = [...old, ...Array.from({ length: 200 }, key), ...old.toReversed()]
      const states = await Promise.all(
        all.map(async (one, i) => (await (i % 2 ? store : other).claim(one, longMs)).state),
      )
      same(states.filter((state) => state === 'fresh').length, 300)
    },
  },
]
