import { apiKeys, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import { secret } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { ada, day, openTestKeys, refusal, start } from './support/open-test-keys.ts'

const none = {} as never
const by = { actor: ada }
const known =
  'store, prefix, env, scopes, pepper, imported, lifetimeMs, maxPerOwner, limits, cache, flushMs, ' +
  'onStoreError, clock, monotonic, timers, random, audit, metrics'
const wanted = { name: 'ci', tenant: 't1', owner: ada, actor: ada }

describe('an option that there is not is misuse: what it was to guard would be open', () => {
  it.each(['peppers', 'scope', 'flushMS'])('of apiKeys: %s', (name) => {
    const options = { store: memoryKeyStore(), prefix: 'acme', env: 'live', [name]: undefined }
    expect(() => apiKeys(options)).toThrow(
      new TypeError(`api-keys: apiKeys() takes only ${known}, got "${name}"`),
    )
  })

  it('but the time of a test may be given as a whole', async () => {
    const time = manualTime(start)
    const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'live', ...time })
    const { token } = await keys.issue({ ...wanted, expiresAt: start + day })
    expect((await keys.verify(token.reveal())).ok).toBe(true)
    time.advance(day)
    expect(await keys.verify(token.reveal())).toMatchObject({ reason: 'key_expired' })
    await keys.close()
  })

  it.each<readonly [string, string, (given: never) => unknown]>([
    ['sqliteKeyStore', 'table', (given) => sqliteKeyStore(none, given)],
    ['postgresKeyStore', 'schema', (given) => postgresKeyStore(none, given)],
    ['redisKeyStore', 'prefix', (given) => redisKeyStore(none, given)],
  ])('of %s', (name, names, call) => {
    expect(() => call({ name: 'keys' } as never)).toThrow(
      new TypeError(`api-keys: ${name}() takes only ${names}, got "name"`),
    )
  })

  it('of requireKey', () => {
    const { keys } = openTestKeys()
    expect(() => requireKey(keys, { tenants: () => 't1' } as never)).toThrow(
      new TypeError('api-keys: requireKey() takes only header, tenant, failures, got "tenants"'),
    )
  })

  it.each([
    ['issue', { ...wanted, expireAt: 5 }, 'expireAt'],
    ['importHashed', { ...wanted, digest: 'a'.repeat(64), network: [] }, 'network'],
    ['rotateUnused', { ...by, days: 1, deliver: async () => {}, tenants: 't1' }, 'tenants'],
  ] as const)('of %s', async (verb, given, name) => {
    const { audit, keys } = openTestKeys()
    expect(await refusal(keys[verb](given as never))).toMatch(
      new RegExp(`^TypeError: api-keys: ${verb}\\(\\) takes only actor, .*, got "${name}"$`),
    )
    expect(audit.events).toEqual([])
  })

  it.each([
    ['update', 'notBefore'],
    ['rotate', 'grace'],
  ] as const)('of %s: %s', async (verb, name) => {
    const { issued, keys } = openTestKeys()
    const { key } = await issued()
    expect(await refusal(keys[verb](key.id, { ...by, [name]: 9 }))).toMatch(
      new RegExp(`^TypeError: api-keys: ${verb}\\(\\) takes only actor, .*, got "${name}"$`),
    )
    expect(await keys.get(key.id)).toEqual(key)
  })
})

// What a program reads of its environment may be missing, and what it reads of a body is anything.
describe('an option that is not there, or is none, is misuse', () => {
  const options = { store: memoryKeyStore(), prefix: 'acme', env: 'live' }

  it.each([
    ['env', /^RangeError: api-keys: "env" must be 1 to 16 lower-case letters and digits, got/],
    ['prefix', /^RangeError: api-keys: "prefix" must be lower-case words with underscores .*, got/],
  ])('of apiKeys: %s', async (name, told) => {
    for (const given of [undefined, null, 7]) {
      const opening = async () => apiKeys({ ...options, [name]: given } as never)
      expect(await refusal(opening())).toMatch(told)
    }
  })

  it('of issue: scopes that are no list', async () => {
    const { audit, issued } = openTestKeys()
    for (const scopes of ['orders:read', { 0: 'orders:read' }, 7])
      expect(await refusal(issued({ scopes } as never))).toMatch(
        /^TypeError: scopes: what is expanded must be a list of texts, .* got /,
      )
    expect(audit.events).toEqual([])
  })
})

describe('who asks for a minted key never gets one that is not', () => {
  it.each([undefined, null, {}, { key: {} }, { ok: true, value: {} }, { key: { id: 7 } }])(
    'parent: %j',
    async (parent) => {
      const { audit, issued } = openTestKeys()
      expect(await refusal(issued({ parent } as never))).toMatch(
        /^TypeError: api-keys: "parent" must be a key as it was identified/,
      )
      expect(audit.events).toEqual([])
    },
  )
})

describe('pepper', () => {
  const one = { id: 'a', key: secret('x'.repeat(32)) }

  it('is one, or a list of them', async () => {
    const store = memoryKeyStore()
    const { token } = await openTestKeys({ store, pepper: one }).issued()
    expect(await openTestKeys({ store, pepper: [one] }).outcome(token.reveal())).toBe('current')
    expect(await openTestKeys({ store }).outcome(token.reveal())).toBe('key_wrong_secret')
  })

  it.each([null, 'none', 'x'.repeat(32)])('not %j', (pepper) => {
    expect(() => openTestKeys({ pepper } as never)).toThrow(/^api-keys: "pepper" must be/)
  })
})
