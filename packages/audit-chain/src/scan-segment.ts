import type { AuditRow } from './audit-log.ts'
import type { Order, Place } from './cursor.ts'
import type { DiskFile } from './disk.ts'
import { readRange } from './disk-files.ts'
import { longestLine } from './entry.ts'
import { type Filter, fits } from './filter.ts'
import { damagedAt, type Segment } from './kept-segments.ts'
import { type LineTest, mayFit } from './line-test.ts'
import { parseEntry } from './parse-entry.ts'
import { readBack } from './read-back.ts'
import { type Lines, readLines } from './read-lines.ts'

/** A segment that is read. */
export interface OpenSegment {
  readonly segment: Segment
  readonly file: DiskFile
  /** How many of its bytes are entries. */
  readonly bytes: number
}

/** What is looked for, and in which order. */
export interface Search {
  readonly filter: Filter
  readonly test: LineTest
  readonly order: Order
  readonly limit: number
  readonly signal: AbortSignal | undefined
  /** Where to go on, in `seq`: rows before it were given. */
  readonly start: number
}

/** What was found so far. Changed as the search goes on. */
export interface Found {
  readonly rows: AuditRow[]
  place: Place
  /** Bytes that were read. */
  read: number
}

/** So much of a log is read for one page. */
export const mostRead: number = 64 * 1_024 * 1_024
// What lies between two turns of the event loop.
const pieceBytes = 256 * 1_024

/** Whether the page ends here. */
export const isFull = ({ rows, read }: Found, { limit }: Search): boolean =>
  rows.length >= limit || read >= mostRead

/** Looks through a segment from the place on, until its end or until the page is full. */
export async function scanSegment(found: Found, open: OpenSegment, search: Search): Promise<void> {
  const { segment, file, bytes } = open
  const isBack = search.order === 'newest'
  const { offset } = found.place
  const pieces = isBack
    ? readBack(file, { from: 0, to: offset }, pieceBytes)
    : readLines(file, { from: offset, to: bytes }, pieceBytes)
  for await (const piece of pieces) {
    search.signal?.throwIfAborted()
    scanPiece(found, piece, segment, search)
    if (isFull(found, search)) return
  }
  const { place } = found
  if (place.seq === (isBack ? segment.first : segment.end) && place.offset === (isBack ? 0 : bytes))
    return
  const message = 'a segment has other entries than those between it and the next one'
  throw damagedAt(segment, { code: 'segment_missing', message, ...place })
}

function scanPiece(found: Found, piece: Lines, segment: Segment, search: Search): void {
  const { bounds, count, offset } = piece
  const isBack = search.order === 'newest'
  const first = isBack ? found.place.seq - count : found.place.seq
  const before = isBack ? first : first + count
  /** The border before a line. */
  const border = (line: number): Place => ({
    seq: first + line,
    offset: offset + (line < count ? (bounds[2 * line] as number) : afterLast(piece)),
  })
  demandLines(piece, segment, first)
  const lines = mayFit(search.test, piece)
  for (const line of isBack ? lines.reverse() : lines) {
    const seq = first + line
    if (isBack ? seq >= search.start : seq < search.start) continue
    const row = rowAt(piece, line, segment, seq)
    if (!fits(row.entry, search.filter)) continue
    found.rows.push(row)
    found.place = border(isBack ? line : line + 1)
    if (found.rows.length >= search.limit) return
  }
  // What is only passed to come to the place does not count: else a page might end before it.
  if (isBack ? before < search.start : before > search.start) found.read += afterLast(piece)
  found.place = border(isBack ? 0 : count)
}

const afterLast = ({ bounds, count }: Lines): number =>
  count === 0 ? 0 : (bounds[2 * count - 1] as number) + 1

function demandLines({ bounds, count, offset }: Lines, segment: Segment, first: number): void {
  if (count === 0) {
    const message = 'a segment does not end with a line'
    throw damagedAt(segment, { code: 'segment_missing', message, seq: first, offset: offset + 1 })
  }
  for (let line = 0; line < count; line++) {
    const start = bounds[2 * line] as number
    if ((bounds[2 * line + 1] as number) - start <= longestLine) continue
    throw notAnEntry(segment, first + line, offset + start, 'too_long')
  }
}

function rowAt({ bytes, bounds, offset }: Lines, line: number, of: Segment, seq: number): AuditRow {
  const [start, end] = [bounds[2 * line] as number, bounds[2 * line + 1] as number]
  const parsed = parseEntry(bytes.subarray(start, end))
  if (!parsed.ok) throw notAnEntry(of, seq, offset + start, parsed.fault)
  if (parsed.entry.seq !== seq) {
    const message = `a line has the seq ${parsed.entry.seq}`
    throw damagedAt(of, { code: 'wrong_seq', message, seq, offset: offset + start })
  }
  return { seq, line: bytes.toString('utf8', start, end), entry: parsed.entry }
}

const notAnEntry = (segment: Segment, seq: number, offset: number, detail: string): Error =>
  damagedAt(segment, {
    code: 'not_an_entry',
    message: `a line is no entry, ${detail}`,
    seq,
    offset,
    detail,
  })

/** Where a search begins in a segment: at the place, where it is a border of that entry, or at an end. */
export async function placeIn(
  { segment, file, bytes }: OpenSegment,
  { seq, offset }: Place,
  order: Order,
): Promise<Place> {
  const isBack = order === 'newest'
  const end = isBack ? { seq: segment.end, offset: bytes } : { seq: segment.first, offset: 0 }
  if (seq === end.seq || offset < 1 || offset >= bytes) return end
  if (seq <= segment.first || seq >= segment.end) return end
  const from = Math.max(0, offset - longestLine - 2)
  const before = Buffer.from(await readRange(file, from, offset - from))
  const line = before.subarray(before.lastIndexOf('\n', -2) + 1, -1)
  const parsed = parseEntry(line)
  const isBorder = before.at(-1) === 0x0a && parsed.ok && parsed.entry.seq === seq - 1
  return isBorder ? { seq, offset } : end
}
