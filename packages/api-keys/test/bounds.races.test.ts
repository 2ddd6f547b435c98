import { type KeyRecord, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { expect, it } from 'vitest'
import { ip, openFamily } from './support/family.ts'
import { ada, all, lateStore, openTestKeys, refusal, scopes } from './support/open-test-keys.ts'

const by = { actor: ada }

/** A store that lets a test step in before or after a write. */
function steppedInto() {
  const inner = lateStore()
  const steps: { before?: Step | undefined; after?: Step | undefined } = {}
  const around = async <T>(record: KeyRecord, write: () => T | Promise<T>): Promise<T> => {
    const { before, after } = steps
    if (before !== undefined && (await before(record))) steps.before = undefined
    const written = await write()
    if (after !== undefined && (await after(record))) steps.after = undefined
    return written
  }
  const store: KeyStore = {
    ...inner,
    insert: (record, most) => around(record, () => inner.insert(record, most)),
    replace: (record, version) => around(record, () => inner.replace(record, version)),
  }
  return { store, steps }
}
/** True once it has stepped in. */
type Step = (record: KeyRecord) => Promise<boolean>

it.each(['before', 'after'] as const)(
  'a parent that loses a scope just %s its child is added leaves no child that has it',
  async (when) => {
    const { store, steps } = steppedInto()
    const { ids, identified, issued, keys, tokens } = await openFamily({ store })
    const parent = await identified(tokens[0])
    steps[when] = async (record) => {
      if (record.name !== 'late') return false
      await keys.update(ids.parent, { ...by, scopes: ['api_keys:mint', 'orders:write'] })
      return true
    }
    expect(await refusal(issued({ name: 'late', parent, scopes: ['orders:read'] }))).toBeDefined()
    for (const key of await all(keys.list({ parent: ids.parent, state: 'active' }))) {
      expect(key.scopes).not.toContain('orders:read')
    }
  },
)

it('a key mints by what it may now, not by what it might when it was identified', async () => {
  const { ids, identified, issued, keys, tokens } = await openFamily()
  const parent = await identified(tokens[0])
  await keys.update(ids.parent, { ...by, scopes: ['api_keys:mint'] })
  expect(await refusal(issued({ parent, scopes: ['orders:read'] }))).toBe('not_a_subset')
  await keys.update(ids.parent, { ...by, scopes: [] })
  expect(await refusal(issued({ parent }))).toBe('may_not_mint')
})

it.each(['before', 'after'] as const)(
  'a parent that is narrowed or disabled just %s its child is changed ends above it all the same',
  async (when) => {
    const { store, steps } = steppedInto()
    const { ids, keys, now } = await openFamily({ store })
    const meanwhile = (act: () => Promise<unknown>) => {
      steps[when] = async ({ id }) => {
        if (id !== ids.child) return false
        steps[when] = undefined
        await act()
        return true
      }
    }
    meanwhile(() => keys.update(ids.parent, { ...by, scopes: ['orders:write'] }))
    await refusal(keys.update(ids.child, { ...by, scopes: ['orders:read'] }))
    expect((await now('child')).scopes).not.toContain('orders:read')
    await keys.disable(ids.child, by)
    meanwhile(() => keys.disable(ids.parent, by))
    await refusal(keys.enable(ids.child, by))
    expect((await now('child')).disabledAt).not.toBeNull()
  },
)

it('of two that narrow a key at once, both have their way', async () => {
  const { ids, keys, now } = await openFamily({ store: lateStore() })
  await Promise.all([
    keys.update(ids.parent, { ...by, scopes: ['orders:write', 'api_keys:mint'] }),
    keys.update(ids.parent, { ...by, expiresAt: (await now('parent')).createdAt + 5 }),
    keys.update(ids.child, { ...by, networks: ['10.1.2.0/24'] }),
    keys.disable(ids.parent, by),
  ])
  for (const name of ['child', 'grandchild'] as const) {
    const key = await now(name)
    expect(key.scopes).toEqual(['orders:write', 'api_keys:mint'])
    expect(key.expiresAt).toBe(key.createdAt + 5)
    expect(key.networks).toEqual(['10.1.2.0/24'])
    expect(key.disabledAt).not.toBeNull()
  }
})

it.each(['revoke', 'disable', 'narrow'] as const)(
  'to %s a key, wherever that stopped, is made whole by another attempt',
  async (act) => {
    for (let step = 1; ; step++) {
      const inner = memoryKeyStore()
      let left = Number.POSITIVE_INFINITY
      const through = <T>(call: () => T): T => {
        if (--left === 0) throw new Error('down')
        return call()
      }
      const store: KeyStore = {
        ...inner,
        get: (id) => through(() => inner.get(id)),
        replace: (record, version) => through(() => inner.replace(record, version)),
        page: (...given) => through(() => inner.page(...given)),
      }
      const { ids, keys, outcome, outcomes, tokens } = await openFamily({ store })
      const less = { ...by, scopes: ['api_keys:mint'] }
      const acts = {
        revoke: () => keys.revoke(ids.parent, by),
        disable: () => keys.disable(ids.parent, by),
        narrow: () => keys.update(ids.parent, less),
      }
      left = step
      const stopped = await refusal(acts[act]())
      const isOver = left > 0
      left = Number.POSITIVE_INFINITY
      if (isOver) expect(stopped).toBeUndefined()
      else expect(stopped).toMatch(/down|could not/)
      await acts[act]()
      if (act === 'narrow') {
        const read = { ip, cost: 0, scopes: scopes.allOf('orders:read') }
        const may = await Promise.all(tokens.map((token) => outcome(token, read)))
        expect(may).toEqual(Array(3).fill('insufficient_scope'))
      } else expect(await outcomes()).toEqual(Array(3).fill(`key_${act}d`))
      if (isOver) return
    }
  },
)

it('a broken audit log keeps no minted key enabled, nor as wide as it was', async () => {
  let broken = false
  const audit = {
    record() {
      if (broken) throw new Error('the disk is full')
    },
  }
  const { ids, keys, outcomes } = await openFamily({ audit })
  broken = true
  expect(await refusal(keys.disable(ids.parent, by))).toBeDefined()
  expect(await outcomes()).toEqual(Array(3).fill('key_disabled'))
})

it('no minting outgrows what a key may have of limits', async () => {
  const family = await openFamily()
  const names = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      name: `l${i}`,
      policy: { kind: 'quota', limit: 9, period: 'day' } as const,
    }))
  const parent = await family.identified(family.tokens[0])
  expect(await refusal(family.issued({ parent, limits: names(16) }))).toMatch(/RangeError.*16/)
  expect(await refusal(family.issued({ parent, limits: names(15) }))).toBeUndefined()
  expect(await refusal(family.keys.update(family.ids.child, { ...by, limits: names(16) }))).toMatch(
    /RangeError.*16/,
  )
})

it('a key that nobody minted is held to nothing', async () => {
  const { issued, keys } = openTestKeys()
  const { key } = await issued({ scopes: ['orders:read'] })
  const wide = await keys.update(key.id, { ...by, scopes: ['**'], networks: null, expiresAt: null })
  expect(wide).toMatchObject({ networks: null, expiresAt: null })
})
