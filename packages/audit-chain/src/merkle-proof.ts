import { type Hash, hashBytes, nodeHash } from './hash.ts'
import {
  demandCount,
  foldPeaks,
  type HashReader,
  nodesOf,
  type Range,
  readHashes,
  type TreeHead,
} from './merkle.ts'

/**
 * RFC 6962 §2.1.1, the audit path of a leaf: the subtrees beside the way from the leaf up to the root.
 * What is proved and what is verified have their shape from here, so that a proof has exactly as many
 * hashes as its tree asks for.
 */
function inclusionPath(index: number, size: number): readonly Range[] {
  const path: Range[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (index < middle) {
      path.push({ from: middle, to })
      to = middle
    } else {
      path.push({ from, to: middle })
      from = middle
    }
  }
  return path.reverse()
}

/**
 * RFC 6962 §2.1.2, from the old tree's last subtree up to the new root. `isWhole` where that subtree is
 * the whole old tree, whose root the verifier has: it is no part of the proof then.
 */
function consistencyPath(
  old: number,
  size: number,
): { readonly path: readonly Range[]; readonly isWhole: boolean } {
  const path: Range[] = []
  let [from, to] = [0, size]
  while (to !== old) {
    const middle = from + splitOf(to - from)
    if (old <= middle) {
      path.push({ from: middle, to })
      to = middle
    } else {
      path.push({ from, to: middle })
      from = middle
    }
  }
  const isWhole = from === 0
  if (!isWhole) path.push({ from, to })
  return { path: path.reverse(), isWhole }
}

/** The largest power of two below `n`, for n > 1: where RFC 6962 §2.1 parts a tree. */
function splitOf(n: number): number {
  let split = 1
  while (split * 2 < n) split *= 2
  return split
}

/** The proof that the leaf at this index is in the tree of this size, from the leaf's sibling up. */
export async function proveInclusion(
  index: number,
  size: number,
  read: HashReader,
): Promise<readonly Hash[]> {
  demandCount('a size', size)
  demandCount('an index', index)
  if (index < size) return readRanges(inclusionPath(index, size), read)
  throw new RangeError(`audit-chain: an index must be below the size ${size}, got ${index}`)
}

/** The proof that the tree of `size` leaves begins with all of the tree of `old` leaves. */
export async function proveConsistency(
  old: number,
  size: number,
  read: HashReader,
): Promise<readonly Hash[]> {
  demandCount('a size', size)
  if (Number.isSafeInteger(old) && 0 < old && old <= size) {
    return readRanges(consistencyPath(old, size).path, read)
  }
  throw new RangeError(`audit-chain: the old size must be from 1 to ${size}, got ${old}`)
}

/** Whether a leaf is at this index of the tree. One answer, whatever is wrong with the proof. */
export function verifyInclusion(
  leaf: Hash,
  index: number,
  { size, root }: TreeHead,
  proof: readonly Hash[],
): boolean {
  if (!isCount(size) || !isCount(index) || index >= size) return false
  const path = inclusionPath(index, size)
  if (![leaf, ...proof].every(isHash) || proof.length !== path.length) return false
  let hash = leaf
  for (const [i, sibling] of proof.entries()) {
    const isRight = (path[i] as Range).from > index
    hash = isRight ? nodeHash(hash, sibling) : nodeHash(sibling, hash)
  }
  return hash === root
}

/**
 * Whether the old tree is the beginning of the new one. Nothing is proved of an empty tree, for every
 * tree begins with it: that answer is false, lest it be taken for a check.
 */
export function verifyConsistency(old: TreeHead, now: TreeHead, proof: readonly Hash[]): boolean {
  if (!isCount(old.size) || !isCount(now.size) || old.size === 0 || old.size > now.size)
    return false
  if (old.size === now.size) return proof.length === 0 && old.root === now.root
  const { path, isWhole } = consistencyPath(old.size, now.size)
  if (proof.length !== path.length || ![old.root, ...proof].every(isHash)) return false
  const [start = '', ...siblings] = isWhole ? [old.root, ...proof] : proof
  const ranges = isWhole ? path : path.slice(1)
  let [was, is] = [start, start]
  for (const [i, sibling] of siblings.entries()) {
    if ((ranges[i] as Range).from >= old.size) {
      is = nodeHash(is, sibling)
    } else {
      was = nodeHash(sibling, was)
      is = nodeHash(sibling, is)
    }
  }
  return was === old.root && is === now.root
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

const isHash = ({ length }: Hash): boolean => length === hashBytes

async function readRanges(ranges: readonly Range[], read: HashReader): Promise<readonly Hash[]> {
  const parts = ranges.map(nodesOf)
  const hashes = await readHashes(parts.flat(), read)
  let at = 0
  return parts.map(({ length }) => {
    const peaks = hashes.slice(at, at + length)
    at += length
    return foldPeaks(peaks)
  })
}
