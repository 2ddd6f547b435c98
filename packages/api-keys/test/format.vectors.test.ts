import { readFileSync } from 'node:fs'
import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
import { type Random, secret } from '@sallyport/core'
import { expect, it } from 'vitest'
import { checksumOf, formatToken, headOf, parseToken } from '../src/format.ts'

interface Vector {
  readonly prefix: string
  readonly env: string
  readonly id: string
  readonly secret: string
  readonly crc32: string
  readonly token: string
  readonly sha256: string
}

interface Peppered {
  readonly kind: `hmac:${string}`
  readonly key: string
  readonly digest: string
}

interface ImportedText {
  readonly text: string
  readonly sha256: string
  readonly id: string
  readonly hmac: string
}

interface RefusedToken {
  readonly token: string
  readonly step: number
  readonly why: string
}

const page = readFileSync(new URL('../../../docs/formats/api-key.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, json = '']) => JSON.parse(json))
const [vectors, peppered, imported, refused] = blocks as [
  Vector[],
  Peppered,
  ImportedText[],
  RefusedToken[],
]

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Section 3, step 2, bit by bit. */
function crc32(text: string): number {
  let rest = 0xffffffff
  for (const byte of new TextEncoder().encode(text)) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  }
  return (rest ^ 0xffffffff) >>> 0
}

/** Section 3, step 3. */
const sixDigits = (value: number): string =>
  Array.from({ length: 6 }, (_, i) => base62[Math.floor(value / 62 ** (5 - i)) % 62]).join('')

/** The first step of section 5 at which a token fails; 7 when there is none. */
function failsAt(token: string, prefix: string): number {
  const n = token.length
  if (n < prefix.length + 65 || n > prefix.length + 80) return 1
  if ([prefix.length, n - 63, n - 50].some((at) => token[at] !== '_')) return 2
  if (token.slice(0, prefix.length) !== prefix) return 3
  if (sixDigits(crc32(token.slice(0, n - 6))) !== token.slice(n - 6)) return 4
  const letters = token.slice(n - 62, n - 50) + token.slice(n - 49)
  if ([...letters].some((letter) => !base62.includes(letter))) return 5
  return /^[a-z][a-z0-9]{0,15}$/.test(token.slice(prefix.length + 1, n - 63)) ? 7 : 6
}

/** Bytes that become these letters. */
function randomOf(...texts: readonly string[]): Random {
  const left = [...texts]
  return (length) => {
    const bytes = new Uint8Array(length)
    bytes.set([...(left.shift() ?? '')].map((letter) => base62.indexOf(letter)))
    return bytes
  }
}

const ada = { kind: 'user', id: 'ada' }

async function issued({ prefix, env, id, secret: letters }: Vector, pepper?: Peppered) {
  const store = memoryKeyStore()
  const random = randomOf(id, letters)
  const peppers = pepper && [{ id: pepper.kind.slice(5), key: secret(pepper.key) }]
  const keys = apiKeys({ store, prefix, env, random, ...(peppers && { pepper: peppers }) })
  const { token } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada })
  return { keys, token: token.reveal(), kept: store.get(id)?.current }
}

it('has the vectors that it speaks of (section 7)', () => {
  expect(vectors.map(({ token }) => token.length)).toEqual([72, 75, 66, 112, 72])
  expect(vectors.filter(({ token }) => token.slice(-6).startsWith('000'))).toHaveLength(1)
  expect(new Set(refused.map(({ step }) => step))).toEqual(new Set([1, 2, 3, 4, 5, 6]))
})

it.each(vectors)('parts and offsets of $token (sections 1 and 2)', (vector) => {
  const { prefix, env, id, token } = vector
  const n = token.length
  expect(formatToken(headOf(prefix, env), id, vector.secret)).toBe(token)
  expect(parseToken(token, prefix)).toEqual({ id, env })
  expect(token.slice(n - 49, n - 6)).toBe(vector.secret)
  expect(token.slice(n - 62, n - 50)).toBe(id)
  expect(token.slice(prefix.length + 1, n - 63)).toBe(env)
  expect(token).toMatch(
    /^(?=.{66,112}$)[a-z][a-z0-9]*(_[a-z0-9]+)*_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/,
  )
})

it.each(vectors)('the checksum of $token (section 3)', ({ token, crc32: hex }) => {
  const body = token.slice(0, -6)
  expect(crc32(body).toString(16).padStart(8, '0')).toBe(hex)
  expect([checksumOf(body), sixDigits(crc32(body))]).toEqual([token.slice(-6), token.slice(-6)])
})

it('the check value and its digits (section 3)', () => {
  expect(crc32('123456789')).toBe(0xcbf43926)
  expect([checksumOf('123456789'), sixDigits(0xffffffff)[0]]).toEqual(['3jZRME', '4'])
})

it.each(vectors)('issues $token and keeps its SHA-256 (section 4)', async (vector) => {
  const { keys, token, kept } = await issued(vector)
  expect(token).toBe(vector.token)
  expect(kept).toMatchObject({ kind: 'sha256', digest: vector.sha256 })
  expect((await keys.verify(vector.token)).ok).toBe(true)
})

it('keeps the HMAC where there is a pepper (sections 4 and 7.2)', async () => {
  const [first] = vectors as [Vector]
  const { keys, token, kept } = await issued(first, peppered)
  expect([token, kept?.kind, kept?.digest]).toEqual([first.token, peppered.kind, peppered.digest])
  expect((await keys.verify(first.token)).ok).toBe(true)
})

it.each(imported)('takes over $text (sections 4.1 and 7.3)', async ({ text, sha256, id, hmac }) => {
  const pepper = { id: peppered.kind.slice(5), key: secret(peppered.key) }
  for (const [peppers, kind, digest] of [
    [[], 'imported:sha256', sha256],
    [[pepper], `imported:${peppered.kind}`, hmac],
  ] as const) {
    const store = memoryKeyStore()
    const accepted = { imported: (token: string) => token, pepper: peppers }
    const keys = apiKeys({ store, prefix: 'acme', env: 'live', ...accepted })
    const wanted = { name: 'old', tenant: 't1', owner: ada, actor: ada, digest: sha256 }
    expect((await keys.importHashed(wanted)).id).toBe(id)
    expect(store.get(id)?.current).toMatchObject({ kind, digest })
    expect((await keys.verify(text)).ok).toBe(true)
  }
})

it.each(refused)('refuses at step $step: $why (sections 5 and 7.4)', ({ token, step }) => {
  expect(failsAt(token, 'acme')).toBe(step)
  expect(parseToken(token, 'acme')).toBeUndefined()
})

it('the steps and the code agree on each change of one character (section 5)', () => {
  for (const { token, prefix } of vectors) {
    expect([failsAt(token, prefix), parseToken(token, prefix) !== undefined]).toEqual([7, true])
    for (let i = 0; i < token.length; i++) {
      for (const other of ['0', 'a', 'Z', '_', 'é', '']) {
        const changed = token.slice(0, i) + other + token.slice(i + 1)
        if (changed === token) continue
        expect([changed, parseToken(changed, prefix)]).toEqual([changed, undefined])
        expect(failsAt(changed, prefix)).toBeLessThan(7)
      }
    }
  }
})

it.each(vectors)('finds $token in text, and not inside a word (section 6)', ({ prefix, token }) => {
  const keys = apiKeys({ store: memoryKeyStore(), prefix, env: 'live' })
  expect(keys.scannerPattern().source).toBe(
    /```\n(?<pattern>.*PREFIX.*)\n```/.exec(page)?.groups?.pattern?.replace('PREFIX', prefix),
  )
  expect(`KEY="${token}", https://x/?key=${token}`.match(keys.scannerPattern())).toEqual([
    token,
    token,
  ])
  expect(`x${token} ${token}9`.match(keys.scannerPattern())).toBeNull()
})

it('a prefix does not find the tokens of a longer one (section 6)', () => {
  const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'live' })
  expect(vectors[1]?.token.match(keys.scannerPattern())).toBeNull()
})
