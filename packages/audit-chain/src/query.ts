import type { AuditPage, AuditQuery } from './audit-log.ts'
import { auditEvents } from './catalog.ts'
import { formatCursor, type Place } from './cursor.ts'
import type { Disk } from './disk.ts'
import { unlessMissing } from './disk-files.ts'
import { isOpen } from './filter.ts'
import type { Head } from './head.ts'
import { keepIndex, lastLeaf, makeIndex, storedIndex } from './index-segment.ts'
import { damagedAt, keptSegments, type Segment } from './kept-segments.ts'
import { segmentPath } from './layout.ts'
import { lineTest } from './line-test.ts'
import { type Proofs, proveRows } from './prove-rows.ts'
import { type Asked, readQuery } from './read-query.ts'
import {
  type Found,
  isFull,
  mostRead,
  type OpenSegment,
  placeIn,
  type Search,
  scanSegment,
} from './scan-segment.ts'
import { mayHaveFitting } from './segment-index.ts'
import type { EventCatalog } from './type-filter.ts'

/** A log, as a query sees it. */
export interface QuerySource {
  readonly disk: Disk
  /** The durable head: nothing behind it is shown. */
  head(): Head
  /** What proves rows. @default none: a query for proofs is refused */
  readonly proofs?: Proofs
  /** Types with their aliases and categories. @default `auditEvents` */
  readonly catalogs?: readonly EventCatalog[]
}

/**
 * The entries that fit, a page at a time. Segments that cannot have any are not read, unless the rows are
 * to be proved: an index is not signed, and whoever can write it could hide entries that way.
 */
export async function runQuery(source: QuerySource, query: AuditQuery = {}): Promise<AuditPage> {
  const asked = readQuery(query, source.catalogs ?? [auditEvents])
  if (asked.verified && !source.proofs) {
    throw new TypeError('audit-chain: "verified" must be false for a log that proves nothing')
  }
  asked.signal?.throwIfAborted()
  const head = source.head()
  const segments = await keptSegments(source.disk, head)
  const found = await search(source.disk, head, segments, asked)
  const rows =
    asked.verified && source.proofs ? await proveRows(found.rows, source.proofs) : found.rows
  const isMore = asked.order === 'oldest' || found.place.seq > (segments[0]?.first ?? Infinity)
  return { rows, ...(isMore && { next: formatCursor(found.place, asked) }) }
}

async function search(
  disk: Disk,
  head: Head,
  segments: readonly Segment[],
  asked: Asked,
): Promise<Found> {
  const { order, filter, limit, signal } = asked
  const isBack = order === 'newest'
  const end = isBack ? head.frontier.size : 0
  const { seq, offset } = asked.after ?? { seq: end, offset: 0 }
  const start = isBack ? Math.min(seq, end) : seq
  const all: Search = { filter, test: lineTest(filter), order, limit, signal, start }
  const found: Found = { rows: [], place: { seq: start, offset }, read: 0 }
  const ahead = isBack
    ? segments.filter(({ first }) => first < start).reverse()
    : segments.filter((segment) => segment.end > start)
  const within = (segment: Segment): Within => ({ disk, head, segment })
  for (const segment of ahead) {
    if (isFull(found, all)) break
    const isDone =
      (await isPassed(within(segment), { asked, found })) ||
      !(await readSegment(within(segment), found, all))
    if (isDone) found.place = { seq: isBack ? segment.first : segment.end, offset: 0 }
  }
  return found
}

interface Within {
  readonly disk: Disk
  readonly head: Head
  readonly segment: Segment
}

/** Whether a segment need not be read. */
async function isPassed(
  { disk, head, segment }: Within,
  { asked, found }: { readonly asked: Asked; readonly found: Found },
): Promise<boolean> {
  if (!segment.sealed || asked.verified || isOpen(asked.filter)) return false
  const bytes = await sizeOf(disk, segment)
  const last = await lastLeaf(disk, segment, head).catch(unlessMissing)
  // Deleted since: who reads it finds out.
  if (bytes === undefined || last === undefined) return false
  const index = await storedIndex(disk, { ...segment, bytes, last })
  if (index) return !mayHaveFitting(index, asked.filter)
  const isBegun = found.place.seq > segment.first && found.place.seq < segment.end
  if (isBegun || bytes > mostRead) return false
  const made = await makeIndex(disk, segment.first, asked.signal).catch(unlessMissing)
  if (made?.last !== last || made.count !== segment.end - segment.first) return false
  // A disk that is full, or another query that makes it too, does not keep from answering.
  await keepIndex(disk, made).catch(() => undefined)
  found.read += bytes
  return !mayHaveFitting(made, asked.filter)
}

async function sizeOf(disk: Disk, { first }: Segment): Promise<number | undefined> {
  const file = await disk.open(segmentPath(first), 'read').catch(unlessMissing)
  try {
    return await file?.size()
  } finally {
    await file?.close()
  }
}

/** Looks through a segment; false when it was deleted since. */
async function readSegment(within: Within, found: Found, search: Search): Promise<boolean> {
  const { disk, head, segment } = within
  const file = await disk.open(segmentPath(segment.first), 'read').catch(unlessMissing)
  if (!file) return demandPruned(within, found.place)
  try {
    const bytes = segment.sealed ? await file.size() : head.offset
    const open: OpenSegment = { segment, file, bytes }
    found.place = await placeIn(open, found.place, search.order)
    await scanSegment(found, open, search)
    return true
  } finally {
    await file.close()
  }
}

/** A segment may go while a query is under way, but only as the oldest. */
async function demandPruned({ disk, head, segment }: Within, { seq }: Place): Promise<false> {
  const [oldest] = await keptSegments(disk, head)
  if (oldest === undefined ? segment.sealed : oldest.first > segment.first) return false
  const message = 'a segment is not there'
  throw damagedAt(segment, { code: 'segment_missing', message, seq, offset: 0 })
}
