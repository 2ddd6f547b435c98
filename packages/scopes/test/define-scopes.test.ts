import { defineScopes, type Scopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'

const scopes = defineScopes({
  scopes: {
    'orders:read': 'Reads orders.',
    'orders:write': 'Writes orders.',
    'admin:read': 'Reads.',
    'admin:users:read': 'Reads users.',
    'admin:users:write': 'Writes users.',
  },
  roles: {
    viewer: ['orders:read'],
    support: ['viewer', 'orders:*'],
    admin: ['**'],
    guest: [],
  },
})
const held = (...texts: Parameters<typeof scopes.grant>): string =>
  scopes.expand(scopes.grant(...texts)).join(' ')

describe('what is granted', () => {
  it.each([
    [['orders:read'], 'orders:read'],
    [['orders:*'], 'orders:read orders:write'],
    [['*:read'], 'orders:read admin:read'],
    [['admin:*'], 'admin:read'],
    [['admin:**'], 'admin:read admin:users:read admin:users:write'],
    [['admin:*:read'], 'admin:users:read'],
    [['*:*:*'], 'admin:users:read admin:users:write'],
    [['**'], scopes.names.join(' ')],
    [['viewer'], 'orders:read'],
    [['support'], 'orders:read orders:write'],
    [['admin'], scopes.names.join(' ')],
    [['guest'], ''],
    [[], ''],
    [['admin:read', 'viewer', 'viewer'], 'orders:read admin:read'],
  ] as const)('%j means %s', (texts, expected) => {
    expect(held(...texts)).toBe(expected)
    expect(scopes.expand(texts).join(' ')).toBe(expected)
  })

  it('implies nothing', () => {
    expect(held('admin:read')).toBe('admin:read')
    expect(held('orders:write')).not.toContain('orders:read')
  })

  it('names every unknown text at once', () => {
    expect(() =>
      scopes.grant('order:read' as never, 'orders:read', 'x:*', 'Admin' as never, 7 as never),
    ).toThrow(
      new RangeError(
        'scopes: no scope, no role and no wildcard that means a scope: "order:read", "x:*", "Admin", [number]',
      ),
    )
    for (const text of ['', '*:', ':*', 'orders*', 'ord*:read', '***', '**:read', 'orders:**:**'])
      expect(() => scopes.grant(text as '*'), text).toThrow(RangeError)
  })

  it('says what there is', () => {
    expect(scopes.names).toHaveLength(5)
    expect(scopes.roles).toEqual(['viewer', 'support', 'admin', 'guest'])
    expect(scopes.describe('orders:read')).toBe('Reads orders.')
    expect(defineScopes({ scopes: ['a'] }).describe('a')).toBeUndefined()
  })
})

describe('what is required', () => {
  it('is one label for the same, whatever the order', () => {
    const [one, other] = [
      scopes.allOf('admin:read', 'orders:read', 'admin:read'),
      scopes.allOf('orders:read', 'admin:read'),
    ]
    expect(one.label).toBe('all of orders:read admin:read')
    expect(other.label).toBe(one.label)
    expect(one).toMatchObject({ mode: 'all', scopes: ['orders:read', 'admin:read'] })
    expect(scopes.anyOf('orders:read', 'admin:read').label).toBe('any of orders:read admin:read')
    expect(scopes.anyOf('orders:read').label).toBe('orders:read')
    expect(scopes.allOf('orders:read', 'orders:read').label).toBe('orders:read')
  })

  it('is no role, no wildcard, nothing unknown, not nothing, not too much', () => {
    const loose = scopes as Scopes
    expect(() => loose.allOf('viewer', 'orders:*', 'nope')).toThrow(
      new RangeError(
        'scopes: allOf() takes scopes, no roles and no wildcards, got "viewer", "orders:*", "nope"',
      ),
    )
    expect(() => loose.anyOf(...([] as never as [string]))).toThrow(/1 to 32 scopes, got 0/)
    const many = Array.from({ length: 33 }, (_, i) => `s${i}`) as [string, ...string[]]
    const large = defineScopes({ scopes: many })
    expect(() => large.allOf(...many)).toThrow(/1 to 32 scopes, got 33/)
    expect(large.allOf(...(many.slice(1) as [string])).scopes).toHaveLength(32)
  })
})

describe('what is no requirement', () => {
  it('is a mistake of the program', () => {
    for (const odd of ['orders:read', undefined, { ...scopes.allOf('orders:read') }, {}]) {
      const message = /^scopes: holds\(\) needs a requirement made by allOf\(\) or anyOf\(\), got /
      expect(() => scopes.holds(scopes.grant('**'), odd as never)).toThrow(message)
      expect(() => scopes.explain(scopes.grant('**'), odd as never)).toThrow(message)
    }
  })
})

describe('grants of other registries', () => {
  const other = defineScopes({ scopes: ['orders:read'] })
  it('are a mistake of the program, never an answer', () => {
    const foreign = other.grant('orders:read')
    const need = scopes.allOf('orders:read')
    expect(() => scopes.holds(foreign, need)).toThrow(/^scopes: grants must come from grant\(\)/)
    expect(() => scopes.holds(scopes.grant('**'), other.allOf('orders:read'))).toThrow(TypeError)
    expect(() => scopes.explain(foreign, need)).toThrow(TypeError)
    expect(() => scopes.expand(foreign)).toThrow(TypeError)
    expect(() => scopes.intersect({ key: scopes.grant('**'), owner: foreign })).toThrow(
      /^scopes: the ceiling "owner" must come from/,
    )
  })

  it('and what is no grants at all', () => {
    const need = scopes.allOf('orders:read', 'orders:write')
    const copied = { ...scopes.grant('**') }
    const parsed = JSON.parse(JSON.stringify(scopes.grant('**')))
    const odd = [undefined, null, 1, 'orders:read', [], {}, copied, parsed, new Proxy({}, {})]
    for (const grants of [...odd, Object.create(scopes.grant('**'))]) {
      expect(() => scopes.holds(grants as never, need)).toThrow(/scopes: grants must come from/)
    }
    for (const one of ['orders:read', {}, 7])
      expect(() => scopes.expand(one as never)).toThrow(
        /^scopes: what is expanded must be a list of texts, or it must come from grant\(\)/,
      )
    expect(() => scopes.intersect({})).toThrow('scopes: intersect() needs a ceiling, got none')
    expect(() => scopes.intersect({ owner: undefined as never })).toThrow(/"owner".*\[undefined\]/)
  })
})

describe('nothing changes afterwards', () => {
  it('neither by the definition, nor by texts, nor by what is handed out', () => {
    const names = ['a', 'b']
    const viewer = ['a']
    const mine = defineScopes<string, string>({ scopes: names, roles: { viewer } })
    const texts = ['a']
    const grants = mine.read(texts)
    const need = mine.allOf('b')
    names.push('c')
    viewer.push('b')
    texts.push('b')
    expect(mine.names).toEqual(['a', 'b'])
    expect(mine.expand(['viewer'])).toEqual(['a'])
    expect(mine.holds(grants, need)).toBe(false)
    expect(mine.explain(mine.grant('viewer'), need).scopes[0]).toMatchObject({
      held: false,
      by: [],
    })
    for (const given of [mine, mine.names, mine.roles, grants, grants.unknown, need, need.scopes])
      expect(Object.isFrozen(given)).toBe(true)
    expect(Object.isFrozen(mine.expand(grants))).toBe(true)
    expect(Reflect.ownKeys(grants)).toEqual(['unknown'])
  })

  it('nor by what they are intersected with', () => {
    const [all, some] = [scopes.grant('**'), scopes.grant('viewer')]
    const both = scopes.intersect({ key: all, owner: some })
    scopes.intersect({ both, none: scopes.grant() })
    expect(scopes.expand(all)).toEqual(scopes.names)
    expect([some, both].map((grants) => scopes.expand(grants))).toEqual([
      ['orders:read'],
      ['orders:read'],
    ])
  })

  it('nor by reading other wildcards, however many', () => {
    const many = Array.from({ length: 200 }, (_, i) => `a${i}:b${i}:c${i}:d${i}`)
    const mine = defineScopes({ scopes: many })
    const asked = many.flatMap((name) => {
      const [a, b, c, d] = name.split(':')
      const tries = [a, '*'].flatMap((w) => [b, '*'].flatMap((x) => [`${w}:${x}`]))
      return tries.flatMap((start) =>
        [c, '*'].flatMap((y) => [`${start}:${y}:${d}`, `${start}:${y}:*`]),
      )
    })
    for (const text of [...asked, ...asked]) {
      const meant = many.filter((name) =>
        new RegExp(`^${text.replaceAll('*', '[^:]+')}$`).test(name),
      )
      expect(mine.expand(mine.read([text])), text).toEqual(meant)
    }
  })
})
