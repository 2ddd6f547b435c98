import { AuditLogError } from './audit-log-error.ts'
import type { Hash } from './hash.ts'
import { type Frontier, frontierFirst, type HashReader, readHashes, rootOf } from './merkle.ts'
import { proveInclusion, verifyInclusion } from './merkle-proof.ts'
import { formatProof } from './proof.ts'

/** A checkpoint, and the tree that it was signed for. */
export interface SignedTree {
  readonly text: string
  readonly frontier: Frontier
}

/** The tlog-proof of an entry. It is verified before it goes out: a damaged tile proves nothing. */
export async function proveEntry(
  seq: number,
  { text, frontier }: SignedTree,
  read: HashReader,
): Promise<string> {
  const { size } = frontier
  let leaf: Hash = ''
  // With the others, for it is in a tile of theirs.
  const withLeaf: HashReader = async (nodes) => {
    const [own = '', ...others] = await readHashes([{ level: 0, index: seq }, ...nodes], held)
    leaf = own
    return others
  }
  const held = frontierFirst(frontier, read)
  const hashes = await proveInclusion(seq, size, withLeaf)
  if (!verifyInclusion(leaf, seq, { size, root: rootOf(frontier) }, hashes)) {
    throw new AuditLogError('damaged', `the tiles do not prove entry ${seq} of ${size}`)
  }
  return formatProof({ index: seq, hashes, checkpoint: text })
}
