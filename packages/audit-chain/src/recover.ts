import { AuditLogError } from './audit-log-error.ts'
import type { Committed } from './committed.ts'
import type { Disk } from './disk.ts'
import { unlessMissing } from './disk-files.ts'
import { emptyHead, type Head } from './head.ts'
import { layout, segmentPath } from './layout.ts'
import type { TreeHead } from './merkle.ts'
import type { NoteVerifier } from './note-key.ts'
import { replay } from './replay.ts'
import { listSegments } from './segments.ts'
import { setAside, type Torn, unrecordedTorn } from './set-aside.ts'
import { signedHead } from './signed-head.ts'
import { type StoredCheckpoint, storedCheckpoint } from './stored-checkpoint.ts'

/** Whose log it is. */
export interface RecoverOptions {
  readonly origin: string
  /** Of all keys that have signed it. */
  readonly verifiers: readonly NoteVerifier[]
}

/** A log as it was found. */
export interface Recovered {
  /** Where it stands. Its segment is there, and all of it is durable. */
  readonly head: Head
  /** What the latest checkpoint was signed for. */
  readonly signed: Head
  /** The latest checkpoint. */
  readonly stored: StoredCheckpoint | undefined
  /** What came after it. */
  readonly unsigned: readonly Committed[]
  /** What a crash has left half written, and no entry speaks of yet. */
  readonly torn: readonly Torn[]
}

/**
 * Finds out where a log stands. Costs what came after the latest checkpoint, however long the log is. What
 * a crash can leave is set right; all else rejects, and nothing is changed then.
 */
export async function recover(disk: Disk, options: RecoverOptions): Promise<Recovered> {
  const segments = await listSegments(disk)
  const { origin, verifiers } = options
  const stored = await storedCheckpoint(disk, origin, verifiers)
  const tree = await treeOf(disk, stored)
  const signed = tree ? await signedHead(disk, origin, tree, segments) : emptyHead(origin)
  const { head, batches, end } = await replay(disk, segments, signed)
  await settle(disk, head, end)
  const torn = await unrecordedTorn(disk)
  return { head, signed, stored, unsigned: batches, torn }
}

async function treeOf(
  disk: Disk,
  stored: StoredCheckpoint | undefined,
): Promise<TreeHead | undefined> {
  if (stored) {
    const { opened } = stored
    if (opened.ok) return opened.head
    throw new AuditLogError('damaged', unopened[opened.reason])
  }
  // Written only after a checkpoint was.
  if (!(await isThere(disk, layout.checkpoints))) return undefined
  throw new AuditLogError('damaged', 'the latest checkpoint is missing, and there has been one')
}

const unopened = {
  malformed: 'the latest checkpoint is none',
  wrong: 'the latest checkpoint is of another log, or its signature is wrong',
  unverifiable:
    'no known key has signed the latest checkpoint: give its verifier key as one of the formerKeys',
}

async function isThere(disk: Disk, path: string): Promise<boolean> {
  const file = await disk.open(path, 'read').catch(unlessMissing)
  if (!file) return false
  try {
    return (await file.size()) > 0
  } finally {
    await file.close()
  }
}

/** Makes what was found durable, and cuts off what is torn. */
async function settle(disk: Disk, head: Head, end: number): Promise<void> {
  await disk.makeDirectory(layout.segments)
  const path = segmentPath(head.segment)
  const found = await disk.open(path, 'write').catch(unlessMissing)
  const file = found ?? (await disk.open(path, 'create'))
  try {
    if (end > head.offset) {
      await setAside(disk, { seq: head.frontier.size, file, from: head.offset, to: end })
      await file.truncate(head.offset)
    }
    // Read from the page cache, perhaps: whoever wrote it was killed before it was durable.
    await file.datasync()
  } finally {
    await file.close()
  }
  await disk.syncDirectory(layout.segments)
}
