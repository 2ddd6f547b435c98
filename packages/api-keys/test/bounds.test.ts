import { type KeyLimit, type KeyUpdate, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { calls, few, ip, openFamily } from './support/family.ts'
import { ada, refusal, start } from './support/open-test-keys.ts'

const by = { actor: ada }

describe('an update of a minted key', () => {
  it.each<[string, Omit<KeyUpdate, 'actor'>]>([
    ['a scope its parent lacks', { scopes: ['users:read'] }],
    ['a wildcard over more', { scopes: ['**'] }],
    ['all networks', { networks: null }],
    ['a wider network', { networks: ['10.0.0.0/7'] }],
    ['another network', { networks: ['10.1.0.0/16', '198.51.100.7'] }],
    ['a later expiry', { expiresAt: start + 1_001 }],
    ['no expiry', { expiresAt: null }],
  ])('cannot give it %s', async (_, wanted) => {
    const { audit, ids, keys, now } = await openFamily()
    const before = await now('child')
    const recorded = audit.events.length
    expect(await refusal(keys.update(ids.child, { ...by, ...wanted }))).toBe('not_a_subset')
    expect(await now('child')).toEqual(before)
    expect(audit.events.filter(({ outcome }) => outcome !== 'denied')).toHaveLength(recorded)
  })

  it('can give it what its parent has, and less', async () => {
    const { ids, keys, now } = await openFamily()
    await keys.update(ids.child, { ...by, scopes: ['orders:read'], networks: ['10.1.2.0/24'] })
    await keys.update(ids.child, { ...by, scopes: ['clerk'], expansion: 'live', name: 'renamed' })
    await keys.update(ids.child, { ...by, networks: ['10.0.0.0/8'], expiresAt: start + 1_000 })
    expect(await now('child')).toMatchObject({
      name: 'renamed',
      // Frozen whatever was asked for: the role could come to mean more than the parent's scopes.
      scopes: ['orders:read', 'orders:write'],
      networks: ['10.0.0.0/8'],
    })
  })

  it('goes by what the parent may now, not by what it might when it minted', async () => {
    const { ids, keys } = await openFamily()
    await keys.update(ids.parent, { ...by, scopes: ['users:read'], networks: null })
    expect(await refusal(keys.update(ids.child, { ...by, scopes: ['users:read'] }))).toBeUndefined()
    expect(await refusal(keys.update(ids.child, { ...by, networks: null }))).toBeUndefined()
    expect(await refusal(keys.update(ids.child, { ...by, scopes: ['orders:read'] }))).toBe(
      'not_a_subset',
    )
  })

  it('leaves it the limits it was given with its life, and changes its own', async () => {
    const { ids, keys, now } = await openFamily()
    const own = { ...few, policy: { ...few.policy, limit: 3 } } as KeyLimit
    await keys.update(ids.child, { ...by, limits: [own] })
    expect((await now('child')).limits).toEqual([{ ...calls, of: ids.parent }, own])
    await keys.update(ids.child, { ...by, limits: [] })
    expect((await now('child')).limits).toEqual([{ ...calls, of: ids.parent }])
    const bigger = { ...calls, policy: { ...calls.policy, limit: 500 } } as KeyLimit
    expect(await refusal(keys.update(ids.child, { ...by, limits: [bigger] }))).toMatch(/RangeError/)
  })

  it.each(['revoke', 'disable'] as const)(
    'nor enabling it, after %s of its parent',
    async (act) => {
      const { ids, keys } = await openFamily()
      await keys[act](ids.parent, by)
      expect(await refusal(keys.enable(ids.child, by))).toBe(`${act}d`)
    },
  )

  it('is refused once its parent is gone', async () => {
    const inner = memoryKeyStore()
    let gone = ''
    const store = { ...inner, get: (id: string) => (id === gone ? undefined : inner.get(id)) }
    const { ids, keys } = await openFamily({ store })
    gone = ids.parent
    for (const act of [
      keys.update(ids.child, { ...by, name: 'new' }),
      keys.enable(ids.child, by),
    ]) {
      expect(await refusal(act)).toBe('unknown')
    }
  })
})

describe('what is taken from a key is taken from those it has minted, and from theirs', () => {
  it('scopes', async () => {
    const { audit, ids, keys, now } = await openFamily()
    await keys.update(ids.parent, { ...by, scopes: ['orders:write'], reason: 'audit' })
    expect((await now('child')).scopes).toEqual(['orders:write'])
    expect((await now('grandchild')).scopes).toEqual(['orders:write'])
    const updates = audit.events.filter(({ type }) => type === 'api_key.updated')
    expect(updates.map(({ targets, reason }) => [targets?.[0]?.id, reason])).toEqual(
      [ids.parent, ids.child, ids.grandchild].map((id) => [id, 'audit']),
    )
    // What is given back to the parent is not given to them.
    await keys.update(ids.parent, { ...by, scopes: ['orders:read', 'orders:write'] })
    expect((await now('child')).scopes).toEqual(['orders:write'])
  })

  it('networks: what both have stays', async () => {
    const { ids, keys, now } = await openFamily()
    await keys.update(ids.parent, { ...by, networks: ['10.1.7.0/24', '192.0.0.0/8'] })
    expect((await now('child')).networks).toEqual(['192.0.2.0/24', '10.1.7.0/24'])
    await keys.update(ids.parent, { ...by, networks: ['203.0.113.0/24'] })
    expect((await now('grandchild')).networks).toEqual([])
  })

  it('networks, where the child had all', async () => {
    const { ids, keys, now } = await openFamily()
    for (const id of Object.values(ids)) await keys.update(id, { ...by, networks: null })
    await keys.update(ids.parent, { ...by, networks: ['10.1.0.0/16'] })
    expect((await now('grandchild')).networks).toEqual(['10.1.0.0/16'])
  })

  it('time and limits', async () => {
    const { ids, keys, now } = await openFamily()
    const less = { ...calls, policy: { ...calls.policy, limit: 1 } } as KeyLimit
    await keys.update(ids.parent, { ...by, expiresAt: start + 10, limits: [less] })
    expect(await now('child')).toMatchObject({
      expiresAt: start + 10,
      limits: [{ ...less, of: ids.parent }, few],
    })
    expect(await now('grandchild')).toMatchObject({
      expiresAt: start + 10,
      limits: [
        { ...less, of: ids.parent },
        { ...few, of: ids.child },
      ],
    })
  })

  it('a limit that comes to have the name of a child’s own takes its place', async () => {
    const { ids, keys, now, tokens } = await openFamily()
    const limit = { ...few, per: 'owner' } as const
    await keys.update(ids.child, { ...by, limits: [limit] })
    await keys.update(ids.parent, { ...by, limits: [limit] })
    expect((await now('child')).limits).toEqual([{ ...limit, of: ids.parent }])
    const verdict = await keys.verify(tokens[2], { ip })
    expect(verdict.ok ? 'in' : verdict.reason).toBe('in')
  })

  it('that it is not disabled; enabling it enables nobody else', async () => {
    const { ids, keys, outcomes } = await openFamily()
    await keys.disable(ids.parent, by)
    expect(await outcomes()).toEqual(['key_disabled', 'key_disabled', 'key_disabled'])
    expect(await refusal(keys.enable(ids.grandchild, by))).toBe('disabled')
    await keys.enable(ids.parent, by)
    expect(await outcomes()).toEqual(['current', 'key_disabled', 'key_disabled'])
    await keys.enable(ids.child, by)
    await keys.enable(ids.grandchild, by)
    expect(await outcomes()).toEqual(['current', 'current', 'current'])
  })

  it('and what is enough for all is written to none of them', async () => {
    const { audit, ids, keys } = await openFamily()
    const recorded = audit.events.length
    await keys.update(ids.parent, { ...by, expiresAt: start + 2_000, networks: null })
    await keys.update(ids.parent, { ...by, name: 'renamed' })
    expect(audit.events).toHaveLength(recorded + 2)
  })
})
