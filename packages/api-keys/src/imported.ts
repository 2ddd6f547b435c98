import { hash } from 'node:crypto'
import { type Digester, type DigestKind, giveHex } from './digest.ts'
import { alphabet, idLength } from './format.ts'

/**
 * Reads a token of the system that keys were imported from: the text whose SHA-256 was kept there, which
 * may be the token itself. Undefined for what is none of theirs: what it lets pass costs a hash and a read.
 */
export type ReadImported = (token: string) => string | undefined

/** What an imported token says about itself, before anybody has been asked. */
export interface ImportedToken {
  readonly id: string
  /** Of the text that it stands for. Hex. */
  readonly sha256: string
}

/** Tokens of another system. */
export interface Imported {
  /** Undefined for what is none of theirs, and for everything where none are accepted; never throws. */
  read(token: unknown): ImportedToken | undefined
  /** Makes digests of the SHA-256, all that is known when a key is imported. */
  readonly digester: Digester
}

/** What importing needs. */
export interface ImportedOptions {
  readonly read: ReadImported | undefined
  readonly own: Digester
  readonly onError: (error: unknown) => void
}

const longestToken = 512

/** Reads tokens as the program says, and accepts digests as keys' own are accepted. */
export function createImported({ read, own, onError }: ImportedOptions): Imported {
  return {
    digester: digesterOf(own),
    read(token) {
      if (read === undefined || typeof token !== 'string' || token.length > longestToken)
        return undefined
      try {
        const text = read(token)
        if (text === undefined || text === '') return undefined
        if (typeof text !== 'string') {
          // A rejection that nobody hears ends the process.
          Promise.resolve(text).catch(() => {})
          throw new TypeError(
            `api-keys: "imported" must return text or undefined, got ${typeof text}`,
          )
        }
        const sha256 = hash('sha256', text, 'hex')
        return { id: importedId(sha256), sha256 }
      } catch (error) {
        onError(error)
        return undefined
      }
    },
  }
}

function digesterOf(own: Digester): Digester {
  const ownKinds = new Map(own.kinds.map((kind) => [importedKind(kind), kind]))
  return {
    kind: importedKind(own.kind),
    kinds: [...ownKinds.keys()],
    digest(sha256, kind) {
      const ownKind = ownKinds.get(kind)
      if (ownKind === 'sha256') return sha256
      return ownKind && own.digest(sha256, ownKind)
    },
    give(sha256, kind) {
      const ownKind = ownKinds.get(kind)
      return ownKind === 'sha256' ? giveHex(sha256) : own.give(sha256, ownKind ?? kind)
    },
  }
}

// Of another kind than a key's own: neither form of token can pass for the other.
const importedKind = (kind: DigestKind): DigestKind => `imported:${kind}`

const base = BigInt(alphabet.length)

/** The id of an imported key: its token carries none, so that its digest must say where it is kept. */
export function importedId(sha256: string): string {
  let rest = BigInt(`0x${sha256.slice(0, 32)}`)
  let letters = ''
  while (letters.length < idLength) {
    letters = alphabet[Number(rest % base)] + letters
    rest /= base
  }
  return letters
}
