import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@sallyport/core'

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

/** Makes digests of whole tokens: prefix, environment and id are bound to the secret. Hex. */
export interface Digester {
  /** How digests are made now. */
  readonly kind: DigestKind
  /** How those that are accepted were made, each once; the first is {@link kind}. */
  readonly kinds: readonly DigestKind[]
  /** Undefined for a kind that cannot be made: a pepper that is no longer there. */
  digest(token: string, kind: DigestKind): string | undefined
}

/** The first makes new digests; the others still check old ones. Of an empty list: SHA-256. */
export function createDigester(given: readonly PepperOrNone[]): Digester {
  const peppers = given.filter((one) => one !== 'none')
  demandPeppers(peppers)
  const keys = new Map(peppers.map(({ id, key }) => [`hmac:${id}`, key]))
  const kinds = new Set(given.map((one) => kindOf(one)))
  const [kind = 'sha256'] = kinds
  return {
    kind,
    kinds: [...kinds.add(kind)],
    digest(token, kind) {
      // One shot, as text: making a Buffer costs more than the hash.
      if (kind === 'sha256') return hash('sha256', token, 'hex')
      const key = keys.get(kind)
      return key && createHmac('sha256', key.reveal()).update(token).digest('hex')
    },
  }
}

const kindOf = (one: PepperOrNone): DigestKind => (one === 'none' ? 'sha256' : `hmac:${one.id}`)

const pepperName = /^[0-9A-Za-z]{1,32}$/
const shortestPepper = 32

function demandPeppers(peppers: readonly Pepper[]): void {
  const ids = new Set<string>()
  for (const { id, key } of peppers) {
    if (!pepperName.test(id) || ids.has(id)) {
      throw new RangeError(
        `api-keys: each pepper's "id" must be 1 to 32 letters and digits of its own, got ${JSON.stringify(id)}`,
      )
    }
    ids.add(id)
    const { length } = key.reveal()
    if (length < shortestPepper) {
      throw new RangeError(
        `api-keys: the pepper "${id}" must be at least ${shortestPepper} characters, got ${length}`,
      )
    }
  }
}

const digestLength = 64
/** Equal to the digest of no token that anybody could find. */
export const noDigest: string = '0'.repeat(digestLength)

const given = Buffer.alloc(digestLength)
const known = Buffer.alloc(digestLength)

/** Compares digests in constant time. A stored one of another length equals none. */
export function sameDigest(digest: string, stored: string): boolean {
  const fits = digest.length === digestLength && stored.length === digestLength
  given.write(digest, 0, digestLength, 'latin1')
  known.write(fits ? stored : noDigest, 0, digestLength, 'latin1')
  return timingSafeEqual(given, known) && fits
}
