import { KeyChangeRefused, memoryKeyStore, type NewKey } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import {
  ada,
  all,
  day,
  lateStore,
  openTestKeys,
  refusal,
  scopes,
  start,
} from './support/open-test-keys.ts'

const by = { actor: ada }

describe('what cannot be issued', () => {
  const deceiving = ['', ' ', 'a\u202eb', 'a\u0000b', 'a\nb', 'a\u200bb', 'a\u2028b', 'a\ud800b']
  it.each<[Partial<NewKey>]>([
    ...deceiving.map((name): [Partial<NewKey>] => [{ name }]),
    ...deceiving.map((tenant): [Partial<NewKey>] => [{ tenant }]),
    ...deceiving.map((id): [Partial<NewKey>] => [{ owner: { kind: 'user', id } }]),
    [{ name: 'x'.repeat(101) }],
    [{ tenant: 'x'.repeat(201) }],
    [{ owner: { kind: 'x'.repeat(51), id: 'a' } }],
    [{ name: 7 as never }],
    [{ name: null as never }],
    [{ expiresAt: Number.NaN }],
    [{ expiresAt: new Date('never').getTime() }],
    [{ expiresAt: new Date(start + day) as never }],
    [{ expiresAt: '2030-01-01' as never }],
    [{ expiresAt: start }],
    [{ expiresAt: start - 1 }],
    [{ expiresAt: start + 0.5 }],
    [{ expiresAt: Number.POSITIVE_INFINITY }],
    [{ expiresAt: 253_402_300_800_000 }],
    [{ notBefore: Number.NaN }],
    [{ notBefore: -1 }],
    [{ networks: ['10.0.0.0/33'] }],
    [{ networks: ['nonsense'] }],
    [{ scopes: ['orders:delete'] }],
    [{ scopes: ['nobody'], expansion: 'live' }],
    [{ metadata: { text: 'x'.repeat(4_096) } }],
    [{ metadata: undefined as never, name: '' }],
    [{ metadata: (() => {}) as never }],
  ])('%j', async (given) => {
    const { audit, issued, keys } = openTestKeys()
    expect(await refusal(issued(given))).toMatch(/(RangeError|TypeError).*: /)
    expect(await all(keys.list())).toEqual([])
    expect(audit.events).toEqual([])
  })
})

describe('what is issued', () => {
  it('has a normalised name, and what is written in any script', async () => {
    const { issued } = openTestKeys()
    expect((await issued({ name: ' caf\u0065\u0301 ' })).key.name).toBe('caf\u00e9')
    for (const name of ['ключ', '鍵', 'مفتاح', '🔑', 'a "b" \\ c']) {
      expect((await issued({ name })).key.name).toBe(name)
    }
  })

  it('lives for 90 days, or as the program says, or for ever', async () => {
    const { issued } = openTestKeys()
    expect((await issued()).key.expiresAt).toBe(start + 90 * day)
    expect((await issued({ expiresAt: null })).key.expiresAt).toBeNull()
    const ever = openTestKeys({ lifetimeMs: null })
    expect((await ever.issued()).key.expiresAt).toBeNull()
    const short = openTestKeys({ lifetimeMs: 5 })
    expect((await short.issued()).key.expiresAt).toBe(start + 5)
  })

  it('does not change with what the program gave, and keeps odd names as data', async () => {
    const { issued, keys } = openTestKeys()
    const metadata = JSON.parse('{"__proto__":{"admin":true},"a":[1]}')
    const { key } = await issued({
      metadata,
      tenant: '__proto__',
      owner: { kind: 'constructor', id: '__proto__' },
    })
    metadata.a.push(2)
    const found = await keys.get(key.id)
    expect(JSON.stringify(found?.metadata)).toBe('{"__proto__":{"admin":true},"a":[1]}')
    expect(found?.owner).toEqual({ kind: 'constructor', id: '__proto__' })
    expect(({} as { admin?: true }).admin).toBeUndefined()
  })

  it('frozen, a role means what it meant; live, what it means', async () => {
    const { issued } = openTestKeys()
    expect((await issued({ scopes: ['clerk'] })).key.scopes).toEqual([
      'orders:read',
      'orders:write',
    ])
    expect((await issued({ scopes: ['clerk'], expansion: 'live' })).key.scopes).toEqual(['clerk'])
  })

  it('is as many as an owner may have, however many at once; a revoked one makes room', async () => {
    const { issued, keys } = openTestKeys({ store: lateStore(memoryKeyStore()), maxPerOwner: 3 })
    const ended = await Promise.all(Array.from({ length: 20 }, () => refusal(issued())))
    expect(ended.filter((reason) => reason === undefined)).toHaveLength(3)
    expect(ended.filter((reason) => reason === 'too_many')).toHaveLength(17)
    const [first] = await all(keys.list())
    await keys.revoke(first?.id ?? '', by)
    expect(await refusal(issued())).toBeUndefined()
  })

  it('is refused when chance gives an id twice, and the first is as it was', async () => {
    const random = (size: number) => new Uint8Array(size).fill(7)
    const { issued, keys } = openTestKeys({ random })
    const { key } = await issued({ name: 'first' })
    const error = await issued({ name: 'second' }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(KeyChangeRefused)
    expect(error).toMatchObject({ reason: 'conflict', keyId: key.id })
    expect((await keys.get(key.id))?.name).toBe('first')
  })
})

describe('update', () => {
  it('changes what is given and nothing else, in force with the next request', async () => {
    const { issued, keys, outcome } = openTestKeys()
    const { token, key } = await issued({ scopes: ['orders:read'], metadata: { a: 1 } })
    const need = { ip: '10.0.0.1', scopes: scopes.allOf('users:read') }
    expect(await outcome(token.reveal(), need)).toBe('insufficient_scope')
    const after = await keys.update(key.id, {
      ...by,
      name: 'new',
      scopes: ['users:read'],
      networks: ['10.0.0.0/8'],
      expiresAt: null,
    })
    expect(after).toEqual({
      ...key,
      name: 'new',
      scopes: ['users:read'],
      networks: ['10.0.0.0/8'],
      expiresAt: null,
    })
    expect(await outcome(token.reveal(), need)).toBe('current')
    expect(await outcome(token.reveal())).toBe('key_wrong_network')
    await keys.update(key.id, { ...by, networks: null })
    expect(await outcome(token.reveal())).toBe('current')
  })

  it.each([
    { name: 'a\u202eb' },
    { expiresAt: Number.NaN },
    { scopes: ['orders:delete'] as never },
    { networks: ['x'] },
    { metadata: { text: 'x'.repeat(4_096) } },
  ])('refuses %j and changes nothing', async (given) => {
    const { issued, keys } = openTestKeys()
    const { key } = await issued()
    expect(await refusal(keys.update(key.id, { ...by, ...given }))).toMatch(/RangeError/)
    expect(await keys.get(key.id)).toEqual(key)
  })
})

describe('options', () => {
  it.each([
    { prefix: '' },
    { prefix: 'Acme' },
    { prefix: 'acme_' },
    { prefix: 'a__b' },
    { prefix: 'a'.repeat(33) },
    { prefix: '(a+)+' },
    { env: '' },
    { env: 'a_b' },
    { env: 'a'.repeat(17) },
    { lifetimeMs: Number.NaN },
    { lifetimeMs: 0 },
    { maxPerOwner: 0 },
    { flushMs: Number.NaN },
  ])('that mean nothing throw: %j', (options) => {
    expect(() => openTestKeys(options)).toThrow(RangeError)
  })
})
