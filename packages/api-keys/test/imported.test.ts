import { createHash } from 'node:crypto'
import { type KeyRecord, memoryKeyStore } from '@sallyport/api-keys'
import { secret } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import {
  ada,
  day,
  lateStore,
  openTestKeys,
  refusal,
  type TestKeys,
} from './support/open-test-keys.ts'

const by = { actor: ada }
const pepper = (id: string) => ({ id, key: secret(id.repeat(32)) })
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const plain = { name: 'old', tenant: 't1', owner: ada, actor: ada }

// Made by better-auth 1.7.5 with @better-auth/api-key 1.7.5, and its column `key`.
const old = 'old_xzLuozHfTommkzsYjPIiTArEHDlGdBnDiZjzNBgQULHFmTEnpeTTbkCSYSsRmtZI'
const kept = 'Ejed8OTuKOtI_UpXT2Lfcd2FBnF4y9UqJazktcmucEM'
const other = old.replace('xzLu', 'xzLv')

const imported = (token: string): string | undefined =>
  /^old_[A-Za-z]{64}$/.test(token) ? token : undefined
/** Laravel Sanctum: the number of a row, and of the rest the SHA-256 in hex. */
const ofSanctum = (token: string): string | undefined =>
  /^\d+\|([0-9A-Za-z]{40,})$/.exec(token)?.[1]

const importedInto = ({ keys }: TestKeys, digest = kept) => keys.importHashed({ ...plain, digest })

describe('a token of another system', () => {
  it('is accepted as what was imported, by the SHA-256 that was kept there', async () => {
    const opened = openTestKeys({ imported })
    const { keys, outcome } = opened
    const key = await keys.importHashed({ ...plain, digest: kept, scopes: ['orders:read'] })
    const verdict = await keys.verify(old)
    expect(verdict).toMatchObject({ ok: true, value: { key: { id: key.id }, via: 'current' } })
    expect(await outcome(old, { tenant: 't2' })).toBe('key_wrong_tenant')
    for (const [text, reason] of [
      [other, 'key_unknown'],
      [old.slice(1), 'key_malformed'],
      [`${old}x`, 'key_malformed'],
    ] as const) {
      expect(await outcome(text)).toBe(reason)
      expect(await keys.verify(text)).toMatchObject({ shown: 'key_invalid' })
    }
  })

  it('may stand for another text: what comes after the id', async () => {
    const opened = openTestKeys({ imported: ofSanctum, store: lateStore() })
    const part = 'Q'.repeat(40)
    await importedInto(opened, sha256(part))
    expect(await opened.outcome(`7|${part}`)).toBe('current')
    expect(await opened.outcome(`7|${part}x`)).toBe('key_unknown')
    expect(await opened.outcome(part)).toBe('key_malformed')
  })

  it('is nobody’s where the option is not given, and again once it is taken away', async () => {
    const opened = openTestKeys()
    await importedInto(opened)
    expect(await opened.outcome(old)).toBe('key_malformed')
    const accepting = openTestKeys({ store: opened.store, imported })
    expect(await accepting.outcome(old)).toBe('current')
    expect(await opened.outcome(old)).toBe('key_malformed')
  })

  it('is what a key of ours never is, nor the other way round', async () => {
    const opened = openTestKeys({ imported: (token) => token })
    const { token, key } = await opened.issued()
    const text = token.reveal()
    // Somebody imports the digest of a token of ours: it is found under its own id, and only there.
    const twin = await importedInto(opened, sha256(text))
    expect(await opened.outcome(text)).toBe('current')
    await opened.keys.revoke(key.id, by)
    expect(await opened.outcome(text)).toBe('key_revoked')
    expect((await opened.keys.get(twin.id))?.revokedAt).toBeNull()
    // And a record of ours with the digest of theirs, where theirs is looked for, lets nobody in.
    const record = (await opened.store.get(key.id)) as KeyRecord
    const current = { ...record.current, kind: 'sha256', digest: sha256(old) } as const
    const { id } = await importedInto(openTestKeys())
    await opened.store.insert({ ...record, id, revokedAt: null, current })
    expect(await opened.outcome(old)).toBe('key_wrong_secret')
  })
})

describe('the option', () => {
  it('is asked only about text that is none of ours, and not very long', async () => {
    const asked: string[] = []
    const { outcome, issued } = openTestKeys({
      imported(token) {
        asked.push(token)
        return undefined
      },
    })
    const { token } = await issued()
    expect(await outcome(token.reveal())).toBe('current')
    for (const odd of ['x'.repeat(513), null, 7, {}, Object(old)]) {
      expect(await outcome(odd)).toBe('key_malformed')
    }
    expect(asked).toEqual([])
    for (const text of ['x'.repeat(512), '']) expect(await outcome(text)).toBe('key_malformed')
    expect(asked).toEqual(['x'.repeat(512), ''])
  })

  it.each([
    ['throws', () => JSON.parse('{')],
    ['gives no text', () => 7],
    ['gives text later', async () => old],
    ['fails later', async () => JSON.parse('{')],
  ])('that %s: the token is malformed, and somebody hears of it', async (_, read) => {
    const errors: unknown[] = []
    const opened = openTestKeys({
      imported: read as never,
      onStoreError: (error) => void errors.push(error),
    })
    await importedInto(opened)
    expect(await opened.outcome(old)).toBe('key_malformed')
    expect(await opened.keys.reportLeak([old], by)).toEqual([{ found: false }])
    expect(errors).toHaveLength(2)
  })

  it('that gives nothing for everything lets nobody in by it', async () => {
    const opened = openTestKeys({ imported: () => '' })
    await importedInto(opened, sha256(''))
    expect(await opened.outcome(old)).toBe('key_malformed')
  })
})

describe('an imported key', () => {
  it('is rotated to a token of ours, under its id, and the old one accepted for a while', async () => {
    const opened = openTestKeys({ imported })
    const { keys, outcome, time } = opened
    const { id } = await importedInto(opened)
    const { token, key } = await keys.rotate(id, { ...by, graceMs: day })
    expect(key.id).toBe(id)
    expect(token.reveal()).toContain(`acme_pk_live_${id}_`)
    expect([await outcome(old), await outcome(token.reveal())]).toEqual(['previous', 'current'])
    time.advance(day)
    expect([await outcome(old), await outcome(token.reveal())]).toEqual([
      'key_wrong_secret',
      'current',
    ])
    expect(await refusal(importedInto(opened))).toBe('conflict')
  })

  it('is revoked where its token was found in public, current or previous', async () => {
    const opened = openTestKeys({ imported })
    const [one, two] = [await importedInto(opened), await importedInto(opened, sha256(other))]
    await opened.keys.rotate(two.id, by)
    const results = await opened.keys.reportLeak([old, other, old.replace('x', 'y')], by)
    expect(results).toEqual([
      { found: true, id: one.id, revoked: true },
      { found: true, id: two.id, revoked: true },
      { found: false },
    ])
    expect([await opened.outcome(old), await opened.outcome(other)]).toEqual([
      'key_revoked',
      'key_wrong_secret',
    ])
  })

  it('that was revoked is not brought back by importing it again', async () => {
    const opened = openTestKeys({ imported })
    await opened.keys.revoke((await importedInto(opened)).id, by)
    expect(await refusal(importedInto(opened))).toBe('conflict')
    expect(await opened.outcome(old)).toBe('key_revoked')
  })

  it('is used, listed and flushed like any other, and a list shows that it was not rotated', async () => {
    const opened = openTestKeys({ imported })
    const { id } = await importedInto(opened)
    await opened.outcome(old)
    await opened.keys.flush()
    const left = async () => {
      for await (const key of opened.keys.list()) return [key.id, key.secretId, key.useCount]
      return []
    }
    expect(await left()).toEqual([id, 'imported', 1])
    await opened.keys.rotate(id, by)
    expect(await left()).not.toContain('imported')
  })
})

describe('with a pepper', () => {
  it('a digest gets it at once, and one that somebody plants lets nobody in', async () => {
    const store = memoryKeyStore()
    const opened = openTestKeys({ store, imported, pepper: [pepper('a')] })
    const { id } = await importedInto(opened)
    expect(store.get(id)?.current.kind).toBe('imported:hmac:a')
    expect(await opened.outcome(old)).toBe('current')
    await importedInto(openTestKeys({ store }), sha256(other))
    expect(await opened.outcome(other)).toBe('key_wrong_secret')
    const allowing = openTestKeys({ store, imported, pepper: [pepper('a'), 'none'] })
    expect(await allowing.outcome(other)).toBe('current')
  })

  it.each([
    [[], 'imported:sha256'],
    [[pepper('a')], 'imported:hmac:a'],
  ] as const)(
    'that comes later, a digest gets it when its token is shown: %#',
    async (was, kind) => {
      const store = memoryKeyStore()
      const { id } = await importedInto(openTestKeys({ store, pepper: was }))
      expect(store.get(id)?.current.kind).toBe(kind)
      const peppers = [pepper('b'), pepper('a'), 'none'] as const
      const { keys, outcome } = openTestKeys({ store, imported, pepper: peppers })
      expect(await outcome(old)).toBe('current')
      await keys.flush()
      expect(store.get(id)?.current.kind).toBe('imported:hmac:b')
      const later = openTestKeys({ store, imported, pepper: [pepper('b')] })
      expect(await later.outcome(old)).toBe('current')
    },
  )
})
