import type { ReadableDisk, ReadableFile } from './disk.ts'
import { leafHash } from './hash.ts'
import type { Head } from './head.ts'
import { segmentPath } from './layout.ts'
import { type LineRoom, type Lines, lineRoom, type Rest, readLines, roomFor } from './read-lines.ts'
import { type LineReader, readOn } from './verify-lines.ts'
import { leafBefore, settle, sizeOf, skipTo } from './verify-tree.ts'

/** What was read, and where it ended. */
export interface ReadSegments extends Pick<Head, 'segment' | 'offset'> {
  readonly bytes: number
  readonly torn: number
}

interface SegmentOptions {
  readonly signal: AbortSignal | undefined
  readonly from: Pick<Head, 'segment' | 'offset'> | undefined
}

/** Reads segments one after the other, given by the number of their first entry, in order. */
export async function readSegments(
  disk: ReadableDisk,
  reader: LineReader,
  segments: readonly number[],
  { signal, from }: SegmentOptions,
): Promise<ReadSegments> {
  let read: ReadSegments = {
    segment: from?.segment ?? 0,
    offset: from?.offset ?? 0,
    bytes: 0,
    torn: 0,
  }
  let room = lineRoom(0, 0)
  for (const [i, first] of segments.entries()) {
    reader.file = segmentPath(first)
    const next = segments[i + 1]
    reader.limit = next ?? reader.signed
    reader.isLast = next === undefined
    const isResumed = first === from?.segment
    if (!isResumed) await enter(reader, first, i === 0 && from === undefined)
    const file = await disk.open(reader.file, 'read')
    try {
      const range = { from: isResumed ? from.offset : 0, to: await file.size() }
      room = roomFor(room, range.to - range.from)
      const rest = await readSegment(file, reader, { ...range, room }, signal)
      const torn = next === undefined ? range.to - rest.offset : readUnended(reader, rest)
      const bytes = read.bytes + rest.offset - range.from
      read = { segment: first, offset: rest.offset, bytes, torn }
    } finally {
      await file.close()
    }
  }
  return read
}

/** Goes to where a segment begins, over what is missing before it. */
async function enter(reader: LineReader, first: number, isBeginning: boolean): Promise<void> {
  const { tree, faults, place, file } = reader
  if (first === place) return
  if (first > place && !isBeginning) {
    const message = `entries ${place} to ${first - 1} are missing before ${file}`
    faults.report({ code: 'segment_missing', message, seq: place, file: segmentPath(place) })
  } else if (first < place) {
    const message = `${file} begins with entry ${first}, and ${place} entries stand before it`
    faults.report({ code: 'wrong_seq', message, seq: place, file, offset: 0 })
  }
  // What was compared is compared: of two segments that overlap so far, the first was it.
  if (first < tree.frontier.size) return
  await skipTo(tree, first)
  reader.prev = await leafBefore(tree, first)
  reader.place = first
}

async function readSegment(
  file: ReadableFile,
  reader: LineReader,
  { room, ...range }: { readonly from: number; readonly to: number; readonly room: LineRoom },
  signal: AbortSignal | undefined,
): Promise<Rest> {
  const pieces = readLines(file, range, room)
  for (;;) {
    signal?.throwIfAborted()
    const { done, value } = await pieces.next()
    if (done) return value
    await readPiece(reader, value)
    if (reader.tornAt !== undefined) return { offset: reader.tornAt, bytes: Buffer.alloc(0) }
  }
}

async function readPiece(reader: LineReader, lines: Lines): Promise<void> {
  const { tree } = reader
  for (let i = 0; i < lines.count && reader.tornAt === undefined; ) {
    i = readOn(reader, lines, i)
    if (reader.place > sizeOf(tree)) await skipTo(tree, reader.place)
    else if (i === lines.count || reader.tornAt !== undefined) await settle(tree, reader.place)
  }
}

/** A segment that another follows ends with a line feed: what has none behind it is no line. */
function readUnended(reader: LineReader, { bytes, offset }: Rest): number {
  if (bytes.length === 0) return 0
  const { tree, faults, file, place: seq } = reader
  const detail = 'no line feed'
  const message = `what stands at byte ${offset} of ${file} is no entry: ${detail}`
  faults.report({ code: 'not_an_entry', message, seq, file, offset, detail })
  tree.doubtful.add(seq)
  const leaf = leafHash(bytes)
  tree.waiting[seq - tree.frontier.size] = leaf
  reader.prev = leaf
  reader.place++
  return 0
}
