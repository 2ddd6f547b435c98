import {
  apiKeys,
  type Identified,
  type KeyRecord,
  type KeyStore,
  memoryKeyStore,
  type NewKey,
} from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { defineScopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'
import { ada, all, lateStore, openTestKeys, refusal, start } from './support/open-test-keys.ts'

const by = { actor: ada }
const minting = {
  scopes: ['orders:*', 'api_keys:mint'],
  networks: ['10.0.0.0/8', '2001:db8::/32'],
  expiresAt: start + 1_000,
}

/** Keys, and one of them as it was identified. */
async function openParent(given: Partial<NewKey> = {}, options = {}) {
  const opened = openTestKeys({ limits: limits({ policies: {} }), ...options })
  const { token, key } = await opened.issued({ ...minting, ...given })
  const parent = async (): Promise<Identified> => {
    const verdict = await opened.keys.verify(token.reveal(), { cost: 0, ip: '10.0.0.1' })
    if (!verdict.ok) throw new Error(verdict.reason)
    return verdict.value
  }
  return { ...opened, token, key, parent: await parent() }
}

describe('a key that mints', () => {
  it('needs the scope to', async () => {
    const { issued, parent } = await openParent({ scopes: ['orders:*'] })
    expect(await refusal(issued({ parent }))).toBe('may_not_mint')
  })

  it('needs a registry that has the scope', async () => {
    const scopes = defineScopes({ scopes: ['a'] })
    const { issued, parent } = await openParent({ scopes: ['a'] }, { scopes })
    expect(await refusal(issued({ parent }))).toBe('may_not_mint')
  })

  it.each<[string, Partial<NewKey>]>([
    ['a scope it lacks', { scopes: ['users:read'] }],
    ['a wildcard over more than it holds', { scopes: ['**'] }],
    ['another tenant', { tenant: 't2' }],
    ['another owner', { owner: { kind: 'user', id: 'eve' } }],
    ['another kind of owner', { owner: { kind: 'bot', id: 'ada' } }],
    ['a later expiry', { expiresAt: start + 1_001 }],
    ['all networks', { networks: ['0.0.0.0/0'] }],
    ['a wider network', { networks: ['10.0.0.0/7'] }],
    ['another network', { networks: ['10.0.0.0/8', '192.0.2.1'] }],
    ['a network that begins in it and ends outside', { networks: ['2001:db8::/31'] }],
    ['a network of the other family', { networks: ['::/0'] }],
    ['a network that is IPv4 in IPv6, and wider', { networks: ['::ffff:0.0.0.0/96'] }],
  ])('cannot pass on %s', async (_, wanted) => {
    const { audit, issued, keys, parent } = await openParent()
    expect(await refusal(issued({ ...wanted, parent }))).toBe('not_a_subset')
    expect(await all(keys.list())).toHaveLength(1)
    expect(audit.events.map(({ outcome }) => outcome)).toEqual(['success', 'denied'])
  })

  it.each<[string, Partial<NewKey>]>([
    ['some scopes', { scopes: ['orders:read'] }],
    ['all of its scopes', { scopes: ['clerk', 'api_keys:mint'] }],
    ['its own network', { networks: ['10.0.0.0/8'] }],
    ['a narrower network', { networks: ['10.1.0.0/16', '10.2.3.4', '2001:db8:1::/48'] }],
    ['an earlier expiry', { expiresAt: start + 1 }],
    ['its own expiry', { expiresAt: start + 1_000 }],
  ])('can pass on %s', async (_, wanted) => {
    const { issued, parent } = await openParent()
    expect(await refusal(issued({ ...wanted, parent }))).toBeUndefined()
  })

  it('gives what it has where nothing is asked for: no scope, its networks, its expiry', async () => {
    const { issued, key, parent } = await openParent()
    const child = await issued({ parent })
    expect(child.key).toMatchObject({
      parent: key.id,
      scopes: [],
      networks: minting.networks,
      expiresAt: minting.expiresAt,
    })
    // Nor can "for ever" be asked for.
    expect((await issued({ parent, expiresAt: null })).key.expiresAt).toBe(minting.expiresAt)
  })

  it('cannot give a limit another size', async () => {
    const limit = (n: number) => ({
      name: 'calls',
      policy: { kind: 'quota', limit: n, period: 'day' } as const,
    })
    const { issued, parent } = await openParent({ limits: [limit(5)] })
    expect(await refusal(issued({ parent, limits: [limit(50)] }))).toMatch(/RangeError.*calls/)
    expect((await issued({ parent })).key.limits).toMatchObject([
      { name: 'calls', of: parent.key.id },
    ])
  })

  it('passes on what it may today: a wildcard of the child does not grow past it later', async () => {
    const store = memoryKeyStore()
    const { issued, parent } = await openParent({}, { store })
    const child = await issued({ parent, scopes: ['orders:*'], expansion: 'live' })
    const grown = defineScopes({
      scopes: ['orders:read', 'orders:write', 'orders:delete', 'api_keys:mint'],
    })
    const later = apiKeys({
      store,
      prefix: 'acme_pk',
      env: 'live',
      scopes: grown,
      clock: () => start,
    })
    const verdict = await later.verify(child.token.reveal(), {
      ip: '10.0.0.1',
      scopes: grown.allOf('orders:delete'),
    })
    expect(verdict.ok ? 'in' : verdict.reason).toBe('insufficient_scope')
  })
})

describe('a parent that is revoked', () => {
  it('takes its children and theirs with it, and nobody else', async () => {
    const { issued, key, keys, outcome, parent } = await openParent()
    const child = await issued({ parent, scopes: ['api_keys:mint'] })
    const verdict = await keys.verify(child.token.reveal(), { ip: '10.0.0.1' })
    if (!verdict.ok) throw new Error(verdict.reason)
    const grandchild = await issued({ parent: verdict.value })
    const other = await issued()
    await keys.revoke(key.id, by)
    for (const { token } of [child, grandchild]) {
      expect(await outcome(token.reveal(), { ip: '10.0.0.1' })).toBe('key_revoked')
    }
    expect(await outcome(other.token.reveal())).toBe('current')
    expect(await refusal(issued({ parent }))).toBe('revoked')
    expect(await refusal(issued({ parent: verdict.value }))).toBe('revoked')
  })

  it('a revocation that stopped half way is made whole by another', async () => {
    const inner = memoryKeyStore()
    let fails = false
    const store: KeyStore = {
      ...inner,
      page(query, after, limit) {
        if (fails) throw new Error('the store is down')
        return inner.page(query, after, limit)
      },
    }
    const { issued, key, keys, outcome, parent } = await openParent({}, { store })
    const child = await issued({ parent })
    fails = true
    expect(await refusal(keys.revoke(key.id, by))).toContain('down')
    fails = false
    await keys.revoke(key.id, by)
    expect(await outcome(child.token.reveal(), { ip: '10.0.0.1' })).toBe('key_revoked')
  })

  it.each(['before', 'after'] as const)(
    'just %s the child is added, leaves no child',
    async (when) => {
      const inner = lateStore()
      let revoke: (() => Promise<unknown>) | undefined
      const store: KeyStore = {
        ...inner,
        async insert(record: KeyRecord, most) {
          if (when === 'before') await revoke?.()
          const inserted = await inner.insert(record, most)
          if (when === 'after') await revoke?.()
          return inserted
        },
      }
      const { issued, key, keys, parent } = await openParent({}, { store })
      revoke = () => keys.revoke(key.id, by)
      expect(await refusal(issued({ parent }))).toBe('revoked')
      const left = await all(keys.list({ parent: key.id }))
      expect(left.map(({ state }) => state)).toEqual(['revoked'])
    },
  )

  it('is disabled or expired meanwhile: it mints none either', async () => {
    const { issued, key, keys, parent, time } = await openParent()
    await keys.disable(key.id, by)
    expect(await refusal(issued({ parent }))).toBe('revoked')
    await keys.enable(key.id, by)
    time.advance(1_000)
    expect(await refusal(issued({ parent, expiresAt: start + 1_000 }))).toBeDefined()
    expect(await all(keys.list({ state: 'active' }))).toEqual([])
  })
})
