import { defineScopes } from '@sallyport/scopes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const scopes = defineScopes({
  scopes: ['orders:read', 'orders:write', 'users:read'],
  roles: { viewer: ['*:read'] },
})
const held = (given: unknown): string => scopes.expand(scopes.read(given)).join(' ')

describe('read', () => {
  it.each([
    [['orders:read', 'viewer'], 'orders:read users:read'],
    [['orders:*'], 'orders:read orders:write'],
    ['orders:read users:read', 'orders:read users:read'],
    ['  viewer  ', 'orders:read users:read'],
    [['orders:read users:read'], ''],
    ['orders:read\tusers:read', ''],
    ['orders:read,users:read', ''],
    [['ORDERS:READ', ' orders:read', 'orders:read\n', 'orders'], ''],
    [[], ''],
    ['', ''],
    [undefined, ''],
    [null, ''],
  ])('%j holds %j', (given, expected) => {
    expect(held(given)).toBe(expected)
  })

  it('lists what it does not know, shortened and printable', () => {
    const odd = [
      'orders:delete',
      'x'.repeat(1_000),
      'a\nb\u202e\ud800',
      '',
      7,
      null,
      {},
      ['orders:read'],
    ]
    expect(scopes.read(['orders:read', ...odd]).unknown).toEqual([
      'orders:delete',
      `${'x'.repeat(64)}…`,
      'a?b??',
      '',
      '[number]',
      '[null]',
      '[object]',
    ])
    expect(scopes.read(7).unknown).toEqual(['[number]'])
    expect(scopes.read({ scope: 'orders:read' }).unknown).toEqual(['[object]'])
    expect(scopes.read(undefined).unknown).toEqual([])
  })

  it('lists at most 16, and says that there were more', () => {
    const { unknown } = scopes.read(Array.from({ length: 1e6 }, (_, i) => `x${i}`))
    expect(unknown).toHaveLength(17)
    expect(unknown.at(-1)).toBe('…')
    const sixteen = Array.from({ length: 16 }, (_, i) => `x${i}`)
    expect(scopes.read(sixteen).unknown).toEqual(sixteen)
    const both = scopes.intersect({
      key: scopes.read(['x', 'y', 'orders:read']),
      owner: scopes.read('y z'),
    })
    expect(both.unknown).toEqual(['x', 'y', 'z'])
  })

  it('looks at no more than could mean something, and then grants nothing', () => {
    const padding = Array.from({ length: 104 }, (_, i) => `x${i}`)
    expect(held([...padding.slice(1), 'orders:read'])).toBe('orders:read')
    expect(held([...padding, 'orders:read'])).toBe('')
    expect(scopes.read([...Array(104).fill('viewer'), 'x']).unknown).toEqual(['…'])
  })

  it('counts words, not the blanks between them, and says so where there are too many', () => {
    const blanks = ' '.repeat(1_000)
    expect(held(`${blanks}orders:read${blanks}users:read${blanks}`)).toBe('orders:read users:read')
    expect(held(`${'viewer  '.repeat(60)}orders:write`)).toBe('orders:read orders:write users:read')
    const most = 'viewer  '.repeat(104)
    expect(scopes.read(`${most}${blanks}`).unknown).toEqual([])
    expect(scopes.read(`${most}orders:write`).unknown).toEqual(['…'])
    expect(held(`${most}orders:write`)).toBe('orders:read users:read')
  })

  it('looks at no more wildcards than a hundred', () => {
    const wildcards = Array.from({ length: 100 }, (_, i) => `x${i}:*`)
    expect(held([...wildcards.slice(1), 'orders:*'])).toBe('orders:read orders:write')
    expect(held([...wildcards, 'orders:*'])).toBe('')
    expect(scopes.read([...wildcards, 'orders:*']).unknown).toHaveLength(17)
  })
})

describe('read never throws', () => {
  it('whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (given) => {
        const grants = scopes.read(given)
        expect(grants.unknown.length).toBeLessThanOrEqual(17)
      }),
    )
    fc.assert(fc.property(fc.array(fc.anything()), (given) => void scopes.read(given)))
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const shown of scopes.read(text).unknown) expect(shown).toMatch(/^[\x20-\x7e…]*$/)
      }),
    )
  })

  it('whatever a list says of itself', () => {
    class Strange extends Array<string> {
      static override get [Symbol.species](): never {
        return class {} as never
      }
    }
    const lies = [
      () => 7,
      () => ({ slice: () => 7 }),
      () => ({ length: 1, slice: () => ({ *[Symbol.iterator]() {} }) }),
    ]
    for (const slice of lies)
      expect(held(Object.assign(['orders:read'], { slice }))).toBe('orders:read')
    expect(held(Strange.from(['orders:read']))).toBe('orders:read')
    for (const length of [Number.NaN, -1, 'x', {}, 1n, null, Symbol('s')])
      expect(held(new Proxy(['orders:read'], { get: () => length }))).toBe('')
  })

  it('whatever it costs to look', () => {
    const revoked = Proxy.revocable([], {})
    revoked.revoke()
    const trap = Object.defineProperty(['orders:read'], 1, {
      get() {
        throw new Error('no')
      },
    })
    const throwing = new Proxy([], {
      get() {
        throw new Error('no')
      },
    })
    for (const given of [revoked.proxy, trap, throwing, Symbol('s'), () => 'orders:read'])
      expect(held(given)).toBe('')
    for (const given of ['*'.repeat(1e6), `${'a:'.repeat(1e6)}a`, `${'*:'.repeat(1e6)}**`])
      expect(held([given])).toBe('')
    expect(held('a '.repeat(1e6))).toBe('')
    expect(held(new Array(4e9))).toBe('')
  })
})
