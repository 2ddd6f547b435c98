import { hash } from 'node:crypto'
import { decodeBase64 } from './base64.ts'

/**
 * A SHA-256 hash as text of 32 characters, one for each byte (Latin-1): to make, join and compare such
 * text costs a third of what a Buffer costs. It is never shown: outside it is base64.
 */
export type Hash = string

/** The bytes of a hash. */
export const hashBytes = 32

type HashForm = Parameters<typeof hash>[2]

// Node's types know of the text alone.
const full = { outputEncoding: 'binary', outputLength: hashBytes } as never

// A Node that takes a length and is told none looks at each call whether it should have been: a tenth of the time.
const form: HashForm = /* @__PURE__ */ takesLength() ? full : 'binary'

function takesLength(): boolean {
  try {
    return hash('sha256', '', full).length === hashBytes
  } catch {
    return false
  }
}

/** SHA-256; text is hashed as its UTF-8. */
export const sha256 = (data: string | Uint8Array): Hash => hash('sha256', data, form)

/** The root of the tree without leaves: RFC 6962 §2.1, the hash of nothing. */
export const emptyRoot: Hash = /* @__PURE__ */ sha256('')

/**
 * The hash of a leaf: SHA-256(0x00 || entry), RFC 6962 §2.1. Text is hashed as its UTF-8. The first byte
 * keeps leaves apart from nodes: without it two children, shown as an entry, would have their parent's
 * hash.
 */
export function leafHash(entry: string | Uint8Array): Hash {
  if (typeof entry === 'string') return sha256(`\0${entry}`)
  const bytes = Buffer.allocUnsafe(entry.length + 1)
  bytes[0] = 0
  bytes.set(entry, 1)
  return sha256(bytes)
}

// Written and hashed in one turn, so that one is enough.
const node = /* @__PURE__ */ Buffer.alloc(1 + 2 * hashBytes, 1)

/** The hash of a node: SHA-256(0x01 || left || right), RFC 6962 §2.1. */
export function nodeHash(left: Hash, right: Hash): Hash {
  node.write(left, 1, hashBytes, 'latin1')
  node.write(right, 1 + hashBytes, hashBytes, 'latin1')
  return sha256(node)
}

/** A hash as the formats write it. */
export const encodeHash = (value: Hash): string => Buffer.from(value, 'latin1').toString('base64')

/** Reads what {@link encodeHash} wrote, and nothing else. */
export function decodeHash(text: string): Hash | undefined {
  const bytes = decodeBase64(text)
  return bytes?.length === hashBytes ? Buffer.from(bytes).toString('latin1') : undefined
}
