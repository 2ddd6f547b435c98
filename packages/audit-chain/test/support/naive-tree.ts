import { createHash } from 'node:crypto'
import type { Hash } from '../../src/hash.ts'
import type { HashReader } from '../../src/merkle.ts'

// RFC 6962 §2.1 as it is written, over bytes, on the whole list each time.

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

const split = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1)

/** MTH(D[n]). */
export function treeHash(data: readonly Uint8Array[]): Buffer {
  const [only] = data
  if (only === undefined) return sha256()
  if (data.length === 1) return sha256(Uint8Array.of(0), only)
  const k = split(data.length)
  return sha256(Uint8Array.of(1), treeHash(data.slice(0, k)), treeHash(data.slice(k)))
}

/** PATH(m, D[n]), §2.1.1. */
export function auditPath(m: number, data: readonly Uint8Array[]): readonly Buffer[] {
  if (data.length === 1) return []
  const k = split(data.length)
  return m < k
    ? [...auditPath(m, data.slice(0, k)), treeHash(data.slice(k))]
    : [...auditPath(m - k, data.slice(k)), treeHash(data.slice(0, k))]
}

/** SUBPROOF(m, D[n], b), §2.1.2. */
export function subproof(m: number, data: readonly Uint8Array[], b: boolean): readonly Buffer[] {
  if (m === data.length) return b ? [] : [treeHash(data)]
  const k = split(data.length)
  return m <= k
    ? [...subproof(m, data.slice(0, k), b), treeHash(data.slice(k))]
    : [...subproof(m - k, data.slice(k), false), treeHash(data.slice(0, k))]
}

/** Bytes as the package's text of 32 characters. */
export const asHash = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('latin1')

/** Reads a list's nodes, as the naive tree hashes them. */
export const naiveReader =
  (data: readonly Uint8Array[]): HashReader =>
  (nodes) =>
    nodes.map(({ level, index }) => {
      const width = 2 ** level
      const leaves = data.slice(index * width, (index + 1) * width)
      if (leaves.length < width) throw new Error(`${level}/${index} is not whole`)
      return asHash(treeHash(leaves))
    })

/** Entries that are all different: `0`, `1` … */
export const entriesOf = (size: number): readonly Buffer[] =>
  Array.from({ length: size }, (_, i) => Buffer.from(String(i)))
