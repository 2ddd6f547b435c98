import { deepStrictEqual as same } from 'node:assert'
import { type Case, type Given, longMs } from './case.ts'

const filled = async ({ store, key, lease }: Given, count: number, holdMs?: number) => {
  const keys = Array.from({ length: count }, key)
  const leases: string[] = []
  for (const one of keys) leases.push(await lease(store, one, holdMs))
  return { keys, leases }
}

/** What a store does that can hold no more. */
export const boundCases = (maxKeys: number): readonly Case[] => [
  {
    name: 'full: nobody gets in, and nothing is given up',
    async run(given) {
      const { store, key, state } = given
      const { keys, leases } = await filled(given, maxKeys)
      for (let i = 0; i < 100; i++) same(await state(store, key()), 'full')
      for (const one of keys) same(await state(store, one), 'held')
      for (const [i, one] of keys.entries()) {
        same(await store.complete(one, leases[i] ?? '', longMs), true)
      }
      for (let i = 0; i < 100; i++) same(await state(store, key()), 'full')
      for (const one of keys) same(await state(store, one), 'done')
    },
  },
  {
    name: 'full: one that is given back makes room for one',
    async run(given) {
      const { store, key, state } = given
      const { keys, leases } = await filled(given, maxKeys)
      same(await store.release(keys[0] ?? '', leases[0] ?? ''), true)
      same([await state(store, key()), await state(store, key())], ['fresh', 'full'])
    },
  },
  {
    name: 'full: what has run out makes room for as many',
    async run(given) {
      const { store, key, pass, shortMs, state } = given
      await filled(given, maxKeys, shortMs)
      same(await state(store, key()), 'full')
      await pass(shortMs)
      for (let i = 0; i < maxKeys; i++) same(await state(store, key()), 'fresh')
      same(await state(store, key()), 'full')
    },
  },
]
