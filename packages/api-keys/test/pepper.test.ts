import { createHmac } from 'node:crypto'
import { type KeyRecord, memoryKeyStore } from '@sallyport/api-keys'
import { secret } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDigester, isGiven, noDigest, wordsOf } from '../src/digest.ts'
import { ada, openTestKeys } from './support/open-test-keys.ts'

const by = { actor: ada }
const pepper = (id: string, letter = id) => ({ id, key: secret(letter.repeat(32)) })

describe('a pepper', () => {
  it('that is changed: old digests are still checked, new ones made with the new', async () => {
    const store = memoryKeyStore()
    const none = openTestKeys({ store })
    const first = openTestKeys({ store, pepper: [pepper('a'), 'none'] })
    const second = openTestKeys({ store, pepper: [pepper('b'), pepper('a'), 'none'] })
    const issued = [await none.issued(), await first.issued(), await second.issued()]
    expect(issued.map(({ key }) => store.get(key.id)?.current.kind)).toEqual([
      'sha256',
      'hmac:a',
      'hmac:b',
    ])
    for (const { token, key } of issued) {
      expect(await second.outcome(token.reveal())).toBe('current')
      await second.keys.flush()
      const rotated = await second.keys.rotate(key.id, by)
      expect(await second.outcome(token.reveal())).toBe('previous')
      expect(await second.outcome(rotated.token.reveal())).toBe('current')
      expect(store.get(key.id)?.current.kind).toBe('hmac:b')
    }
  })

  it('that is gone, or another under its name: the key is nobody’s', async () => {
    const store = memoryKeyStore()
    const { issued } = openTestKeys({ store, pepper: [pepper('a')] })
    const { token, key } = await issued()
    for (const peppers of [[], [pepper('b')], [pepper('a', 'x')]]) {
      const other = openTestKeys({ store, pepper: peppers })
      expect(await other.outcome(token.reveal())).toBe('key_wrong_secret')
    }
    // Nor does a digest that stands for none let anybody in.
    const record = store.get(key.id) as KeyRecord
    const gone = { ...record, current: { ...record.current, digest: '0'.repeat(64) }, version: 2 }
    store.replace(gone, 1)
    expect(await openTestKeys({ store }).outcome(token.reveal())).toBe('key_wrong_secret')
  })

  it.each([
    [[pepper('a')], 'key_wrong_secret'],
    [[pepper('b'), pepper('a')], 'key_wrong_secret'],
    [[pepper('a'), 'none'], 'current'],
    [['none', pepper('a')], 'current'],
    [['none'], 'current'],
    [[], 'current'],
  ] as const)('of %j: a SHA-256 that somebody wrote into the database: %s', async (peppers, is) => {
    const store = memoryKeyStore()
    const planted = await openTestKeys({ store }).issued()
    expect(await openTestKeys({ store, pepper: peppers }).outcome(planted.token.reveal())).toBe(is)
  })

  it('is made ready on one machine while another does not use it yet', async () => {
    const store = memoryKeyStore()
    const ready = openTestKeys({ store, pepper: ['none', pepper('a')] })
    const using = openTestKeys({ store, pepper: [pepper('a'), 'none'] })
    const [plain, peppered] = [await ready.issued(), await using.issued()]
    for (const { token } of [plain, peppered]) {
      for (const { keys, outcome } of [ready, using, ready]) {
        expect(await outcome(token.reveal())).toBe('current')
        await keys.flush()
      }
    }
    const kinds = [plain, peppered].map(({ key }) => store.get(key.id)?.current.kind)
    expect(kinds).toEqual(['hmac:a', 'hmac:a'])
  })

  it.each([
    [[{ id: 'a', key: secret('x'.repeat(31)) }]],
    [[{ id: '', key: secret('x'.repeat(32)) }]],
    [[{ id: 'a:b', key: secret('x'.repeat(32)) }]],
    [[pepper('a'), pepper('a', 'b')]],
  ])('that protects nothing, or two of one name, is misuse: %j', (peppers) => {
    expect(() => openTestKeys({ pepper: peppers })).toThrow(RangeError)
  })
})

describe('digests', () => {
  it('are compared whole', () => {
    const { digest, give } = createDigester([])
    const hex = digest('token', 'sha256') as string
    const is = (stored: string) => isGiven(wordsOf(stored))
    expect([give('token', 'sha256'), is(hex), is(hex.toUpperCase())]).toEqual([true, true, false])
    for (let i = 0; i < 64; i++) {
      const other = hex[i] === '0' ? '1' : '0'
      expect(is(`${hex.slice(0, i)}${other}${hex.slice(i + 1)}`)).toBe(false)
    }
    expect([is(''), is(hex.slice(1)), is(`${hex}0`), isGiven(noDigest)]).toEqual(
      Array.from({ length: 4 }, () => false),
    )
    // What was compared before leaves nothing behind.
    expect([give('other', 'sha256'), is(hex)]).toEqual([true, false])
    expect([give('token', 'hmac:gone'), is(hex)]).toEqual([false, false])
  })

  it('makes the HMAC of the platform, of any key and any text', () => {
    const text = (minLength: number) =>
      fc.string({ unit: 'binary', minLength, maxLength: 300, size: 'max' })
    fc.assert(
      fc.property(text(32), text(0), (key, token) => {
        const { digest } = createDigester([{ id: 'a', key: secret(key) }])
        const expected = createHmac('sha256', key).update(token).digest('hex')
        expect(digest(token, 'hmac:a')).toBe(expected)
        // Of a shorter text nothing is left of the longer one.
        expect(digest('x', 'hmac:a')).toBe(createHmac('sha256', key).update('x').digest('hex'))
      }),
    )
  })
})
