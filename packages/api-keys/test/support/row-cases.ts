import type { KeyStore } from '@sallyport/api-keys'
import { expect } from 'vitest'
import { everyKey, madeKey, start } from './made-key.ts'

/** What a store of rows must do beyond what every store must. */
export interface RowCase {
  readonly name: string
  /** With two stores on the same rows. */
  run(given: { readonly store: KeyStore; readonly other: KeyStore }): Promise<void>
}

const oddTexts: readonly string[] = [
  'nothing\0after',
  '\ud800',
  '\udc00',
  '\ufffd',
  'quoted " \' ` \\ \\u0000 \\',
  '-- %_*?[a] $1 :a @a ; {}',
  'line\nfeed\r\ttab\u2028\u2029\u007f\u0085',
  'ünïcode \u0000 \u{1f511} e\u0301 é \u202e',
  '__proto__',
  'x'.repeat(200),
]

const oddJson = JSON.parse(`{
  "__proto__": {"polluted": true}, "constructor": 1, "": [], "\\u0000": "\\u0000", "\\ud800": 1,
  "numbers": [0, 1e308, 5e-324, -1.5, 9007199254740993, 9007199254740991],
  "nested": [[[[[null, true, false, {"a": {"b": {}}}]]]]]
}`)

const oddCases: readonly RowCase[] = oddTexts.map((text) => ({
  name: `keeps and finds ${JSON.stringify(text.slice(0, 30))}, wherever it stands`,
  async run({ store, other }) {
    const { id: unique } = madeKey()
    const odd = `${unique}${text}`
    const key = madeKey({
      id: odd,
      name: text,
      tenant: odd,
      owner: { kind: odd, id: odd },
      parent: odd,
      env: odd,
      metadata: { [text]: text, oddJson },
    })
    const [like, { tenant, parent }] = [
      madeKey({ tenant: `${unique}?`, parent: `${unique}?` }),
      key,
    ]
    for (const one of [key, like]) expect(await store.insert(one, 1)).toBe('inserted')
    expect(await other.insert({ ...key, id: `${odd}2` }, 1)).toBe('too_many')
    expect(JSON.stringify(await other.get(odd))).toBe(JSON.stringify(key))
    const next = { ...key, version: 2, name: `${text}!` }
    expect(await store.replace(next, 1)).toBe(true)
    await store.touch([{ id: odd, at: start, previousAt: null, count: 1 }])
    const { env, owner } = key
    const page = await other.page({ tenant, owner, parent: parent as string, env }, unique, 10)
    expect(page.map(({ record }) => JSON.stringify(record))).toEqual([JSON.stringify(next)])
    expect(page[0]?.use.count).toBe(1)
    expect(await other.page({ tenant }, odd, 10)).toEqual([])
  },
}))

const replaceCases: readonly RowCase[] = [
  {
    name: 'keeps what a later version put into a record',
    async run({ store, other }) {
      const key = { ...madeKey(), later: { list: [1, null], text: '\0' } }
      await store.insert(key)
      const read = await other.get(key.id)
      expect(read).toEqual(key)
      if (read === undefined) return
      await other.replace({ ...read, version: 2, name: 'changed' }, 1)
      expect(await store.get(key.id)).toEqual({ ...key, version: 2, name: 'changed' })
    },
  },
  {
    name: 'finds a replaced key where it now belongs, and counts it there',
    async run({ store, other }) {
      const [key, { tenant }] = [madeKey(), madeKey()]
      await store.insert(key, 1)
      await store.replace({ ...key, version: 7, tenant, env: 'test', parent: 'p' }, 1)
      expect(await everyKey(other, key.tenant)).toEqual([])
      const query = { tenant, env: 'test', parent: 'p' }
      expect(await other.page(query, undefined, 10)).toHaveLength(1)
      expect(await other.insert(madeKey({ tenant, owner: key.owner }), 1)).toBe('too_many')
      expect(await other.insert(madeKey({ tenant: key.tenant }), 1)).toBe('inserted')
      expect(await other.replace(key, 1)).toBe(false)
      expect(await other.replace({ ...key, version: 8 }, 7)).toBe(true)
    },
  },
]

const useCases: readonly RowCase[] = [
  {
    name: 'takes a thousand uses in one call, a key’s several among them',
    async run({ store, other }) {
      const { tenant } = madeKey()
      const keys = Array.from({ length: 500 }, () => madeKey({ tenant }))
      await Promise.all(keys.map((key) => store.insert(key)))
      const touches = keys.flatMap(({ id }, i) => [
        { id, at: start + i, previousAt: null, count: 1 },
        { id, at: start, previousAt: start + 2 * i, count: 2 },
      ])
      const sides = [store, other, store, other]
      await Promise.all(
        sides.map(async (side, i) => side.touch(i % 2 ? touches : touches.toReversed())),
      )
      const uses = (await everyKey(other, tenant)).map(({ use }) => use)
      expect(uses).toEqual(
        keys.map((_, i) => ({
          lastUsedAt: start + i,
          previousLastUsedAt: start + 2 * i,
          count: 12,
        })),
      )
    },
  },
  {
    name: 'takes times that have parts of milliseconds, and counts greater than 32 bits',
    async run({ store }) {
      const key = madeKey()
      await store.insert(key)
      const touch = { id: key.id, at: start + 0.75, previousAt: start + 1.5, count: 2 ** 40 }
      await store.touch([touch])
      await store.touch([{ ...touch, previousAt: null }])
      expect((await everyKey(store, key.tenant))[0]?.use).toEqual({
        lastUsedAt: start,
        previousLastUsedAt: start + 1,
        count: 2 ** 41,
      })
    },
  },
]

const pageCase: RowCase = {
  name: 'pages through 5,000 keys once each, while others are added, replaced and used',
  async run({ store, other }) {
    const { tenant } = madeKey()
    const ids = new Set<string>()
    for (let i = 0; i < 50; i++) {
      const keys = Array.from({ length: 100 }, () => madeKey({ tenant }))
      // Base62 in no order: those added later come between those that are there.
      const mixed = keys.map((key) => ({ ...key, id: [...key.id].toReversed().join('') }))
      await Promise.all(mixed.map((key) => store.insert(key)))
      for (const { id } of mixed) ids.add(id)
    }
    const seen: string[] = []
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await store.page({ tenant }, after, 250)
      seen.push(...page.map(({ record }) => record.id))
      if (page.length < 250) break
      const [{ record }] = page as [(typeof page)[0]]
      const added = Array.from({ length: 20 }, () => madeKey({ tenant }))
      await Promise.all([
        ...added.map((key) => other.insert({ ...key, id: `${key.id.slice(-2)}${key.id}` })),
        other.replace({ ...record, version: 2 }, 1),
        other.touch([{ id: record.id, at: start, previousAt: null, count: 1 }]),
      ])
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(seen.toSorted())
    expect([...ids].filter((id) => !seen.includes(id))).toEqual([])
  },
}

/** The cases of every store of rows. */
export const rowCases: readonly RowCase[] = [...oddCases, ...replaceCases, ...useCases, pageCase]
