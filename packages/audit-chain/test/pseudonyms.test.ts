import { auditEvents, pseudonyms } from '@sallyport/audit-chain'
import { secret } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const old = { id: '2025', value: secret('fedcba9876543210') }
const key = { id: '2026', value: secret('0123456789abcdef0123456789abcdef') }
const party = pseudonyms({ keys: [key, old] })
const ada = { kind: 'user', id: 'ada@example.com' }

describe('pseudonyms', () => {
  it('are HMAC-SHA-256 under the newest key, as openssl has it', () => {
    // printf '4:user\0ada@example.com' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | base64
    expect(party(ada)).toEqual({ kind: 'user', id: 'h1:2026:o48Ak1jToK7fx2qkA2ZChd' })
  })

  it('of() gives those of every key, so that what an old one wrote is found', () => {
    const before = pseudonyms({ keys: [old] })
    expect(party.of('user', ada.id)).toEqual([party(ada).id, before(ada).id])
    expect(party.of('service', 'billing')).toEqual(['billing'])
  })

  it('are other ones for another kind, key or id', () => {
    const others = [
      party(ada),
      party({ kind: 'key', id: ada.id }),
      party({ kind: 'user', id: 'ADA@example.com' }),
      pseudonyms({ keys: [{ id: '2026', value: secret('another key of 16') }] })(ada),
    ]
    expect(new Set(others.map(({ id }) => id)).size).toBe(others.length)
  })

  it('keep kind and id apart, whatever they hold', () => {
    const text = fc.string({ unit: fc.constantFrom('\0', ':', '1', 'a', '2') })
    fc.assert(
      fc.property(text, text, text, text, (kind, id, otherKind, otherId) => {
        const isSame = kind === otherKind && id === otherId
        expect(party.of(kind, id)[0] === party.of(otherKind, otherId)[0]).toBe(isSame)
      }),
    )
  })

  it('are made of an id that looks like one too: it may come from outside', () => {
    expect(party(party(ada))).not.toEqual(party(ada))
  })

  it('leave alone what is nobody’s, and what was asked for', () => {
    expect(party({ kind: 'service', id: 'billing' }).id).toBe('billing')
    expect(pseudonyms({ keys: [key], plainKinds: ['user'] })(ada)).toBe(ada)
    expect(pseudonyms({ keys: [key], plainKinds: [] })({ kind: 'service', id: 'x' }).id).toMatch(
      /^h1:/,
    )
  })

  it('are short enough to stand whole in an entry, and show neither id nor key', () => {
    const { id } = party({ kind: 'user', id: 'a'.repeat(100_000) })
    expect(id).toMatch(/^h1:2026:[\w-]{22}$/)
    expect(JSON.stringify([party(ada), auditEvents.login])).not.toContain('ada')
  })

  it('take a number for an id, and pass on what is none for the log to mark', () => {
    expect(party({ kind: 'user', id: 7 as never }).id).toBe(party({ kind: 'user', id: '7' }).id)
    const wrong = { kind: 'user', id: {} as never }
    expect(party(wrong)).toBe(wrong)
  })
})

describe('misuse', () => {
  it.each([
    [undefined, '"keys" must be a list of at least one key, got undefined'],
    [[], '"keys" must be a list of at least one key, got a list'],
    [[{ ...key, id: 'a:b' }], '"keys[0].id" must be 1 to 32 letters'],
    [[key, key], '"keys" has the id "2026" twice'],
    [
      [{ id: 'a', value: 'plain text, not secret' }],
      '"keys[0].value" must be a Secret, got string',
    ],
    [
      [{ id: 'a', value: secret('fifteen bytes..') }],
      '"keys[0].value" must have at least 16 bytes, got 15',
    ],
    [[{ id: 'a', value: secret(new Uint8Array(15)) }], 'at least 16 bytes, got 15'],
  ])('keys %j throw a TypeError that says what is wrong', (keys, message) => {
    const make = () => pseudonyms({ keys: keys as never })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })

  it('a key may be bytes, and kinds are texts', () => {
    const bytes = new TextEncoder().encode(key.value.reveal())
    expect(pseudonyms({ keys: [{ id: '2026', value: secret(bytes) }] })(ada)).toEqual(party(ada))
    expect(() => pseudonyms({ keys: [key], plainKinds: 'user' as never })).toThrow(
      '"plainKinds" must be a list of texts, got "user"',
    )
  })
})
