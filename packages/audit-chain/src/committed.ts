import type { Hash } from './hash.ts'
import type { Head } from './head.ts'

/** Entries that have become durable together. */
export interface Committed {
  /** After them. */
  readonly head: Head
  /** Their leaf hashes. */
  readonly leaves: readonly Hash[]
  /** The hashes of the levels of tiles above the leaves that they have completed, in order. */
  readonly nodes: readonly TileNode[]
}

/** A hash of a tile above level 0. */
export interface TileNode {
  /** The tiles' level: 1 covers 256 leaves. */
  readonly level: number
  /** Its place in that level. */
  readonly index: number
  readonly hash: Hash
}
