import type { Committed, TileNode } from '../../src/committed.ts'
import { type Hash, leafHash } from '../../src/hash.ts'
import { emptyHead, type Head } from '../../src/head.ts'
import { appended } from '../../src/merkle.ts'

export const origin = 'log.example/audit'

/** Entries `0`, `1` … become durable, as a writer tells of it. */
export interface GrowingLog {
  readonly head: Head
  /** So many more. */
  grow(count: number): Committed
}

export function growingLog(start: Head = emptyHead(origin)): GrowingLog {
  let head = start
  return {
    get head() {
      return head
    },
    grow(count) {
      const { size } = head.frontier
      const leaves: Hash[] = []
      for (let seq = size; seq < size + count; seq++) leaves.push(leafHash(String(seq)))
      const nodes: TileNode[] = []
      const frontier = appended(head.frontier, leaves, (level, index, hash) => {
        if (level % 8 === 0) nodes.push({ level: level / 8, index, hash })
      })
      head = { ...head, frontier, prev: leaves.at(-1) ?? head.prev, offset: head.offset + count }
      return { head, leaves, nodes }
    },
  }
}
