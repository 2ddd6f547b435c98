import { hash } from 'node:crypto'
import type { Secret } from '@sallyport/core'
import { hmacWith } from './hmac.ts'

/** A key of HMAC that is kept away from the database: what leaks from there can then not even be tried. */
export interface Pepper {
  /** Names it, in records: letters and digits. */
  readonly id: string
  /** At least 32 characters. */
  readonly key: Secret
}

/**
 * A way to make digests, and which are accepted: with a pepper, or `none`, SHA-256 alone. Who can write
 * the database can plant a digest of the latter.
 */
export type PepperOrNone = Pepper | 'none'

/**
 * How a digest was made: `sha256`, or `hmac:` and the pepper's id; after `imported:`, of the SHA-256 that
 * another system had kept, and not of the whole token.
 */
export type DigestKind = 'sha256' | `hmac:${string}` | `imported:${string}`

/** Makes digests of whole tokens: prefix, environment and id are bound to the secret. */
export interface Digester {
  /** How digests are made now. */
  readonly kind: DigestKind
  /** How those that are accepted were made, each once; the first is {@link kind}. */
  readonly kinds: readonly DigestKind[]
  /** In hex, to be stored. Undefined for a kind that cannot be made: a pepper that is no longer there. */
  digest(token: string, kind: DigestKind): string | undefined
  /** Makes the digest that {@link isGiven} compares. False for a kind that cannot be made, and then it is of no token. */
  give(token: string, kind: DigestKind): boolean
}

/** The first makes new digests; the others still check old ones. Of an empty list: SHA-256. */
export function createDigester(pepper: Pepper | readonly PepperOrNone[]): Digester {
  const given = listed(pepper)
  const peppers = given.filter((one) => one !== 'none')
  demandPeppers(peppers)
  const hmacs = new Map(peppers.map(({ id, key }) => [`hmac:${id}`, hmacWith(key.reveal())]))
  // One shot, as text: making a Buffer costs more than the hash.
  const made = (token: string, kind: DigestKind): string | undefined =>
    kind === 'sha256' ? hash('sha256', token, 'binary') : hmacs.get(kind)?.(token)
  const kinds = new Set(given.map((one) => kindOf(one)))
  const [kind = 'sha256'] = kinds
  return {
    kind,
    kinds: [...kinds.add(kind)],
    digest(token, kind) {
      const digest = made(token, kind)
      return digest && Buffer.from(digest, 'latin1').toString('hex')
    },
    give(token, kind) {
      const digest = made(token, kind)
      givenBytes.write(digest ?? nothing, 'latin1')
      return digest !== undefined
    },
  }
}

function listed(pepper: Pepper | readonly PepperOrNone[]): readonly PepperOrNone[] {
  if (typeof pepper === 'object' && pepper !== null) return 'id' in pepper ? [pepper] : pepper
  throw new TypeError('api-keys: "pepper" must be { id, key } or a list of them')
}

const kindOf = (one: PepperOrNone): DigestKind => (one === 'none' ? 'sha256' : `hmac:${one.id}`)

const pepperName = /^[0-9A-Za-z]{1,32}$/
const shortestPepper = 32

function demandPeppers(peppers: readonly Pepper[]): void {
  const ids = new Set<string>()
  for (const { id, key } of peppers) {
    if (!pepperName.test(id) || ids.has(id)) {
      throw new RangeError(`api-keys: "pepper.id" must be 1 to 32 letters and digits, once`)
    }
    ids.add(id)
    const { length } = key.reveal()
    if (length < shortestPepper) {
      throw new RangeError(`api-keys: "pepper.key" must be ${shortestPepper} characters or more`)
    }
  }
}

/** A digest as eight whole numbers of 32 bits: compared without making anything. */
export type DigestWords = Int32Array

const digestWords = 8
const nothing = '\0'.repeat(digestWords * 4)
/** The digest of no token that anybody could find. */
export const noDigest: DigestWords = new Int32Array(digestWords)

// Whoever gives a digest compares it before anything is awaited.
const given = new Int32Array(digestWords)
const givenBytes = Buffer.from(given.buffer)

/** Gives a digest that was made elsewhere, in hex. */
export function giveHex(hex: string): true {
  given.set(wordsOf(hex))
  return true
}

const read = new Int32Array(digestWords)
const readBytes = Buffer.from(read.buffer)
const hexDigest = /^[0-9a-f]{64}$/

/** What is stored, as words. What is no digest equals none. */
export function wordsOf(hex: string): DigestWords {
  if (!hexDigest.test(hex)) return noDigest
  readBytes.write(hex, 'hex')
  return read.slice()
}

/**
 * Whether the digest that was given last is this one. In constant time: always all eight words, with
 * operations that take as long whatever the words are, and one decision at the end, upon all of them.
 */
export function isGiven(stored: DigestWords): boolean {
  let difference = 0
  for (let i = 0; i < digestWords; i++) {
    difference |= (given[i] as number) ^ (stored[i] as number)
  }
  return difference === 0
}
