import { addTo, bloomFor } from './bloom.ts'
import type { Disk, DiskFile } from './disk.ts'
import { readFile, readRange, replaceFile } from './disk-files.ts'
import type { AuditEntry } from './entry.ts'
import { type Hash, leafHash } from './hash.ts'
import type { Head } from './head.ts'
import { damagedAt, type Segment } from './kept-segments.ts'
import { indexPath, layout, segmentPath } from './layout.ts'
import { type Lines, readLines } from './read-lines.ts'
import { formatIndex, idsOf, parseIndex, type SegmentIndex } from './segment-index.ts'

// The largest segment's is below this.
const mostBytes = 32 * 1_024 * 1_024
const mostTypes = 1_000
// What is looked at between two turns of the event loop.
const pieceBytes = 128 * 1_024

/** Says what is in a sealed segment, for queries that need not read it then. To be called when it is sealed. */
export async function indexSegment(disk: Disk, first: number): Promise<void> {
  await keepIndex(disk, await makeIndex(disk, first))
}

/** Keeps an index beside the segments. */
export async function keepIndex(disk: Disk, index: SegmentIndex): Promise<void> {
  await disk.makeDirectory(layout.index)
  await replaceFile(disk, indexPath(index.first), Buffer.from(formatIndex(index)))
}

/** The index of a segment, when there is one that is sound. What is wrong with it is no matter: it is disposable. */
export async function storedIndex(
  disk: Disk,
  segment: Segment & { readonly bytes: number; readonly last: Hash },
): Promise<SegmentIndex | undefined> {
  const bytes = await readFile(disk, indexPath(segment.first), mostBytes).catch(() => undefined)
  const index = bytes && parseIndex(Buffer.from(bytes).toString())
  const isOf =
    index?.first === segment.first &&
    index.count === segment.end - segment.first &&
    index.bytes === segment.bytes &&
    index.last === segment.last
  return isOf ? index : undefined
}

/** The leaf hash of a sealed segment's last entry, as the entry after it or the head says. */
export async function lastLeaf(disk: Disk, { end }: Segment, head: Head): Promise<Hash> {
  if (end === head.frontier.size) return head.prev
  const file = await disk.open(segmentPath(end), 'read')
  try {
    // Format section 2: `_prev` is the bytes 10 to 52 of each line.
    const prev = Buffer.from(await readRange(file, 10, 43)).toString('latin1')
    return Buffer.from(prev, 'base64url').toString('latin1')
  } finally {
    await file.close()
  }
}

/** Reads a whole segment and says what is in it. */
export async function makeIndex(
  disk: Disk,
  first: number,
  signal?: AbortSignal,
): Promise<SegmentIndex> {
  const file = await disk.open(segmentPath(first), 'read')
  try {
    return await indexOf(file, first, signal)
  } finally {
    await file.close()
  }
}

async function indexOf(
  file: DiskFile,
  first: number,
  signal: AbortSignal | undefined,
): Promise<SegmentIndex> {
  const bytes = await file.size()
  const made: Making = {
    ...{ first, bytes, count: 0, last: '', minTime: Number.POSITIVE_INFINITY, maxTime: 0 },
    ...{ types: new Map(), outcomes: new Map(), ids: bloomFor(bytes) },
  }
  const held = new Set<string>()
  let end = 0
  for await (const piece of readLines(file, { from: 0, to: bytes }, pieceBytes)) {
    signal?.throwIfAborted()
    for (let line = 0; line < piece.count; line++) add(made, held, piece, line)
    const [start, last] = lineAt(piece, piece.count - 1)
    // What comes after is in another piece, or nothing.
    if (piece.count > 0) made.last = leafHash(piece.bytes.subarray(start, last))
    end = piece.offset + last + 1
  }
  const { types, outcomes, count } = made
  if (end === bytes && count > 0) {
    return { ...made, types: types.size > mostTypes ? undefined : types, outcomes }
  }
  const message = 'a segment does not end with a line'
  const segment = { first, end: first + count, sealed: true }
  const fault = { code: 'segment_missing', message, seq: first + count, offset: end } as const
  throw damagedAt(segment, fault)
}

type Making = { -readonly [name in keyof SegmentIndex]: SegmentIndex[name] } & {
  readonly types: Map<string, number>
  readonly outcomes: Map<string, number>
}

const lineAt = ({ bounds }: Lines, at: number): readonly [start: number, end: number] => [
  bounds[2 * at] as number,
  bounds[2 * at + 1] as number,
]

// Who acts now acts again in a moment: so many ids are not put in twice.
const mostHeld = 10_000

function add(made: Making, held: Set<string>, lines: Lines, at: number): void {
  const { bytes, offset } = lines
  const [start, end] = lineAt(lines, at)
  const { first, count, types, outcomes } = made
  const entry = entryIn(bytes.toString('utf8', start, end))
  const time = Date.parse(entry?.ts ?? '')
  if (entry?.seq !== first + count || Number.isNaN(time)) {
    const segment = { first, end: first + count, sealed: true }
    const [message, seq] = ['a line is no entry of its place', first + count]
    throw damagedAt(segment, { code: 'not_an_entry', message, seq, offset: offset + start })
  }
  made.count++
  made.minTime = Math.min(made.minTime, time)
  made.maxTime = Math.max(made.maxTime, time)
  if (types.size <= mostTypes) types.set(entry.type, (types.get(entry.type) ?? 0) + 1)
  outcomes.set(entry.outcome, (outcomes.get(entry.outcome) ?? 0) + 1)
  for (const id of idsOf(entry)) {
    if (held.has(id)) continue
    addTo(made.ids, id)
    if (held.size === mostHeld) held.clear()
    held.add(id)
  }
}

// Not by parseEntry, which is several times slower: of what that reads this reads the same, and what it
// would refuse is in no answer.
function entryIn(line: string): AuditEntry | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
