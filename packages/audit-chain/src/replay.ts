import { AuditLogError } from './audit-log-error.ts'
import { keepNodes, shownHash } from './batch.ts'
import type { Committed, TileNode } from './committed.ts'
import type { Disk, DiskFile } from './disk.ts'
import { type Hash, leafHash } from './hash.ts'
import type { Head } from './head.ts'
import { segmentPath } from './layout.ts'
import { appended } from './merkle.ts'
import { parseEntry } from './parse-entry.ts'
import { type Lines, readLines } from './read-lines.ts'

/** What was found behind a head. */
export interface Replayed {
  /** After all the whole lines. */
  readonly head: Head
  /** They, in order. */
  readonly batches: readonly Committed[]
  /** Where the last segment ends; what lies between the head's offset and here is torn. */
  readonly end: number
}

/**
 * Goes on from a head through all the lines behind it, each parsed strictly and linked to the one before.
 * What a crash can have left behind the last segment's lines is told apart from what it cannot: that throws.
 */
export async function replay(
  disk: Disk,
  segments: readonly number[],
  start: Head,
): Promise<Replayed> {
  let head = start
  let end = start.offset
  const batches: Committed[] = []
  for (const segment of segments.filter((first) => first >= start.segment)) {
    if (segment !== head.segment) head = next(head, segment, end)
    const file = await disk.open(segmentPath(segment), 'read')
    try {
      end = await file.size()
      for await (const batch of linesOf(file, head, end, segment === segments.at(-1))) {
        batches.push(batch)
        head = batch.head
      }
    } finally {
      await file.close()
    }
  }
  return { head, batches, end }
}

/** The head at the beginning of a segment, which must begin where the one before ends. */
function next(head: Head, segment: number, end: number): Head {
  const { size } = head.frontier
  if (head.offset < end) throw notEntry(head, size, head.offset, 'it has no end')
  if (segment === size) return { ...head, segment, offset: 0 }
  throw new AuditLogError(
    'damaged',
    `${segmentPath(size)} is missing: the segment before ends with entry ${size - 1}, and the next is ${segmentPath(segment)}`,
  )
}

async function* linesOf(
  file: DiskFile,
  start: Head,
  end: number,
  isLast: boolean,
): AsyncGenerator<Committed> {
  let head = start
  const lines = readLines(file, { from: start.offset, to: end })
  for (;;) {
    const { value, done } = await lines.next()
    if (done) break
    const batch = linked(head, value, isLast)
    if (batch.leaves.length > 0) yield batch
    if (batch.leaves.length < value.count) break
    head = batch.head
  }
}

/** The lines of a piece, up to one that the disk never got whole. */
function linked(head: Head, lines: Lines, isLast: boolean): Committed {
  const { size } = head.frontier
  const leaves: Hash[] = []
  let { prev, time, offset } = head
  for (let i = 0; i < lines.count; i++) {
    const [from = 0, to = 0] = lines.bounds.subarray(2 * i, 2 * i + 2)
    const line = lines.bytes.subarray(from, to)
    const parsed = parseEntry(line)
    if (!parsed.ok && isLast && line.includes(0)) break
    const place = size + leaves.length
    if (!parsed.ok) throw notEntry(head, place, offset, `${parsed.fault} ${parsed.at ?? ''}`.trim())
    const { seq, _prev, ts } = parsed.entry
    if (seq !== place) throw notEntry(head, place, offset, `its seq is ${seq}`)
    if (_prev !== shownHash(prev)) {
      throw notEntry(head, place, offset, 'its _prev is not the hash of the line before')
    }
    prev = leafHash(line)
    time = Date.parse(ts)
    offset = lines.offset + to + 1
    leaves.push(prev)
  }
  const nodes: TileNode[] = []
  const frontier = appended(head.frontier, leaves, keepNodes(nodes))
  return { leaves, nodes, head: { ...head, frontier, prev, time, offset } }
}

const notEntry = ({ segment }: Head, seq: number, offset: number, why: string): AuditLogError =>
  new AuditLogError(
    'damaged',
    `the line of entry ${seq}, at byte ${offset} of ${segmentPath(segment)}, is not what was written: ${why}`,
  )
