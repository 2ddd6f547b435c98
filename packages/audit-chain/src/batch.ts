import { hash } from 'node:crypto'
import type { Committed, TileNode } from './committed.ts'
import { type Draft, linked } from './format-entry.ts'
import { type Hash, hashBytes } from './hash.ts'
import type { Head } from './head.ts'
import { writePrev } from './line-bytes.ts'
import { appended } from './merkle.ts'
import type { Room } from './queue.ts'

/** So much is written and made durable at once. */
export const batchRoom: Room = { entries: 4_096, bytes: 1_048_576 }

/** An event on its way into the log. */
export interface Drafted {
  readonly draft: Draft
  /** Its time, in milliseconds. */
  readonly time: number
}

/** Lines that become durable together. */
export interface Batch extends Committed {
  /** Overwritten by the next batch. */
  readonly bytes: Uint8Array
}

/** Where a batch is made: the same memory for all of them. */
export type Scratch = Buffer

/** One byte in front: the first line too is hashed with the byte before it. */
export const newScratch = (): Scratch => Buffer.alloc(1 + batchRoom.bytes)

/**
 * Links drafts to a head. Nothing but the scratch is changed: whoever cannot write the batch still has the
 * head, and nothing to take back.
 */
export function batchOf(head: Head, drafts: readonly Drafted[], scratch: Scratch): Batch {
  const { frontier } = head
  const leaves: Hash[] = []
  let { prev, time } = head
  let end = 1
  for (let at = 0; at < drafts.length; at++) {
    const given = drafts[at] as Drafted
    const skewMs = time - given.time
    const start = end
    end = writePrev(scratch, start, prev)
    const rest = linked(given.draft, frontier.size + at, skewMs)
    // What is ASCII is Latin-1 too, and that takes less to write.
    end += scratch.write(rest, end, given.draft.isAscii ? 'latin1' : 'utf8')
    prev = leafIn(scratch, start, end)
    scratch[end++] = lineFeed
    time = given.time
    leaves.push(prev)
  }
  const bytes = scratch.subarray(1, end)
  const nodes: TileNode[] = []
  const after = appended(frontier, leaves, keepNodes(nodes))
  const offset = head.offset + bytes.length
  return { bytes, leaves, nodes, head: { ...head, frontier: after, prev, time, offset } }
}

/** Collects what tiles above level 0 hold: each level of tiles is eight of the tree's. */
export const keepNodes =
  (nodes: TileNode[]) =>
  (level: number, index: number, node: Hash): void => {
    if (level % 8 === 0) nodes.push({ level: level / 8, index, hash: node })
  }

const lineFeed = 0x0a

// RFC 6962's 0x00 before a leaf is written in the place of the line feed before it: nothing is copied.
function leafIn(scratch: Scratch, start: number, end: number): Hash {
  const before = scratch[start - 1] as number
  scratch[start - 1] = 0
  const leaf = hash('sha256', scratch.subarray(start - 1, end), 'binary')
  scratch[start - 1] = before
  return leaf
}

const letters = /* @__PURE__ */ Buffer.alloc(hashBytes)

/** A hash as the next line shows it. */
export function shownHash(value: Hash): string {
  letters.write(value, 'latin1')
  return letters.toString('base64url')
}
