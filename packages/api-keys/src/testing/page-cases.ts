import { deepStrictEqual as same } from 'node:assert'
import type { KeyQuery, KeyStore, StoredKey } from '../store.ts'
import type { Case } from './case.ts'
import { made, madeAt, unique } from './made.ts'

/** Reading many, and how they were used. */
export const pageCases: readonly Case[] = [
  {
    name: 'page: in the order of ids, each once, though others are inserted meanwhile',
    async run({ store, other }) {
      const { tenant } = made()
      const records = Array.from({ length: 25 }, () => made({ tenant }))
      for (const record of records) await store.insert(record)
      const seen: string[] = []
      let after: string | undefined
      for (;;) {
        const page = await store.page({ tenant }, after, 4)
        seen.push(...page.map(({ record }) => record.id))
        await other.insert(made({ tenant }))
        if (page.length < 4) break
        after = seen.at(-1)
      }
      same(seen, seen.toSorted(byCodeUnits))
      same(new Set(seen).size, seen.length)
      for (const { id } of records) same(seen.includes(id), true)
    },
  },
  {
    name: 'page: of a tenant, an owner, a parent, an environment, and of all of them together',
    async run({ store }) {
      const one = made()
      const parent = unique()
      const { tenant, owner } = one
      const child = made({ tenant, owner, parent })
      const others = [made({ tenant }), made({ tenant, owner: { ...owner, kind: 'bot' } })]
      const test = made({ tenant, owner, env: 'test' })
      for (const record of [one, child, test, ...others, made()]) await store.insert(record)
      const ids = async (query: KeyQuery) =>
        (await all(store, query)).map(({ record }) => record.id)
      const sorted = (...records: { id: string }[]) =>
        records.map(({ id }) => id).toSorted(byCodeUnits)
      same(await ids({ tenant }), sorted(one, child, test, ...others))
      same(await ids({ tenant, owner }), sorted(one, child, test))
      same(await ids({ parent }), [child.id])
      same(await ids({ tenant, env: 'test' }), [test.id])
      same(await ids({ tenant, owner, parent, env: 'live' }), [child.id])
      same(await ids({ tenant: `${tenant}x` }), [])
    },
  },
  {
    name: 'touch: the latest time, the sum of counts, and no key that there is not',
    async run({ store, other }) {
      const [used, unused] = [made(), made()]
      await store.insert(used)
      await store.insert(unused)
      const touch = { id: used.id, at: madeAt + 10, previousAt: null, count: 3 }
      await store.touch([touch, { ...touch, id: unique() }])
      await other.touch([{ ...touch, at: madeAt + 5, previousAt: madeAt + 2, count: 2 }])
      await other.touch([{ ...touch, at: madeAt, previousAt: madeAt + 1, count: 1 }])
      await store.touch([])
      const useOf = async (id: string, tenant: string) =>
        (await all(store, { tenant })).find(({ record }) => record.id === id)?.use
      same(await useOf(used.id, used.tenant), {
        lastUsedAt: madeAt + 10,
        previousLastUsedAt: madeAt + 2,
        count: 6,
      })
      same(await useOf(unused.id, unused.tenant), {
        lastUsedAt: null,
        previousLastUsedAt: null,
        count: 0,
      })
    },
  },
  {
    name: 'touch: the same keys from two sides at once, none lost and none waiting for another',
    async run({ store, other }) {
      const { tenant } = made()
      const records = Array.from({ length: 10 }, () => made({ tenant }))
      for (const record of records) await store.insert(record)
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const touches = records.map(({ id }) => ({
            id,
            at: madeAt + i,
            previousAt: null,
            count: 1,
          }))
          await (i % 2 === 0 ? store : other).touch(i % 3 === 0 ? touches : touches.toReversed())
        }),
      )
      for (const { use } of await all(store, { tenant })) {
        same([use.count, use.lastUsedAt], [20, madeAt + 19])
      }
    },
  },
  {
    name: 'touch: changes no version, so that a rotation at the same time is not lost',
    async run({ store }) {
      const record = made()
      await store.insert(record)
      await store.touch([{ id: record.id, at: madeAt, previousAt: null, count: 1 }])
      same(await store.replace({ ...record, version: 2 }, 1), true)
    },
  },
]

async function all(store: KeyStore, query: KeyQuery): Promise<readonly StoredKey[]> {
  return store.page(query, undefined, 1_000)
}

// Not the order of a language: pages must agree wherever they were read.
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
