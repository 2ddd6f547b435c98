import { hash } from 'node:crypto'
import type { Json } from '@sallyport/core'
import { type Bloom, isBloom, mayHold } from './bloom.ts'
import { canonical } from './canonical.ts'
import type { AuditEntry } from './entry.ts'
import { type Filter, hasType } from './filter.ts'
import type { Hash } from './hash.ts'

/** What is in a sealed segment, as far as it tells whether to read it. */
export interface SegmentIndex {
  /** The first entry's number. */
  readonly first: number
  readonly count: number
  readonly bytes: number
  /** The last entry's leaf hash: it stands for all before, too. */
  readonly last: Hash
  /** The smallest and the largest time, in milliseconds: clocks are set back. */
  readonly minTime: number
  readonly maxTime: number
  /** How many entries each type has; none where there are more types than are counted. */
  readonly types: ReadonlyMap<string, number> | undefined
  readonly outcomes: ReadonlyMap<string, number>
  /** The ids of actors, targets and requests, of {@link idsOf}. */
  readonly ids: Bloom
}

const version = 1

/** The ids of an entry that are asked for, each with what it is of. */
export const idsOf = ({ actor, targets = [], ctx }: Partial<AuditEntry>): readonly string[] => [
  ...(actor === undefined ? [] : [idKey.actor(actor.id)]),
  ...targets.map(({ id }) => idKey.target(id)),
  ...(ctx?.requestId === undefined ? [] : [idKey.request(ctx.requestId)]),
]

const idKey = {
  actor: (id: string): string => `a:${id}`,
  target: (id: string): string => `t:${id}`,
  request: (id: string): string => `r:${id}`,
}

/** Whether a segment may have an entry that fits. */
export function mayHaveFitting(index: SegmentIndex, filter: Filter): boolean {
  const { types, outcome, actor, target, requestId, from, to } = filter
  const ids = [
    ...(actor === undefined ? [] : [idKey.actor(actor)]),
    ...(target === undefined ? [] : [idKey.target(target)]),
    ...(requestId === undefined ? [] : [idKey.request(requestId)]),
  ]
  return (
    (from === undefined || index.maxTime >= from) &&
    (to === undefined || index.minTime < to) &&
    (outcome === undefined || index.outcomes.has(outcome)) &&
    hasTypes(index, types) &&
    ids.every((id) => mayHold(index.ids, id))
  )
}

const hasTypes = ({ types }: SegmentIndex, sets: Filter['types']): boolean =>
  types === undefined || [...types.keys()].some((type) => sets.every((set) => hasType(set, type)))

/** Writes an index, with a digest over it: a flipped bit must not hide an entry. */
export function formatIndex({ last, types, outcomes, ids, ...others }: SegmentIndex): string {
  const index: Json = {
    ...others,
    v: version,
    last: Buffer.from(last, 'latin1').toString('base64'),
    ...(types && { types: [...types] }),
    outcomes: [...outcomes],
    ids: Buffer.from(ids).toString('base64'),
  }
  return JSON.stringify({ index, sha256: digest(index) })
}

/** Reads an index; none where it is not whole, or of another version. */
export function parseIndex(text: string): SegmentIndex | undefined {
  try {
    const { index, sha256 } = JSON.parse(text)
    if (digest(index) !== sha256) return undefined
    const { v, last, types, outcomes, ids, ...others } = index
    if (v !== version) return undefined
    const read: SegmentIndex = {
      ...others,
      last: Buffer.from(last, 'base64').toString('latin1'),
      types: types && new Map(types),
      outcomes: new Map(outcomes),
      ids: Buffer.from(ids, 'base64'),
    }
    return isBloom(read.ids) ? read : undefined
  } catch {
    // Whatever it is, it is no index.
    return undefined
  }
}

const digest = (index: Json): string => hash('sha256', canonical(index), 'base64url')
