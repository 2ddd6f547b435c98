import { defineScopes } from '@sallyport/scopes'
import { expect, it } from 'vitest'

const scopes = defineScopes({
  scopes: ['orders:read', 'orders:write', 'users:read'],
  roles: {
    viewer: ['orders:read'],
    support: ['viewer', 'orders:write'],
    lead: ['support', 'viewer'],
    everyone: ['lead', '*:read'],
  },
})

it('names the roles on the way, the shortest, for every granted text', () => {
  const grants = scopes.read(['support', 'orders:read', 'lead', 'everyone', '**', 'nope'])
  expect(scopes.explain(grants, scopes.allOf('orders:read'))).toEqual({
    required: 'orders:read',
    held: true,
    missing: [],
    scopes: [
      {
        scope: 'orders:read',
        held: true,
        by: [
          { path: ['support', 'viewer', 'orders:read'] },
          { path: ['orders:read'] },
          { path: ['lead', 'viewer', 'orders:read'] },
          { path: ['everyone', '*:read'] },
          { path: ['**'] },
        ],
        lackedBy: [],
      },
    ],
  })
})

it('names a text once that was granted twice', () => {
  const { grant, explain, allOf } = scopes
  expect(explain(grant('viewer', 'viewer'), allOf('orders:read')).scopes[0]?.by).toEqual([
    { path: ['viewer', 'orders:read'] },
  ])
})

it('looks at each role once, by however many ways it is reached', () => {
  const layers = 30
  const diamond = Array.from({ length: layers }, (_, i) => {
    const below = i + 1 < layers ? [`l${i + 1}a`, `l${i + 1}b`] : ['a']
    return [`l${i}a`, below, `l${i}b`, below] as const
  }).flatMap(([a, belowA, b, belowB]) => [[a, belowA] as const, [b, belowB] as const])
  const deep = defineScopes<string, string>({
    scopes: ['a', 'b'],
    roles: Object.fromEntries(diamond),
  })
  const { scopes: explained } = deep.explain(deep.grant('l0a'), deep.allOf('a', 'b'))
  expect(explained.map(({ by }) => by[0]?.path.length)).toEqual([layers + 1, undefined])
})

it('says what is missing: all of it, or one of it', () => {
  const grants = scopes.grant('viewer')
  const all = scopes.explain(grants, scopes.allOf('orders:read', 'orders:write', 'users:read'))
  expect(all).toMatchObject({ held: false, missing: ['orders:write', 'users:read'] })
  expect(all.scopes.map(({ held }) => held)).toEqual([true, false, false])
  const any = scopes.anyOf('orders:write', 'users:read')
  expect(scopes.explain(grants, any).missing).toEqual(['orders:write', 'users:read'])
  expect(scopes.explain(scopes.grant('users:read'), any)).toMatchObject({ held: true, missing: [] })
  expect(scopes.explain(scopes.grant(), any).scopes[0]?.by).toEqual([])
})

it('names the ceilings that lack it, also inside each other', () => {
  const grants = scopes.intersect({
    key: scopes.grant('support'),
    account: scopes.intersect({ owner: scopes.grant('**'), tenant: scopes.grant('viewer') }),
  })
  expect(scopes.explain(grants, scopes.allOf('orders:read', 'orders:write')).scopes).toEqual([
    {
      scope: 'orders:read',
      held: true,
      by: [
        { path: ['support', 'viewer', 'orders:read'], ceiling: 'key' },
        { path: ['**'], ceiling: 'account.owner' },
        { path: ['viewer', 'orders:read'], ceiling: 'account.tenant' },
      ],
      lackedBy: [],
    },
    {
      scope: 'orders:write',
      held: false,
      by: [
        { path: ['support', 'orders:write'], ceiling: 'key' },
        { path: ['**'], ceiling: 'account.owner' },
      ],
      lackedBy: ['account.tenant'],
    },
  ])
})
