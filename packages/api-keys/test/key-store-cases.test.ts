import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { type KeyStoreCase, keyStoreCases } from '@sallyport/api-keys/testing'
import { describe, expect, it } from 'vitest'
import { lateStore, refusal } from './support/open-test-keys.ts'

/** The names of the cases that a store does not pass. */
async function failed(make: Parameters<typeof keyStoreCases>[0]): Promise<readonly string[]> {
  const results = await Promise.all(
    keyStoreCases(make).map(async ({ name, run }: KeyStoreCase) =>
      (await refusal(run())) === undefined ? [] : [name.split(':')[0] as string],
    ),
  )
  return [...new Set(results.flat())]
}

/** A store whose steps of one kind are not one: others come between. */
function torn(method: 'insert' | 'replace'): KeyStore {
  const memory = memoryKeyStore()
  const inner = lateStore(memory)
  return {
    ...inner,
    async replace(record, version) {
      if (method !== 'replace') return inner.replace(record, version)
      if ((await inner.get(record.id))?.version !== version) return false
      return memory.replace(record, memory.get(record.id)?.version ?? 0)
    },
    async insert(record, most = Number.POSITIVE_INFINITY) {
      if (method !== 'insert') return inner.insert(record, most)
      const { tenant, owner } = record
      const there = await inner.page({ tenant, owner }, undefined, 1_000)
      const live = there.filter((one) => one.record.revokedAt === null).length
      if (live >= most && (await inner.get(record.id)) === undefined) return 'too_many'
      return inner.insert(record)
    },
  }
}

describe('the cases of a store', () => {
  it.each(['insert', 'replace'] as const)('find %s that is several steps', async (method) => {
    expect(await failed(() => ({ store: torn(method) }))).toContain('races')
  })

  it('find a store that does half of what fails', async () => {
    const make = () => {
      const store = lateStore()
      const failing = (gate: <T>(step: () => T) => T): KeyStore => ({
        ...store,
        async insert(record, most) {
          const inserted = await gate(() => store.insert(record, most))
          if (inserted !== 'inserted') return inserted
          await gate(() => store.replace({ ...record, version: 2, name: 'half' }, 1))
          await store.replace({ ...record, version: 1 }, 2)
          return inserted
        },
      })
      return { store, failing }
    }
    expect(await failed(make)).toEqual(['failures'])
  })

  it('find nothing in one that is sound, whose calls fail', async () => {
    expect(await failed(() => ({ store: lateStore() }))).toEqual([])
  })
})
