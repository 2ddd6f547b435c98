import { emptyRoot, type Hash, hashBytes, nodeHash } from './hash.ts'

/** A tree as a log signs it. */
export interface TreeHead {
  /** How many leaves it has. */
  readonly size: number
  readonly root: Hash
}

/**
 * A subtree with all its leaves: the `index`-th of the 2^`level` leaves wide ones. In RFC 6962's terms
 * MTH(D[index * 2^level : (index + 1) * 2^level]), which no later leaf changes.
 */
export interface Node {
  readonly level: number
  readonly index: number
}

/** The leaves D[from : to], `to` not included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Gives the hashes of nodes, one for each, in their order. What it needs is asked for at once. */
export type HashReader = (nodes: readonly Node[]) => readonly Hash[] | Promise<readonly Hash[]>

/**
 * All that a log has to keep to append and to know its root: the hashes of the whole subtrees it
 * consists of, the widest first. There is one for each bit that is set in the size.
 */
export interface Frontier {
  readonly size: number
  readonly peaks: readonly Hash[]
}

/** Before the first leaf. */
export const emptyFrontier: Frontier = { size: 0, peaks: [] }

/** Told of each subtree that a leaf has made whole, from the narrowest; not of the leaves. */
export type Completed = (level: number, index: number, hash: Hash) => void

/**
 * The frontier after these leaves. The one given stays as it is, so that whoever could not write the
 * leaves goes on from there.
 */
export function appended(
  { size, peaks: before }: Frontier,
  leaves: Iterable<Hash>,
  completed?: Completed,
): Frontier {
  const peaks = [...before]
  let count = size
  for (const leaf of leaves) {
    let hash = leaf
    let index = count
    for (let level = 1; index % 2 === 1; level++) {
      const left = peaks.pop()
      if (left === undefined) throw new Error(`audit-chain: bad math in a frontier of ${size}`)
      hash = nodeHash(left, hash)
      index = (index - 1) / 2
      completed?.(level, index, hash)
    }
    peaks.push(hash)
    count++
  }
  return { size: count, peaks }
}

/** The root of the tree that ends here. */
export const rootOf = ({ peaks }: Frontier): Hash =>
  peaks.length === 0 ? emptyRoot : foldPeaks(peaks)

/** RFC 6962 §2.1: the widest subtree is the left child, all that follows the right one. */
export const foldPeaks = (peaks: readonly Hash[]): Hash =>
  peaks.reduceRight((right, left) => nodeHash(left, right))

/** The fewest whole subtrees that a range consists of, from the left. */
export function nodesOf({ from, to }: Range): readonly Node[] {
  const nodes: Node[] = []
  for (let at = from; at < to; ) {
    let [level, width] = [0, 1]
    // By division: the bitwise operators see 32 bits of a number, and a size has up to 53.
    while (at % (width * 2) === 0 && at + width * 2 <= to) {
      width *= 2
      level++
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/** The frontier of a tree of this size. */
export async function readFrontier(size: number, read: HashReader): Promise<Frontier> {
  demandCount('a size', size)
  return { size, peaks: await readHashes(nodesOf({ from: 0, to: size }), read) }
}

/**
 * Answers from a frontier what it holds, and asks for the rest: who knows the frontier reads nothing of
 * the right edge, where a level's last tile is another than the leaf's.
 */
export function frontierFirst({ size, peaks }: Frontier, read: HashReader): HashReader {
  const key = ({ level, index }: Node): string => `${level}/${index}`
  const held = new Map(nodesOf({ from: 0, to: size }).map((node, i) => [key(node), peaks[i]]))
  return async (nodes) => {
    const missing = nodes.filter((node) => held.get(key(node)) === undefined)
    const others = missing.length === 0 ? [] : await readHashes(missing, read)
    let next = 0
    return nodes.map((node) => held.get(key(node)) ?? others[next++] ?? '')
  }
}

/** Asks a reader, and holds it to its word. */
export async function readHashes(
  nodes: readonly Node[],
  read: HashReader,
): Promise<readonly Hash[]> {
  const hashes = await read(nodes)
  if (hashes.length === nodes.length && hashes.every(({ length }) => length === hashBytes)) {
    return hashes
  }
  throw new Error(
    `audit-chain: a reader was asked for ${nodes.length} hashes, got ${hashes.length} of ${hashes.map(({ length }) => length)} bytes`,
  )
}

/** Throws where a number of leaves is none. */
export function demandCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return
  throw new RangeError(`audit-chain: ${name} must be whole, from 0 to 2^53 - 1, got ${value}`)
}
