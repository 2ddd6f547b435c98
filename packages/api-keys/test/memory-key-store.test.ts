import {
  type KeyQuery,
  type KeyRecord,
  type MemoryKeyStore,
  memoryKeyStore,
  type StoredKey,
} from '@sallyport/api-keys'
import { keyStoreCases } from '@sallyport/api-keys/testing'
import { describe, expect, it } from 'vitest'
import { madeKey } from './support/made-key.ts'

describe('memoryKeyStore, as every store', () => {
  for (const { name, run } of keyStoreCases(() => ({ store: memoryKeyStore() }))) it(name, run)
})

/** A query that counts the keys it is compared with. */
function counted(query: KeyQuery) {
  let looked = 0
  const counting: KeyQuery = {
    ...query,
    get tenant() {
      looked++
      return query.tenant as string
    },
  }
  return { counting, looked: () => looked }
}

/** All ids, a page after the other. */
function idsOf(store: MemoryKeyStore, query: KeyQuery, limit: number): string[] {
  const ids: string[] = []
  for (;;) {
    const page = store.page(query, ids.at(-1), limit) as readonly StoredKey[]
    ids.push(...page.map(({ record }) => record.id))
    if (page.length < limit) return ids
  }
}

describe('pages of memoryKeyStore', () => {
  it('look at each key once, however many pages there are', () => {
    const store = memoryKeyStore()
    for (let i = 0; i < 1_000; i++) store.insert(madeKey({ id: `${(i * 7_919) % 1_000}` }))
    const { counting, looked } = counted({})
    const ids = idsOf(store, counting, 10)
    expect([ids.length, looked()]).toEqual([1_000, 1_000])
    expect(ids).toEqual(ids.toSorted())
  })

  it('of a parent look at its children alone', () => {
    const store = memoryKeyStore()
    for (let i = 0; i < 1_000; i++) store.insert(madeKey({ parent: i % 100 === 0 ? 'p' : 'q' }))
    const { counting, looked } = counted({ parent: 'p' })
    expect(idsOf(store, counting, 3)).toHaveLength(10)
    expect(looked()).toBe(10)
    expect(idsOf(store, { parent: 'nobody' }, 3)).toEqual([])
  })

  it('find a child where it belongs now, once, whatever it was before', () => {
    const store = memoryKeyStore()
    const keys = ['a', 'b', 'c'].map((id) => madeKey({ id, parent: 'p' }))
    for (const key of keys.toReversed()) store.insert(key)
    const [key] = keys as [KeyRecord]
    let version = 1
    for (const parent of ['q', 'p', null, 'p', 'q']) {
      store.replace({ ...key, parent, version: version + 1 }, version++)
      const of = (one: string) => (parent === one ? ['a'] : [])
      expect(idsOf(store, { parent: 'p' }, 1)).toEqual([...of('p'), 'b', 'c'])
      expect(idsOf(store, { parent: 'q' }, 1)).toEqual(of('q'))
    }
  })
})
