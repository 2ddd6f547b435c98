import { apiKeys, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { testRequest } from '@sallyport/core/testing'
import type { Scopes } from '@sallyport/scopes'
import { identityCases } from '@sallyport/scopes/testing'
import { describe, it } from 'vitest'
import { ada, scopes } from './support/open-test-keys.ts'

describe('requireKey gives the scopes that a key was issued with, and that are left of them', () => {
  const settings = { store: memoryKeyStore(), prefix: 'acme', env: 'live' }
  const guard = requireKey(apiKeys({ ...settings, scopes }))
  const identify = async (texts: readonly string[], storedBy: Scopes) => {
    const wanted = { name: 'ci', tenant: 't1', owner: ada, actor: ada, scopes: texts }
    const { token } = await apiKeys({ ...settings, scopes: storedBy }).issue(wanted)
    return { guard, request: testRequest({ headers: { 'x-api-key': token.reveal() } }) }
  }
  it.each(identityCases(scopes, identify))('$name', ({ run }) => run())
})
