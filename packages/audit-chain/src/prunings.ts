import type { AuditEntry } from './entry.ts'
import { decodeHash, type Hash } from './hash.ts'
import { segmentPath } from './layout.ts'
import type { LogFaults } from './log-faults.ts'
import type { VerifiedTree } from './verify-tree.ts'

/** What a log says of its own deletions, held against what is missing at its beginning. */
export interface Prunings {
  /** The first entry that is there. */
  readonly first: number
  hear(entry: AuditEntry): void
  /** Says that the beginning is missing, where no entry under a checkpoint speaks of it. */
  judge(tree: VerifiedTree, faults: LogFaults): void
}

interface Pruning {
  readonly seq: number
  /** All before this entry was deleted. */
  readonly to: number
  /** Of the tree of these. */
  readonly root: Hash
}

// A log whose beginning is deleted once a day for a century has as many, of which the last few count.
const mostHeard = 1_024

/** Nothing heard yet of a log whose first entries are missing. */
export function prunings(first: number): Prunings {
  const heard: Pruning[] = []
  return {
    first,
    hear(entry) {
      const one = pruningOf(entry)
      if (!one || one.to < first) return
      heard.push(one)
      if (heard.length > mostHeard) heard.shift()
    },
    judge(tree, faults) {
      const { signed } = tree.options
      // Whoever deletes could as well append the entry that allows it, but not sign it.
      const isTold = heard.some(({ seq, to, root }) =>
        signed === 0 ? true : seq < tree.vouched && tree.seams.get(to) === root,
      )
      if (first === 0 || isTold) return
      const message = `the first ${first} entries are missing, and no signed entry says that they were deleted`
      faults.report({ code: 'segment_missing', message, seq: 0, file: segmentPath(0) })
    },
  }
}

function pruningOf({ seq, transport, event }: AuditEntry): Pruning | undefined {
  // What a request reports is somebody else's word.
  if (transport !== 'system' || typeof event !== 'object' || event === null) return undefined
  const { to, root } = event as { readonly [name: string]: unknown }
  const hash = typeof root === 'string' ? decodeHash(root) : undefined
  return typeof to === 'number' && hash !== undefined ? { seq, to, root: hash } : undefined
}
