import type { AuditEntry } from './entry.ts'
import type { Hash } from './hash.ts'
import { hasHole } from './hole.ts'
import { hashInPlace, hasPrev, isOfEntrySize, seqOf } from './line-bytes.ts'
import type { LogFaults } from './log-faults.ts'
import { detailOf, parseEntry } from './parse-entry.ts'
import type { Lines } from './read-lines.ts'
import type { VerifiedTree } from './verify-tree.ts'

/** Where a reader of lines stands. */
export interface LineReader {
  readonly faults: LogFaults
  readonly tree: VerifiedTree
  /** So many entries are signed. Those behind are read as entries: nothing else vouches for their form. */
  readonly signed: number
  /** Hears of entries that say what was deleted; given where something was. */
  readonly onPruned?: (entry: AuditEntry) => void
  /** The file that is read. */
  file: string
  /** Whether it is the log's last. */
  isLast: boolean
  /** From where on it is what a power cut has left of lines that were never durable. */
  tornAt: number | undefined
  /** The first entry that cannot be in it. */
  limit: number
  /** The place that the next line takes. */
  place: number
  /** The hash of the line before; none where that is not there. */
  prev: Hash | undefined
  /** By how much the `seq` of the line before was more than its place. */
  ahead: number
}

/**
 * Reads lines from the `i`-th on. Ends at the last, or before one that belongs elsewhere: the place that
 * it takes is then the reader's `place`, and what is before it may have to be filled.
 */
export function readOn(reader: LineReader, lines: Lines, i: number): number {
  const { bytes, bounds, count } = lines
  const { tree, signed, onPruned } = reader
  const { waiting, frontier } = tree
  let { prev, place } = reader
  let at = i
  for (; at < count; at++) {
    const [start, end] = [bounds[2 * at] as number, bounds[2 * at + 1] as number]
    const isRight =
      prev !== undefined &&
      place < signed &&
      isOfEntrySize(start, end) &&
      hasPrev(bytes, start, prev) &&
      seqOf(bytes, start, end) === place &&
      !(onPruned && saysPruned(bytes, end))
    if (!isRight) {
      const [offset, line] = [lines.offset + start, bytes.subarray(start, end)]
      if (isLost(reader, place) && hasHole(line, offset)) {
        reader.tornAt = offset
        break
      }
      const there = examine(reader, offset, line, place, prev)
      if (there !== place) {
        place = there
        prev = undefined
        break
      }
    } else reader.ahead = 0
    prev = hashInPlace(bytes, start, end)
    waiting[place - frontier.size] = prev
    place++
  }
  reader.prev = prev
  reader.place = place
  return at
}

/** Whether a line may never have become durable. Those under a checkpoint have: it came later. */
const isLost = ({ isLast, signed }: LineReader, place: number): boolean => isLast && place >= signed

const pruned = 'audit.pruned'
const prunedEnd = `,"type":"${pruned}","v":1}`

/** Whether a line's type says that entries were deleted. */
const saysPruned = (bytes: Buffer, end: number): boolean =>
  bytes[end - 9] === 0x64 && bytes.toString('latin1', end - prunedEnd.length, end) === prunedEnd

/** Looks closer at a line. Says which place it takes: another than it stands at, where a line before is missing or too many. */
function examine(
  reader: LineReader,
  offset: number,
  line: Buffer,
  place: number,
  prev: Hash | undefined,
): number {
  const { faults, file, tree, onPruned } = reader
  const where = { seq: place, file, offset }
  const parsed = parseEntry(line)
  if (!parsed.ok) {
    tree.doubtful.add(place)
    const detail = detailOf(parsed)
    const message = `the line at byte ${offset} of ${file} is no entry: ${detail}`
    faults.report({ code: 'not_an_entry', message, ...where, detail })
    return place
  }
  const { seq, type } = parsed.entry
  if (type === pruned) onPruned?.(parsed.entry)
  const isChained = prev === undefined || hasPrev(line, 0, prev)
  if (!isChained) {
    tree.doubtful.add(place - 1)
    const fits = seq > place ? seq < reader.limit : seq >= tree.frontier.size
    const there = fits ? seq : place
    const message = `entry ${seq} does not follow the line before it: one of the two was changed, or lines between them are missing or were added`
    faults.report({ code: 'chain_broken', message, ...where, seq: there })
    if (there !== place) return there
  }
  compareSeq(reader, where, seq - place)
  return place
}

/** Says that a line has another number than its place, but not of all that follow it by the same amount. */
function compareSeq(
  reader: LineReader,
  where: { readonly seq: number; readonly file: string; readonly offset: number },
  ahead: number,
): void {
  if (ahead !== 0 && ahead !== reader.ahead) {
    const message = `entry ${where.seq} says that it is entry ${where.seq + ahead}`
    reader.faults.report({ code: 'wrong_seq', message, ...where })
  }
  reader.ahead = ahead
}
