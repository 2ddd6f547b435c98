import { memoryKeyStore } from '@sallyport/api-keys'
import { systemRandom } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checksumOf,
  envName,
  formatToken,
  headOf,
  newId,
  newSecret,
  parseToken,
  prefixName,
  randomLetters,
  scannerPattern,
} from '../src/format.ts'
import { openTestKeys } from './support/open-test-keys.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const letters = (length: number) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const prefixes = fc.stringMatching(prefixName).filter((prefix) => prefix.length <= 32)
const envs = fc.stringMatching(envName)
const parts = fc.record({ prefix: prefixes, env: envs, id: letters(12), secret: letters(43) })
const written = ({ prefix, env, id, secret }: Record<'prefix' | 'env' | 'id' | 'secret', string>) =>
  formatToken(headOf(prefix, env), id, secret)
const sum = (body: string): string => body + checksumOf(body)

describe('parse', () => {
  it('gives back what was written, whatever the prefix', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(parseToken(written(given), given.prefix)).toEqual({ id: given.id, env: given.env })
      }),
    )
  })

  it('refuses any other character at any position', () => {
    const unit = fc.oneof(fc.constantFrom(...alphabet, '_', '-', ' ', '\0'), fc.string())
    fc.assert(
      fc.property(parts, fc.nat(), unit, (given, at, other) => {
        const text = written(given)
        const i = at % text.length
        fc.pre(other !== text[i])
        expect(
          parseToken(text.slice(0, i) + other + text.slice(i + 1), given.prefix),
        ).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuses two characters that changed places', () => {
    fc.assert(
      fc.property(parts, fc.nat(), (given, at) => {
        const text = written(given)
        const i = at % (text.length - 1)
        const [a = '', b = ''] = [text[i], text[i + 1]]
        fc.pre(a !== b)
        expect(parseToken(text.slice(0, i) + b + a + text.slice(i + 2), given.prefix)).toBe(
          undefined,
        )
      }),
    )
  })

  it('never throws, whatever it is given', () => {
    const proxy = new Proxy({}, { get: () => expect.unreachable() })
    for (const odd of [undefined, null, Number.NaN, Symbol('x'), [], Object.create(null), proxy]) {
      expect(parseToken(odd, 'acme')).toBeUndefined()
    }
    expect(parseToken(Object(written(example)), 'acme')).toBeUndefined()
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: 'binary' }), (odd, text) => {
        expect(parseToken(odd, 'acme')).toBeUndefined()
        expect(parseToken(`acme_live_${text}`, 'acme')).toBeUndefined()
        expect(parseToken(sum(`acme_live_${text}`), 'acme')).toBeUndefined()
      }),
    )
  })
})

const example = {
  prefix: 'acme',
  env: 'live',
  id: 'A'.repeat(12),
  secret: 'b'.repeat(43),
}

describe('a right checksum over wrong parts', () => {
  const body = written(example).slice(0, -6)
  it.each([
    // U+0141 and 'A' have the same low byte.
    ['an alias of a letter in the id', body.replace('A', '\u0141')],
    ['an alias of a letter in the secret', body.replace('b', '\u0162')],
    ['a full-width letter', body.replace('b', '\uff42')],
    ['half of a surrogate pair', body.replace('b', '\ud800')],
    ['an underscore in the id', body.replace('AA', 'A_')],
    ['an underscore in the secret', body.replace('bb', 'b_')],
    ['a line break in the secret', body.replace('bb', 'b\n')],
    ['an upper-case environment', body.replace('live', 'Live')],
    ['an environment that begins with a digit', body.replace('live', '1ive')],
    ['an environment of two words', body.replace('live', 'li_ve')],
    ['no environment', body.replace('live', '')],
    ['a longer environment than there is', body.replace('live', 'l'.repeat(17))],
    ['another prefix', body.replace('acme', 'acmf')],
    ['a longer prefix', body.replace('acme', 'acme_pk')],
    ['an upper-case prefix', body.replace('acme', 'Acme')],
    ['a path for an id', body.replace('A'.repeat(12), '../../../etc')],
  ])('%s', (_, wrong) => {
    expect(wrong).not.toBe(body)
    expect(parseToken(sum(wrong), 'acme')).toBeUndefined()
  })

  it('the control: the same with nothing wrong', () => {
    expect(parseToken(sum(body), 'acme')).toEqual({ id: example.id, env: 'live' })
  })
})

it('a change of one character of a real token costs no read', async () => {
  let reads = 0
  const store = memoryKeyStore()
  const { keys, issued } = openTestKeys({
    store: {
      ...store,
      get(id) {
        reads++
        return store.get(id)
      },
    },
  })
  const text = (await issued()).token.reveal()
  for (let i = 0; i < text.length; i++) {
    for (const other of `${alphabet}_-\u0141\u{1f511}`) {
      if (other === text[i]) continue
      await keys.verify(text.slice(0, i) + other + text.slice(i + 1))
    }
  }
  expect(reads).toBe(0)
})

describe('letters', () => {
  /** The chi-square of letters drawn evenly; 61 degrees of freedom. */
  const chiSquare = (text: string): number => {
    const counts = new Map<string, number>()
    for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    const expected = text.length / alphabet.length
    return [...alphabet].reduce(
      (all, letter) => all + ((counts.get(letter) ?? 0) - expected) ** 2 / expected,
      0,
    )
  }

  it('are each as likely as any other: every byte once gives each letter four times', () => {
    let at = 0
    const everyByte = (size: number) => Uint8Array.from({ length: size }, () => at++ % 256)
    const text = randomLetters(248, everyByte)
    expect(chiSquare(text)).toBe(0)
  })

  it('of secrets and ids pass a chi-square test', () => {
    let text = ''
    while (text.length < 200_000) text += newSecret(systemRandom) + newId(systemRandom)
    // 61 degrees of freedom: exceeded once in a thousand million times by fair letters.
    expect(chiSquare(text)).toBeLessThan(150)
    // The control: a byte modulo 62 favours the first eight letters, and is found out.
    const biased = Array.from(systemRandom(200_000), (byte) => alphabet[byte % 62]).join('')
    expect(chiSquare(biased)).toBeGreaterThan(150)
  })

  it('come from a source that gives few that are fit', () => {
    let asked = 0
    const mostlyUnfit = (size: number) => {
      asked++
      return Uint8Array.from({ length: size }, (_, i) => (i === 0 ? 61 : 255))
    }
    expect(randomLetters(12, mostlyUnfit)).toBe('z'.repeat(12))
    expect(asked).toBe(12)
  })
})

describe('scannerPattern', () => {
  const token = written({ ...example, prefix: 'acme_pk' })
  it.each([
    `KEY=${token}`,
    `"${token}"`,
    `https://x.test/?k=${token}&a=1`,
    `Bearer ${token}\n`,
    `a.${token}.`,
    `KEY_${token}`,
    `__${token}__`,
    `${token}_x`,
    `q=a%20${token}%20b`,
    `k%3D${token}%0a`,
    JSON.stringify(`Key:\n${token}\nand`),
    JSON.stringify(`\t${token}\r\n`),
    `\\u003d${token}\\u0026`,
    `é${token}é`,
  ])('finds the token in %j', (text) => {
    expect(text.match(scannerPattern('acme_pk'))).toEqual([token])
  })
  it.each([
    token.slice(1),
    token.slice(0, -1),
    `${token}x`,
    `x${token}`,
    `n${token}`,
    `a20${token}`,
    `${token}_x`.replace('_x', '0_x'),
    token.replace('live', 'Live'),
    token.replace('_A', '-A'),
    written({ ...example, prefix: 'acmf_pk' }),
    'acme_pk_live_',
  ])('finds nothing in %j', (text) => {
    expect(text.match(scannerPattern('acme_pk'))).toBeNull()
  })
  it('finds each of what was written, among anything', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 5 }), fc.string(), (given, noise) => {
        const tokens = given.map((one) => written({ ...one, prefix: 'acme_pk' }))
        const found = tokens.join(` ${noise} `).match(scannerPattern('acme_pk')) ?? []
        expect(found).toEqual(tokens)
      }),
    )
  })
})
