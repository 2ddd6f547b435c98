import { hash } from 'node:crypto'
import type { Hash } from './hash.ts'
import { emptyFrontier, type Frontier } from './merkle.ts'

/** Where a log stands: all that the next entry depends on. A value: who could not write goes on from it. */
export interface Head {
  /** Of all entries; its size is the next one's number. */
  readonly frontier: Frontier
  /** The last entry's leaf hash; of a log without entries {@link genesis}. */
  readonly prev: Hash
  /** The last entry's time, in milliseconds. */
  readonly time: number
  /** The first entry's number of the segment that the next entry goes into. */
  readonly segment: number
  /** How many bytes that segment has. */
  readonly offset: number
}

/** What the first entry has for the hash of an entry before: no line fits two logs. */
export const genesis = (origin: string): Hash =>
  hash('sha256', `audit-chain/v1\n${origin}`, 'binary')

/** The head of a log without entries. */
export const emptyHead = (origin: string): Head => ({
  frontier: emptyFrontier,
  prev: genesis(origin),
  time: 0,
  segment: 0,
  offset: 0,
})
