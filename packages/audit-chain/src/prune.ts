import { type AuditEvent, type Clock, demandOptions } from '@sallyport/core'
import type { Pruned, PruneOptions } from './audit-log.ts'
import { AuditLogError } from './audit-log-error.ts'
import type { RetentionOptions } from './audit-log-options.ts'
import { parseCheckpointText } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import { unlessMissing } from './disk-files.ts'
import { diskTiles } from './disk-tiles.ts'
import { encodeHash, type Hash } from './hash.ts'
import type { Head } from './head.ts'
import { makeIndex } from './index-segment.ts'
import { damagedAt, keptSegments, type Segment } from './kept-segments.ts'
import { indexPath, layout, segmentPath } from './layout.ts'
import { readFrontier, rootOf } from './merkle.ts'
import { proveConsistency, verifyConsistency } from './merkle-proof.ts'
import { parseNote } from './note.ts'
import { tileHashes } from './tiles.ts'

/** What pruning needs of a log. */
export interface PruneParts {
  readonly disk: Disk
  /** The durable head. */
  head(): Head
  readonly clock: Clock
  readonly retention?: RetentionOptions
  /** Writes an event of the log's own. Resolves when it is durable. */
  append(event: AuditEvent): Promise<unknown>
  /** Signs what is durable, with its tiles written. */
  checkpoint(): Promise<string>
}

const usualFloorDays = 365
const dayMs = 86_400_000

/**
 * Deletes the oldest segments whose entries are all older than they need be. The tiles stay, so that what
 * comes later is proved as before. Each step is safe to end at: a segment that is still there after its
 * `audit.pruned` is pruned again next time, with an entry of its own.
 */
export async function pruneLog(parts: PruneParts, options: PruneOptions): Promise<Pruned> {
  const { olderThanDays, dryRun } = readOptions(options, parts.retention?.floorDays)
  const { disk, clock } = parts
  const head = parts.head()
  const kept = await keptSegments(disk, head)
  const first = kept[0]?.first ?? head.segment
  const none = { entries: 0, bytes: 0, first }
  const sealed = kept.filter((segment) => segment.sealed)
  if (sealed.length === 0) return { ...none, kept: 'nothing' }
  if (await parts.retention?.hold?.()) return { ...none, kept: 'held' }
  const { bytes, old } = await oldest(disk, sealed, clock() - olderThanDays * dayMs)
  const to = old.at(-1)?.end ?? first
  const pruned: Pruned = {
    ...{ entries: to - first, bytes, first: to },
    ...(old.length < sealed.length && { kept: 'too_young' }),
  }
  if (dryRun) return pruned
  if (old.length > 0) {
    const root = encodeHash(await signedRoot(parts, to))
    const event = { from: first, to, root }
    await parts.append({ type: 'audit.pruned', outcome: 'success', event })
    // Before the first file goes: no anchor sees the gap without the word for it.
    await parts.checkpoint()
  }
  for (const segment of old) await remove(disk, segment)
  await removeStrayIndexes(disk, to)
  return pruned
}

function readOptions(
  options: PruneOptions,
  floor = usualFloorDays,
): { readonly olderThanDays: number; readonly dryRun: boolean } {
  demandOptions('audit-chain: prune()', options, ['olderThanDays', 'dryRun'])
  const { olderThanDays, dryRun = false } = options
  const text = `audit-chain: "olderThanDays" must be a number of days, at least ${floor}, got ${String(olderThanDays)}`
  if (typeof olderThanDays !== 'number') throw new TypeError(text)
  if (!Number.isFinite(olderThanDays) || olderThanDays < floor) throw new RangeError(text)
  if (typeof dryRun === 'boolean') return { olderThanDays, dryRun }
  throw new TypeError(`audit-chain: "dryRun" must be true or false, got ${String(dryRun)}`)
}

/**
 * The segments in front whose entries are all from before a time. They are read for it: an index may be
 * anybody's, and what is deleted on its word does not come back.
 */
async function oldest(
  disk: Disk,
  sealed: readonly Segment[],
  before: number,
): Promise<{ readonly old: readonly Segment[]; readonly bytes: number }> {
  const old: Segment[] = []
  let all = 0
  for (const segment of sealed) {
    const { maxTime, count, bytes } = await makeIndex(disk, segment.first)
    if (count !== segment.end - segment.first) {
      const message = 'a segment has other entries than those between it and the next one'
      const at = { seq: segment.first + count, offset: bytes }
      throw damagedAt(segment, { code: 'segment_missing', message, ...at })
    }
    if (maxTime >= before) break
    old.push(segment)
    all += bytes
  }
  return { old, bytes: all }
}

/** The root of the first entries, from tiles that are shown to be those of the signed tree. */
async function signedRoot({ disk, checkpoint }: PruneParts, size: number): Promise<Hash> {
  const text = await checkpoint()
  const signed = parseCheckpointText(parseNote(text)?.text ?? '')?.head
  if (!signed || signed.size < size) throw new Error('audit-chain: a checkpoint of fewer entries')
  const read = tileHashes(signed.size, diskTiles(disk))
  const root = rootOf(await readFrontier(size, read))
  const proof = await proveConsistency(size, signed.size, read)
  if (verifyConsistency({ size, root }, signed, proof)) return root
  throw new AuditLogError('damaged', `the tiles of the first ${size} entries are not those signed`)
}

/** Oldest first, and for good: after a power cut there is no gap between what is left. */
async function remove(disk: Disk, { first }: Segment): Promise<void> {
  await disk.remove(segmentPath(first)).catch(unlessMissing)
  await disk.syncDirectory(layout.segments)
}

/** Indexes of segments that are gone, of this time or of one that was cut short. */
async function removeStrayIndexes(disk: Disk, first: number): Promise<void> {
  const names = await disk.list(layout.index)
  const strays = names
    .map((name) => `${layout.index}/${name}`)
    .filter((path) => path < indexPath(first))
  for (const path of strays) await disk.remove(path).catch(unlessMissing)
}
