import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
import { defineScopes } from '@sallyport/scopes'
import { expectTypeOf, it } from 'vitest'

const keys = apiKeys({
  store: memoryKeyStore(),
  prefix: 'acme',
  env: 'live',
  scopes: defineScopes({
    scopes: ['orders:read', 'orders:write'],
    roles: { clerk: ['orders:read'] },
  }),
})
type Scopes = NonNullable<Parameters<typeof keys.issue>[0]['scopes']>

it('takes scopes, roles and wildcards of the registry, and no others', () => {
  expectTypeOf<['orders:read', 'clerk', 'orders:*']>().toExtend<Scopes>()
  expectTypeOf<['order:read']>().not.toExtend<Scopes>()
  expectTypeOf<typeof keys.update>().parameter(1).toHaveProperty('scopes')
})
