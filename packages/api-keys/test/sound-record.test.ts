import { type KeyRecord, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { day, lateStore, openTestKeys, start } from './support/open-test-keys.ts'

/** What verifying says of a key whose record comes back otherwise, and what the operator hears. */
async function outcomeOf(spoil: (record: KeyRecord) => unknown, late = false) {
  const inner = memoryKeyStore()
  const told: unknown[] = []
  const get = (id: string): never => spoil(inner.get(id) as KeyRecord) as never
  const spoilt: KeyStore = { ...inner, get }
  const { issued, outcome } = openTestKeys({
    store: late ? lateStore(spoilt) : spoilt,
    limits: limits({ policies: {} }),
    onStoreError: (error) => told.push(error),
  })
  const { token } = await issued({ expiresAt: start + day })
  return { said: await outcome(token.reveal()), told: told.map(String).join(), token }
}

const digests = ['', 'abc', 'f'.repeat(63), 'f'.repeat(65), '\u0166'.repeat(64), 'F'.repeat(64), 7]
const times = [undefined, '2026-05-16', '', true, Number.NaN, Number.POSITIVE_INFINITY, {}]
const each = (name: string, values: readonly unknown[]): [string, unknown][] =>
  values.map((value) => [name, value])

describe('a record that the store has spoilt lets nobody in, and nothing throws', () => {
  it.each([
    ...each('expiresAt', times),
    ...each('notBefore', times),
    ...each('revokedAt', times),
    ...each('disabledAt', times),
    ...each('createdAt', [...times, null]),
    ...each('networks', [undefined, 'all', ['nonsense'], [null], [7], {}]),
    ...each('scopes', [undefined, null, 'orders:read', [null], {}]),
    ...each('limits', [undefined, null, {}, [null], [{}], [{ name: 'x', policy: { kind: 'no' } }]]),
    ...each('owner', [undefined, null, 'ada', {}, { kind: 'user' }, { kind: 1, id: 2 }]),
    ...each('id', [undefined, null, 7, Symbol('x')]),
    ...each('name', [undefined, null, 7]),
    ...each('env', [undefined, null, 7]),
    ...each('tenant', [undefined, null, 7]),
    ...each('version', [undefined, null, '1', 0.5]),
    ...each('current', [undefined, null, {}, 'digest']),
    ...each('previous', [undefined, {}, 'digest']),
  ])('%s: %j', async (name, value) => {
    for (const late of [false, true]) {
      const { said, told } = await outcomeOf((record) => ({ ...record, [name]: value }), late)
      expect(said).toBe('key_store_unavailable')
      expect(told).not.toBe('')
    }
  })

  it.each(digests)('a digest: %j', async (digest) => {
    const { said } = await outcomeOf((record) => ({
      ...record,
      current: { ...record.current, digest },
    }))
    expect(said).toBe('key_store_unavailable')
    const previous = await outcomeOf((record) => ({
      ...record,
      previous: { ...record.current, digest, until: start + 1 },
    }))
    expect(previous.said).toBe('key_store_unavailable')
  })

  it.each(times)('the end of a grace: %j', async (until) => {
    const { said } = await outcomeOf((record) => ({
      ...record,
      previous: { ...record.current, until },
    }))
    expect(said).toBe('key_store_unavailable')
  })

  it.each(['record', 7, [], {}, true])('what is no record at all: %j', async (given) => {
    expect((await outcomeOf(() => given)).said).toBe('key_store_unavailable')
  })

  it('null is what some clients say for none', async () => {
    for (const late of [false, true]) {
      expect((await outcomeOf(() => null, late)).said).toBe('key_unknown')
    }
  })

  it('and a sound one, copied, lets in', async () => {
    expect((await outcomeOf((record) => structuredClone(record))).said).toBe('current')
  })
})

it('what the operator hears names the key and the field, and not what is there', async () => {
  const { told, token } = await outcomeOf((record) => ({
    ...record,
    current: { ...record.current, digest: `${record.current.digest}!` },
  }))
  const id = token.reveal().slice(-62, -50)
  expect(told).toBe(
    `TypeError: api-keys: the store gave a record that is no key's: "current" is wrong, of key ${id}`,
  )
})
