import {
  apiKeyMetrics,
  apiKeyReasons,
  apiKeys,
  type KeyRecord,
  memoryKeyStore,
} from '@sallyport/api-keys'
import { type Denied, denialReply } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { checksumOf } from '../src/format.ts'
import { ada, day, openTestKeys, scopes, start } from './support/open-test-keys.ts'

/** The same key with another secret: nobody's, and well formed. */
const otherSecret = (token: string): string => {
  const body = `${token.slice(0, -49)}${'z'.repeat(43)}`
  return body + checksumOf(body)
}
const otherId = (token: string): string => {
  const body = `${token.slice(0, -62)}${'0'.repeat(12)}${token.slice(-50, -6)}`
  return body + checksumOf(body)
}

describe('each reason', () => {
  it.each([
    ['key_not_yet_valid', { notBefore: start + 1 }, {}],
    ['current', { notBefore: start }, {}],
    ['current', { expiresAt: start + 1 }, {}],
    ['key_wrong_network', { networks: ['10.0.0.0/8'] }, {}],
    ['key_wrong_network', { networks: ['10.0.0.0/8'] }, { ip: 'nonsense' }],
    ['key_wrong_network', { networks: ['10.0.0.0/8'] }, { ip: '192.0.2.1' }],
    ['current', { networks: ['10.0.0.0/8'] }, { ip: '10.1.2.3' }],
    ['current', { networks: ['10.0.0.0/8'] }, { ip: '::ffff:10.1.2.3' }],
    ['key_wrong_tenant', {}, { tenant: 't2' }],
    ['key_wrong_tenant', {}, { tenant: '' }],
    ['current', {}, { tenant: 't1' }],
    ['insufficient_scope', { scopes: ['orders:read'] }, { scopes: 'write' }],
  ] as const)('%s: issued with %j, used with %j', async (expected, more, need) => {
    const { issued, outcome } = openTestKeys()
    const { token } = await issued(more)
    const needed = 'scopes' in need ? { scopes: scopes.allOf('orders:write') } : need
    expect(await outcome(token.reveal(), needed)).toBe(expected)
  })

  it('is refused at its expiry, not after it', async () => {
    const { issued, outcome, time } = openTestKeys()
    const { token } = await issued({ expiresAt: start + 10 })
    time.advance(9)
    expect(await outcome(token.reveal())).toBe('current')
    time.advance(1)
    expect(await outcome(token.reveal())).toBe('key_expired')
  })

  it('knows unknown ids, wrong secrets and other environments', async () => {
    const store = memoryKeyStore()
    const { issued, outcome } = openTestKeys({ store })
    const test = openTestKeys({ store, env: 'test' })
    const { token } = await issued()
    expect(await outcome(otherSecret(token.reveal()))).toBe('key_wrong_secret')
    expect(await outcome(otherId(token.reveal()))).toBe('key_unknown')
    expect(await test.outcome(token.reveal())).toBe('key_wrong_env')
    const renamed = token.reveal().slice(0, -6).replace('_live_', '_test_')
    expect(await outcome(renamed + checksumOf(renamed))).toBe('key_wrong_secret')
  })
})

describe('the order of checks', () => {
  it('secret, revoked, disabled, expired, not yet valid, environment, tenant, network', async () => {
    const store = memoryKeyStore()
    const { issued, keys, time } = openTestKeys({ store })
    const { token, key } = await issued({
      notBefore: start + 20,
      expiresAt: start + 30,
      networks: ['10.0.0.0/8'],
    })
    const by = { actor: ada }
    // Nobody can issue such a key; a store may hold one.
    const record = store.get(key.id) as KeyRecord
    store.replace({ ...record, version: 2, expiresAt: start + 10 }, 1)
    await keys.disable(key.id, by)
    time.advance(10)
    const other = apiKeys({ store, prefix: 'acme_pk', env: 'test', clock: time.clock })
    const reason = async (text = token.reveal(), need = { tenant: 't2' }) => {
      const verdict = await other.verify(text, need)
      return verdict.ok ? 'in' : verdict.reason
    }
    expect(await reason()).toBe('key_disabled')
    expect(await reason(otherSecret(token.reveal()))).toBe('key_wrong_secret')
    await keys.enable(key.id, by)
    expect(await reason()).toBe('key_expired')
    const expired = store.get(key.id) as KeyRecord
    store.replace({ ...expired, version: expired.version + 1, expiresAt: null }, expired.version)
    expect(await reason()).toBe('key_not_yet_valid')
    time.advance(10)
    expect(await reason()).toBe('key_wrong_env')
    const live = async (need: object) => {
      const verdict = await keys.verify(token.reveal(), need)
      return verdict.ok ? 'in' : verdict.reason
    }
    expect(await live({ tenant: 't2' })).toBe('key_wrong_tenant')
    expect(await live({ tenant: 't1' })).toBe('key_wrong_network')
    await keys.disable(key.id, by)
    await keys.revoke(key.id, by)
    expect(await reason()).toBe('key_revoked')
    expect(await reason(otherSecret(token.reveal()))).toBe('key_wrong_secret')
  })
})

describe('from outside', () => {
  it('malformed, unknown, wrong secret and wrong tenant are the same bytes', async () => {
    const { issued, keys } = openTestKeys()
    const { token, key } = await issued()
    const revoked = await issued()
    await keys.revoke(revoked.key.id, { actor: ada })
    const text = token.reveal()
    const seen = new Set<string>()
    const reasons: string[] = []
    for (const [sent, need] of [
      ['nonsense', {}],
      [otherId(text), {}],
      [otherSecret(text), {}],
      [otherSecret(revoked.token.reveal()), {}],
      [text, { tenant: 't2' }],
    ] as const) {
      const verdict = await keys.verify(sent, need)
      if (verdict.ok) throw new Error('let in')
      reasons.push(verdict.reason)
      const reply = denialReply(verdict)
      seen.add(JSON.stringify(reply))
      expect(String(reply.body)).not.toContain(key.id)
    }
    expect(new Set(reasons).size).toBe(4)
    expect([...seen]).toHaveLength(1)
    expect(JSON.parse([...seen][0] as string)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="api_keys", error="invalid_token"' },
    })
  })

  it('says which key it was only once the secret is proved, and only inside', async () => {
    const { issued, keys } = openTestKeys()
    const { token, key } = await issued()
    const provedBy = async (text: string) => {
      const verdict = await keys.verify(text, { tenant: 't2' })
      return (verdict as Denied & { proved?: { key?: { id: string } } }).proved?.key?.id
    }
    expect(await provedBy(otherSecret(token.reveal()))).toBeUndefined()
    expect(await provedBy(otherId(token.reveal()))).toBeUndefined()
    expect(await provedBy(token.reveal())).toBe(key.id)
  })
})

describe('counts', () => {
  it('each attempt, and each refusal with its reason, with the status of the catalog', async () => {
    const { issued, keys, metrics, time } = openTestKeys()
    const { token, key } = await issued({ expiresAt: start + day })
    const sent = [token.reveal(), 'x', otherId(token.reveal()), otherSecret(token.reveal())]
    for (const text of sent) await keys.verify(text)
    await keys.disable(key.id, { actor: ada })
    const disabled = await keys.verify(token.reveal())
    await keys.enable(key.id, { actor: ada })
    time.advance(day)
    const expired = await keys.verify(token.reveal())
    expect(metrics.value(apiKeyMetrics.attempts)).toBe(6)
    expect(metrics.value(apiKeyMetrics.failures)).toBe(5)
    for (const reason of [
      'key_malformed',
      'key_unknown',
      'key_wrong_secret',
      'key_disabled',
      'key_expired',
    ]) {
      expect(metrics.value(apiKeyMetrics.failures, { reason })).toBe(1)
    }
    for (const verdict of [disabled, expired]) {
      if (verdict.ok) throw new Error('let in')
      expect(verdict.status).toBe(apiKeyReasons[verdict.reason as 'key_expired'].status)
    }
  })

  it('a refusal for want of a scope as well', async () => {
    const { issued, keys, metrics } = openTestKeys()
    const { token } = await issued({ scopes: ['orders:read'] })
    await keys.verify(token.reveal(), { scopes: scopes.allOf('orders:write') })
    expect(metrics.value(apiKeyMetrics.failures, { reason: 'insufficient_scope' })).toBe(1)
  })
})
