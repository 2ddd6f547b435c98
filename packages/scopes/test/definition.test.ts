import { defineScopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'

const messageOf = (scopes: unknown, roles?: unknown): string => {
  try {
    defineScopes({ scopes, roles } as never)
    return 'nothing thrown'
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

describe('a definition', () => {
  it('with mistakes is an error that lists all of them', () => {
    const scopes = ['orders:read', 'Orders:read', 'orders:read', 'a*', '', 'a::b', 7]
    const roles = {
      viewer: ['orders:read', 'orders:raed', 'nope:*', 'or*:x', null],
      'orders:read': [],
      Admin: [],
      text: 'orders:read',
      one: ['two'],
      two: ['three', 'one'],
      three: ['three'],
    }
    expect(messageOf(scopes, roles).split('\n  ')).toEqual([
      'RangeError: scopes: 15 mistakes in the definition',
      ...['"Orders:read"', '"a*"', '""', '"a::b"', '[number]'].map(
        (name) =>
          `${name} is no scope: 1 to 8 segments of a-z, 0-9, "_" and "-", joined by ":", at most 128 characters`,
      ),
      '"orders:read" is listed twice',
      '"orders:read" is both a scope and a role',
      expect.stringMatching(/^"Admin" is no name of a role: /),
      'the role "viewer" includes "orders:raed", which is neither a scope nor a role',
      'the role "viewer" includes "nope:*", which means no scope',
      'the role "viewer" includes "or*:x", which is no wildcard: "*" is a whole segment, "**" one or more at the end',
      'the role "viewer" includes [null], which is neither a scope nor a role',
      'the role "text" must be a list',
      'roles include each other: three > three',
      'roles include each other: one > two > one',
    ])
  })

  it.each([
    [undefined, undefined],
    [null, undefined],
    ['orders:read', undefined],
    [['a'], null],
    [['a'], 'viewer'],
  ])('of another kind is a TypeError: %j, %j', (scopes, roles) => {
    expect(messageOf(scopes, roles)).toMatch(/^TypeError: scopes: "(scopes|roles)" must be an? /)
  })

  it('has bounds', () => {
    expect(messageOf([])).toMatch(/1 to 65536 scopes, not 0/)
    const many = Array.from({ length: 65_537 }, (_, i) => `s${i}`)
    expect(messageOf(many)).toMatch(/1 to 65536 scopes, not 65537/)
    const chain = Object.fromEntries(many.slice(0, 1_001).map((_, i) => [`r${i}`, [`r${i + 1}`]]))
    expect(messageOf(['a'], { ...chain, r1001: [] })).toMatch(/there may be 1000 roles, not 1002/)
    const longest = 'a'.repeat(128)
    expect(messageOf([longest, 'a:b:c:d:e:f:g:h'])).toBe('nothing thrown')
    expect(messageOf([`${longest}a`])).toMatch(/1 mistake .*\n {2}"a{64}…" is no scope/)
    expect(messageOf(['a:b:c:d:e:f:g:h:i'])).toMatch(/is no scope/)
    expect(messageOf({ a: 7 })).toMatch(/"a" is described by \[number\], not by a text/)
  })

  it('of the most there may be works, to the last scope and the deepest role', () => {
    const names = Array.from({ length: 65_536 }, (_, i) => `s${i}`) as [string, ...string[]]
    const chain = Array.from({ length: 1_000 }, (_, i) => [
      `r${i}`,
      [i < 999 ? `r${i + 1}` : 's65535'],
    ])
    const scopes = defineScopes<string, string>({ scopes: names, roles: Object.fromEntries(chain) })
    const grants = scopes.grant('r0')
    expect(scopes.expand(grants)).toEqual(['s65535'])
    const [origin] = scopes.explain(grants, scopes.allOf('s65535')).scopes[0]?.by ?? []
    expect(origin?.path).toHaveLength(1_001)
    expect(scopes.expand(scopes.read(scopes.expand(['*'])))).toHaveLength(65_536)
  })

  it('with circles shows so much of them as can be read', () => {
    const long = (i: number): string => `r${i}${'x'.repeat(100)}`
    const circle = (size: number) =>
      Array.from({ length: size }, (_, i) => [long(i), [long((i + 1) % size)]])
    const [, line = ''] = messageOf(['a'], Object.fromEntries(circle(1_000))).split('\n  ')
    expect(line).toMatch(/^roles include each other: (r\d+x+… > ){11}… > r0x+…$/)
    const short = messageOf(['a'], Object.fromEntries(circle(11)))
    expect(short).toMatch(/: (r\d+x+… > ){11}r0x+…$/)
    const names = Array.from({ length: 60 }, (_, i) => `r${i}`)
    const dense = messageOf(['a'], Object.fromEntries(names.map((name) => [name, names])))
    expect(dense.split('\n  ')).toHaveLength(17)
    expect(messageOf(['a'], { 'a\nb': ['a\nb'] })).toMatch(/each other: a\?b > a\?b$/)
  })

  it('may use the names of what every object has', () => {
    const scopes = defineScopes({
      scopes: ['constructor', 'valueof', 'proto:read'],
      roles: { prototype: ['constructor'] },
    })
    expect(scopes.expand(['prototype'])).toEqual(['constructor'])
    expect(scopes.describe('constructor')).toBeUndefined()
    expect(scopes.read(['toString', '__proto__', 'hasOwnProperty']).unknown).toHaveLength(3)
    expect(messageOf(['__proto__'])).toMatch(/"__proto__" is no scope/)
    expect(messageOf(['a'], { ['__proto__']: ['a'] })).toMatch(/"__proto__" is no name of a role/)
  })
})
