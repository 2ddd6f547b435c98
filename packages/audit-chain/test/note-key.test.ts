import { inspect } from 'node:util'
import { secret } from '@sallyport/core'
import { expect, it } from 'vitest'
import { formatVerifierKey, newSigningKey, noteSigner, parseVerifierKey } from '../src/note-key.ts'
import { keyOf, signerOf } from './support/keys.ts'

// golang.org/x/mod, sumdb/note/example_test.go and note_test.go.
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const peterSigns = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const enoch = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'

it.each([
  peter,
  enoch,
  // C2SP signed-note, "Example"; the checksum database of Go; sumdb/client_test.go.
  'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
  'localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6',
])('%s is a verifier key', (text) => {
  const [name, id, ...base64] = text.split('+')
  expect(parseVerifierKey(text)).toMatchObject({ name, id })
  const key = Buffer.from(base64.join('+'), 'base64').subarray(1)
  expect(formatVerifierKey(name ?? '', key)).toBe(text)
})

it('no part of a verifier key is one, and no key with another letter', () => {
  for (let from = 0; from <= peter.length; from++) {
    for (let to = from; to <= peter.length; to++) {
      const part = peter.slice(from, to)
      if (part !== peter) expect([part, parseVerifierKey(part)]).toEqual([part, undefined])
    }
  }
  for (let i = 0; i < peter.length; i++) {
    const next = String.fromCharCode(peter.charCodeAt(i) + 1)
    const changed = peter.slice(0, i) + next + peter.slice(i + 1)
    expect([changed, parseVerifierKey(changed)]).toEqual([changed, undefined])
  }
})

it.each([
  // note_test.go: too long, and of an unknown type, each with the id that it would have.
  'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
  'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  peter.replace('c74f20a3', 'C74F20A3'),
  `${peter}=`,
  `${peter}\n`,
  ` ${peter}`,
  peter.replace('PeterNeumann', 'Peter Neumann'),
  peter.replace('/', '_'),
  peterSigns,
])('%j is no verifier key', (text) => {
  expect(parseVerifierKey(text)).toBeUndefined()
})

it('a signing key has the verifier key that Go gives it', () => {
  expect(noteSigner(secret(peterSigns)).verifierKey).toBe(peter)
  // example_test.go makes EnochRoot's key from 32 zeros.
  const zeros = newSigningKey('EnochRoot', (size) => new Uint8Array(size))
  expect(zeros.verifierKey).toBe(enoch)
  expect(noteSigner(zeros.signingKey).verifierKey).toBe(enoch)
})

it('no part of a signing key is one, and no key with another letter', () => {
  const refused = (text: string) => {
    expect(() => noteSigner(secret(text))).toThrow(
      'audit-chain: a signing key must be PRIVATE+KEY+',
    )
  }
  for (let end = 0; end < peterSigns.length; end++) refused(peterSigns.slice(0, end))
  for (let i = 0; i < peterSigns.length; i++) {
    const next = String.fromCharCode(peterSigns.charCodeAt(i) + 1)
    refused(peterSigns.slice(0, i) + next + peterSigns.slice(i + 1))
  }
  refused(peter)
})

it('never shows a signing key', () => {
  const { signingKey } = keyOf('log.example')
  const shown = [inspect(signerOf('log.example'), { depth: 9 }), inspect(signingKey)]
  const seed = Buffer.alloc(32, 1).toString('base64').slice(4, 20)
  expect(shown.join('')).not.toContain(seed)
  try {
    noteSigner(secret(signingKey.reveal().slice(0, -2)))
    expect.unreachable()
  } catch (error) {
    expect(String(error)).not.toContain(seed)
  }
})

it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u2028b', 'a\nb', 'a\u0001b', '\ud800'])(
  'a key cannot be called %j',
  (name) => {
    expect(() => keyOf(name)).toThrow("audit-chain: a key's name must have no space")
  },
)

it('names are compared to the letter', () => {
  expect(keyOf('log.example').verifierKey).not.toBe(keyOf('Log.example').verifierKey)
  expect(parseVerifierKey(keyOf('écoute/✓').verifierKey)?.name).toBe('écoute/✓')
})
