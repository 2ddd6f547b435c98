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
