import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
import { manualTime, recordAudit } from '@sallyport/core/testing'
import { expect, it } from 'vitest'

const ada = { kind: 'user', id: 'ada' }
const day = 86_400_000

const open = () => {
  const time = manualTime()
  const audit = recordAudit()
  const keys = apiKeys({
    store: memoryKeyStore(),
    prefix: 'acme_pk',
    env: 'live',
    clock: time.clock,
    audit,
  })
  const issued = (more: object = {}) =>
    keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada, ...more })
  const reason = async (token: unknown) => {
    const verdict = await keys.verify(token)
    return verdict.ok ? verdict.value.via : verdict.reason
  }
  return { time, audit, keys, issued, reason }
}

it('lives: issued, verified, rotated with a grace, revoked', async () => {
  const { time, audit, keys, issued, reason } = open()
  const { token, key } = await issued()
  expect(token.reveal()).toMatch(/^acme_pk_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/)
  expect(await reason(token.reveal())).toBe('current')
  const rotated = await keys.rotate(key.id, { actor: ada, graceMs: 7 * day })
  expect(rotated.key.id).toBe(key.id)
  expect(rotated.key.secretId).not.toBe(key.secretId)
  expect([await reason(token.reveal()), await reason(rotated.token.reveal())]).toEqual([
    'previous',
    'current',
  ])
  time.advance(7 * day)
  expect(await reason(token.reveal())).toBe('key_wrong_secret')
  await keys.revoke(key.id, { actor: ada, reason: 'leaked' })
  expect(await reason(rotated.token.reveal())).toBe('key_revoked')
  expect(await reason(token.reveal())).toBe('key_wrong_secret')
  expect(audit.events.map(({ type }) => type)).toEqual([
    'api_key.created',
    'api_key.rotated',
    'api_key.revoked',
  ])
})

it('expires at its expiry, and a rotation does not extend that', async () => {
  const { time, keys, issued, reason } = open()
  const { token, key } = await issued({ expiresAt: time.clock() + 2 * day })
  await keys.rotate(key.id, { actor: ada, graceMs: 30 * day })
  time.advance(2 * day - 1)
  expect(await reason(token.reveal())).toBe('previous')
  time.advance(1)
  // The grace ended with the key: the old secret is none any more.
  expect(await reason(token.reveal())).toBe('key_wrong_secret')
})

it('refuses each token that differs in one character, without a read', async () => {
  let reads = 0
  const store = memoryKeyStore()
  const keys = apiKeys({
    store: {
      ...store,
      get(id) {
        reads++
        return store.get(id)
      },
    },
    prefix: 'acme',
    env: 'live',
  })
  const { token } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada })
  const text = token.reveal()
  for (let i = 0; i < text.length; i++) {
    const changed = text.slice(0, i) + (text[i] === 'x' ? 'y' : 'x') + text.slice(i + 1)
    const verdict = await keys.verify(changed)
    expect(verdict.ok ? 'in' : verdict.reason).toBe('key_malformed')
  }
  expect(reads).toBe(0)
})
