import { defineScopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'

const scopes = defineScopes({ scopes: ['orders:read', 'orders:write'] })
const need = scopes.allOf('orders:read')

describe('ceilings', () => {
  it('are at most 8 inside each other, however many beside each other', () => {
    const nested = (depth: number) => {
      let grants = scopes.grant('**')
      for (let i = 0; i < depth; i++)
        grants = scopes.intersect({ key: grants, owner: scopes.grant('*:read') })
      return grants
    }
    const deepest = nested(8)
    expect(scopes.expand(deepest)).toEqual(['orders:read'])
    expect(scopes.explain(deepest, need).scopes[0]?.by).toHaveLength(9)
    expect(() => nested(9)).toThrow(
      new RangeError('scopes: intersect() goes 8 deep at most, got 9'),
    )
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`c${i}`, nested(7)]))
    expect(scopes.expand(scopes.intersect(many))).toEqual(['orders:read'])
  })

  it('have names that stay apart when they are joined', () => {
    expect(() => scopes.intersect({ key: scopes.grant(), 'key.owner': scopes.grant() })).toThrow(
      new RangeError('scopes: intersect() takes names without ".", got "key.owner"'),
    )
  })
})
