import { allow, decider, every, type Guard, type Nothing } from '@sallyport/core'
import {
  defineScopes,
  describeScopes,
  type Grants,
  type Requirement,
  requireScopes,
  type Scopes,
} from '@sallyport/scopes'
import { describe, expectTypeOf, it } from 'vitest'

const scopes = defineScopes({
  scopes: ['orders:read', 'orders:write'],
  roles: { viewer: ['orders:read'], support: ['viewer', 'orders:*'] },
})
type Name = 'orders:read' | 'orders:write'

describe('a definition', () => {
  it('knows its scopes and roles, from a list and by name', () => {
    expectTypeOf(scopes).toEqualTypeOf<Scopes<Name, 'viewer' | 'support'>>()
    expectTypeOf(
      defineScopes({ scopes: { 'orders:read': 'Reads.', 'orders:write': 'Writes.' } }),
    ).toEqualTypeOf<Scopes<Name, never>>()
    expectTypeOf(scopes).toExtend<Scopes>()
  })

  it('does not compile with a role of what does not exist', () => {
    // @ts-expect-error a misspelt scope
    defineScopes({ scopes: ['orders:read'], roles: { viewer: ['orders:raed'] } })
    // @ts-expect-error a misspelt role
    defineScopes({ scopes: ['orders:read'], roles: { a: ['orders:read'], b: ['aa'] } })
    // @ts-expect-error no list
    defineScopes({ scopes: ['orders:read'], roles: { viewer: 'orders:read' } })
    // @ts-expect-error no scopes
    defineScopes({ roles: {} })
  })

  it('takes names that nobody knows before it runs', () => {
    const names: string[] = []
    expectTypeOf(defineScopes({ scopes: names })).toEqualTypeOf<Scopes<string, never>>()
  })
})

describe('a misspelt name does not compile', () => {
  it('where it is granted', () => {
    expectTypeOf(scopes.grant('orders:read', 'viewer', 'orders:*', '**')).toEqualTypeOf<Grants>()
    // @ts-expect-error no such scope
    scopes.grant('orders:raed')
    // @ts-expect-error no such role
    scopes.expand(['viewers'])
    // @ts-expect-error no such scope
    scopes.describe('orders')
    expectTypeOf(scopes.expand(['viewer'])).toEqualTypeOf<readonly Name[]>()
    expectTypeOf(scopes.read).parameter(0).toBeUnknown()
  })

  it('where it is required', () => {
    expectTypeOf(scopes.allOf('orders:read', 'orders:write')).toEqualTypeOf<Requirement>()
    // @ts-expect-error no such scope
    scopes.allOf('orders:raed')
    // @ts-expect-error roles cannot be required
    scopes.anyOf('viewer')
    // @ts-expect-error nor wildcards
    scopes.allOf('orders:*')
    // @ts-expect-error nor nothing
    scopes.allOf()
  })
})

describe('grants and requirements', () => {
  it('are made by a registry only', () => {
    // @ts-expect-error looks like it
    const grants: Grants = { unknown: [] }
    // @ts-expect-error looks like it
    const needed: Requirement = { label: 'a', mode: 'all', scopes: ['a'] }
    // @ts-expect-error texts are no ceiling
    scopes.intersect({ key: ['orders:read'] })
    expectTypeOf(scopes.holds(grants, needed)).toBeBoolean()
  })
})

describe('requireScopes', () => {
  const guard = requireScopes(scopes.allOf('orders:read'))
  const identify: Guard<{ readonly grants: Grants }, 'no_key'> = () =>
    allow({ grants: scopes.grant() })

  it('needs grants, proves the requirement, refuses for one reason', () => {
    expectTypeOf(guard).toEqualTypeOf<
      Guard<{ readonly required: Requirement }, 'insufficient_scope', { readonly grants: Grants }>
    >()
    // @ts-expect-error nobody says what is held
    decider(guard)
    const open: Guard<Nothing, never> = () => allow()
    // @ts-expect-error nor here
    decider(every(open, guard))
    decider(every(identify, guard), { describe: describeScopes })
    // @ts-expect-error a second requirement would replace the first one's proof; say allOf
    every(identify, guard, guard)
  })
})
