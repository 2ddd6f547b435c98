import { apiKeys, type KeyStore } from '@sallyport/api-keys'
import { expect } from 'vitest'

const ada = { kind: 'user', id: 'ada' }

/** A key is issued by one instance, used at the other, rotated there, revoked here. */
export async function livesOnTwo(store: KeyStore, other: KeyStore): Promise<void> {
  const [here, there] = [store, other].map((one) =>
    apiKeys({ store: one, prefix: 'acme', env: 'live', maxPerOwner: 2 }),
  ) as [ReturnType<typeof apiKeys>, ReturnType<typeof apiKeys>]
  const reason = async (keys: typeof here, token: string) => {
    const verdict = await keys.verify(token)
    return verdict.ok ? verdict.value.via : verdict.reason
  }
  const tenant = 'two instances'
  const wanted = { name: 'ci', tenant, owner: ada, actor: ada, metadata: { team: 'ünï' } }
  const { token, key } = await here.issue(wanted)
  expect(await reason(there, token.reveal())).toBe('current')
  const rotated = await there.rotate(key.id, { actor: ada, graceMs: 60_000 })
  expect(await reason(here, token.reveal())).toBe('previous')
  expect(await reason(here, rotated.token.reveal())).toBe('current')
  const both = await Promise.allSettled([here, there, here].map((keys) => keys.issue(wanted)))
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await here.revoke(key.id, { actor: ada, reason: 'leaked' })
  expect(await reason(there, rotated.token.reveal())).toBe('key_revoked')
  await expect(there.rotate(key.id, { actor: ada })).rejects.toMatchObject({ reason: 'revoked' })
  await Promise.all([here.flush(), there.flush()])
  const uses = await other.page({ tenant }, undefined, 10)
  const { use } = uses.find(({ record }) => record.id === key.id) ?? {}
  expect(use).toMatchObject({ count: 3 })
  expect(use?.previousLastUsedAt).not.toBe(null)
  await Promise.all([here.close(), there.close()])
}
