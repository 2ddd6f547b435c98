import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { apiKeyMetrics, type HashedKey } from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { importedId } from '../src/imported.ts'
import { ada, day, openTestKeys, refusal, start } from './support/open-test-keys.ts'

const bytes = createHash('sha256').update('x'.repeat(64)).digest()
const digest = bytes.toString('hex')
const plain = { name: 'old', tenant: 't1', owner: ada, actor: ada, digest }

describe('a digest', () => {
  it.each([
    ['hex', digest],
    ['hex in capitals', digest.toUpperCase()],
    ['base64url', bytes.toString('base64url')],
    ['base64', bytes.toString('base64')],
  ])('is the same however it is written: %s', async (_, written) => {
    const { keys } = openTestKeys()
    const { id } = await keys.importHashed({ ...plain, digest: written })
    expect(id).toBe(importedId(digest))
    for (const again of [digest, bytes.toString('base64')]) {
      expect(await refusal(keys.importHashed({ ...plain, digest: again }))).toBe('conflict')
    }
  })

  const last = bytes.toString('base64url').slice(0, -1)
  it.each([
    ['nothing', ''],
    ['hex that is short', digest.slice(1)],
    ['hex that is long', `${digest}0`],
    ['hex with a line feed', `${digest}\n`],
    ['base64url with padding', `${bytes.toString('base64url')}=`],
    ['base64 without padding', `${'+'.repeat(42)}A`],
    ['base64url in place of base64', `${'-'.repeat(42)}A=`],
    ['bits left over', `${last}${last.endsWith('x') ? 'B' : 'z'}`],
    ['a digest of bcrypt', `$2b$10$${'a'.repeat(53)}`],
    ['no text', 7],
    ['bytes', bytes],
  ])('that is none is refused, and not shown: %s', async (_, written) => {
    const { keys, audit } = openTestKeys()
    const importing = keys.importHashed({ ...plain, digest: written as string })
    const error = await importing.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RangeError)
    if (String(written).length > 9) expect(inspect(error)).not.toContain(String(written))
    expect(audit.events).toEqual([])
  })

  it('gives an id of 12 letters, always the same, and no other digest’s', () => {
    const ids = new Set<string>()
    for (let i = 0; i < 1_000; i++) {
      const hex = createHash('sha256').update(`${i}`).digest('hex')
      const id = importedId(hex)
      expect(id).toMatch(/^[0-9A-Za-z]{12}$/)
      expect(importedId(hex)).toBe(id)
      ids.add(id)
    }
    expect(ids.size).toBe(1_000)
    expect(importedId('0'.repeat(64))).toBe('000000000000')
    expect(importedId(`${'0'.repeat(31)}1${'f'.repeat(32)}`)).toBe('000000000001')
    expect(importedId(`${'0'.repeat(30)}3e${'f'.repeat(32)}`)).toBe('000000000010')
  })
})

describe('an imported key', () => {
  it('has what it is given, checked as a new one is', async () => {
    const { keys, audit, metrics } = openTestKeys({ limits: limits({ policies: {} }) })
    const given = {
      ...plain,
      scopes: ['orders:*'],
      networks: ['10.0.0.0/8'],
      limits: [{ name: 'daily', policy: { kind: 'quota', limit: 9, period: 'day' } }],
      metadata: { from: 'there' },
      expiresAt: start + day,
      reason: 'moved',
    } as const
    const key = await keys.importHashed(given)
    expect(key).toMatchObject({
      scopes: ['orders:read', 'orders:write'],
      networks: given.networks,
      limits: given.limits,
      metadata: given.metadata,
      expiresAt: given.expiresAt,
      createdAt: start,
      env: 'live',
      parent: null,
      secretId: 'imported',
    })
    expect(audit.events).toMatchObject([
      {
        type: 'api_key.imported',
        outcome: 'success',
        actor: ada,
        reason: 'moved',
        targets: [{ kind: 'key', id: key.id }],
      },
    ])
    expect(metrics.value(apiKeyMetrics.acts, { act: 'imported' })).toBe(1)
    expect(await keys.get(key.id)).toEqual(key)
    // Without an expiry, as long as any other.
    const other = await keys.importHashed({
      ...plain,
      digest: 'a'.repeat(64),
    })
    expect(other.expiresAt).toBe(start + 90 * day)
  })

  it.each<[string, Partial<HashedKey> & { parent?: unknown }]>([
    ['a name', { name: '' }],
    ['an expiry that is over', { expiresAt: start }],
    ['a scope that there is not', { scopes: ['orders:burn'] }],
    [
      'limits that nobody counts',
      { limits: [{ name: 'x', policy: { kind: 'quota', limit: 1, period: 'day' } }] },
    ],
    ['a parent, which would bound nothing', { parent: {} }],
  ])('is refused for %s, and nothing is recorded', async (_, wrong) => {
    const { keys, audit } = openTestKeys()
    const given = { ...plain, ...wrong }
    await expect(keys.importHashed(given)).rejects.toThrow(/api-keys|scope/)
    expect([audit.events, await keys.get(importedId(digest))]).toEqual([[], undefined])
  })

  it('counts as one of its owner’s, and of many at once one is imported', async () => {
    const { keys, audit, metrics } = openTestKeys({ maxPerOwner: 1 })
    const all = Array.from({ length: 5 }, () => refusal(keys.importHashed(plain)))
    expect((await Promise.all(all)).toSorted()).toEqual([
      'conflict',
      'conflict',
      'conflict',
      'conflict',
      undefined,
    ])
    const another = { ...plain, digest: 'b'.repeat(64) }
    expect(await refusal(keys.importHashed(another))).toBe('too_many')
    const failures = audit.events.filter(({ outcome }) => outcome === 'failure')
    expect(failures.map(({ type }) => type)).toEqual(Array(5).fill('api_key.imported'))
    expect(metrics.value(apiKeyMetrics.acts, { act: 'imported' })).toBe(1)
  })

  it('is not imported where the record fails', async () => {
    const { keys } = openTestKeys({
      audit: { record: () => Promise.reject(new Error('no room')) },
    })
    await expect(keys.importHashed(plain)).rejects.toThrow('no room')
    expect(await keys.get(importedId(digest))).toBeUndefined()
  })
})
