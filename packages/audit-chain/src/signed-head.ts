import { AuditLogError } from './audit-log-error.ts'
import type { Disk, DiskFile } from './disk.ts'
import { readFile } from './disk-files.ts'
import { diskTiles } from './disk-tiles.ts'
import { type Hash, leafHash } from './hash.ts'
import { emptyHead, type Head } from './head.ts'
import { layout, segmentPath } from './layout.ts'
import { type Frontier, type HashReader, readFrontier, rootOf, type TreeHead } from './merkle.ts'
import { proveInclusion, verifyInclusion } from './merkle-proof.ts'
import { parseEntry } from './parse-entry.ts'
import { readLines } from './read-lines.ts'
import { lineBefore } from './segment-writer.ts'
import { tileHashes } from './tiles.ts'

/** Where a segment's line begins. */
interface Position {
  readonly segment: number
  readonly offset: number
}

/**
 * The head that a checkpoint was signed for, from tiles and segments. Costs as much for a long log as for
 * a short one, but that a lost or wrong `position.json` costs reading the segment.
 */
export async function signedHead(
  disk: Disk,
  origin: string,
  tree: TreeHead,
  segments: readonly number[],
): Promise<Head> {
  const { size } = tree
  const { frontier, leaf } = await fromTiles(disk, tree)
  if (leaf === undefined) return emptyHead(origin)
  const hint = await readHint(disk, size, segments)
  const head = (at: Position, time: number): Head => ({ ...at, frontier, prev: leaf, time })
  const hinted = hint && (await timeBefore(disk, segments, hint, leaf))
  if (hint && hinted !== undefined) return head(hint, hinted)
  const counted = await count(disk, size, segments)
  const time = await timeBefore(disk, segments, counted, leaf)
  if (time !== undefined) return head(counted, time)
  throw new AuditLogError(
    'damaged',
    `the line of entry ${size - 1}, before byte ${counted.offset} of ${segmentPath(counted.segment)}, is not the one that a checkpoint was signed for`,
  )
}

/** The tree's frontier and last leaf, both as the root vouches for them. */
async function fromTiles(
  disk: Disk,
  { size, root }: TreeHead,
): Promise<{ readonly frontier: Frontier; readonly leaf: Hash | undefined }> {
  const read = tileHashes(size, diskTiles(disk))
  const frontier = await readFrontier(size, read).catch(unreadable)
  const leaf = size === 0 ? undefined : await lastLeaf(size, root, read).catch(unreadable)
  if (rootOf(frontier) === root && (size === 0 || leaf !== undefined)) return { frontier, leaf }
  throw new AuditLogError(
    'damaged',
    `the tiles do not have the root that the checkpoint of ${size} entries was signed for`,
  )
}

async function lastLeaf(size: number, root: Hash, read: HashReader): Promise<Hash | undefined> {
  const [leaf = ''] = await read([{ level: 0, index: size - 1 }])
  const proof = await proveInclusion(size - 1, size, read)
  return verifyInclusion(leaf, size - 1, { size, root }, proof) ? leaf : undefined
}

/** A tile that is gone or too short is damage; a disk that fails is not. */
function unreadable(error: unknown): never {
  const { code } = error as { code?: unknown }
  if (code !== undefined && code !== 'ENOENT') throw error
  throw new AuditLogError('damaged', 'the tiles of the latest checkpoint cannot be read', {
    cause: error,
  })
}

const longestHint = 1_024

async function readHint(
  disk: Disk,
  size: number,
  segments: readonly number[],
): Promise<Position | undefined> {
  const bytes = await readFile(disk, layout.position, longestHint).catch(() => undefined)
  try {
    const hint = JSON.parse(Buffer.from(bytes ?? []).toString())
    const { segment, offset } = hint
    const isOne = hint.size === size && segments.includes(segment) && Number.isSafeInteger(offset)
    return isOne && segment <= size && offset >= 0 ? { segment, offset } : undefined
  } catch {
    return undefined
  }
}

/** Where this entry begins, or the next would: by counting lines. */
async function count(disk: Disk, size: number, segments: readonly number[]): Promise<Position> {
  const segment = segments.findLast((first) => first <= size)
  if (segment === undefined) {
    if (segments.length === 0) throw truncated(size, 0)
    throw new AuditLogError('damaged', `the segment with entry ${size - 1} is missing`)
  }
  const { lines, offset } = await withFile(disk, segment, (file) => skip(file, size - segment))
  if (segment + lines === size) return { segment, offset }
  if (segment === segments.at(-1)) throw truncated(size, segment + lines)
  throw new AuditLogError(
    'damaged',
    `${segmentPath(segment)} ends with entry ${segment + lines - 1}, and the next segment begins behind ${size}`,
  )
}

const truncated = (size: number, has: number): AuditLogError =>
  new AuditLogError(
    'truncated',
    `a checkpoint speaks of ${size} entries, and there are ${has}: whole entries are missing`,
  )

async function skip(
  file: DiskFile,
  most: number,
): Promise<{ readonly lines: number; readonly offset: number }> {
  let [lines, offset] = [0, 0]
  if (most === 0) return { lines, offset }
  for await (const piece of readLines(file, { from: 0, to: await file.size() })) {
    const taken = Math.min(piece.count, most - lines)
    lines += taken
    offset = piece.offset + (piece.bounds[2 * taken - 1] as number) + 1
    if (lines === most) break
  }
  return { lines, offset }
}

/**
 * The time of the line that ends here, when it is the one with this leaf hash: then the position is right,
 * whoever has said it.
 */
async function timeBefore(
  disk: Disk,
  segments: readonly number[],
  { segment, offset }: Position,
  leaf: Hash,
): Promise<number | undefined> {
  const before = offset > 0 ? segment : segments.findLast((first) => first < segment)
  if (before === undefined) return undefined
  const line = await withFile(disk, before, async (file) => {
    const size = await file.size()
    const end = offset > 0 ? offset : size
    return end > size ? undefined : lineBefore(file, end)
  })
  if (!line || leafHash(line) !== leaf) return undefined
  const parsed = parseEntry(line)
  return parsed.ok ? Date.parse(parsed.entry.ts) : undefined
}

async function withFile<T>(
  disk: Disk,
  segment: number,
  use: (file: DiskFile) => Promise<T>,
): Promise<T> {
  const file = await disk.open(segmentPath(segment), 'read')
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}
