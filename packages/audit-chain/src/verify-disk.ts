import type { ReadableDisk } from './disk.ts'
import { encodeHash } from './hash.ts'
import { genesis, type Head } from './head.ts'
import { layout, segmentOf } from './layout.ts'
import { type LogFaults, logFaults } from './log-faults.ts'
import type { LogFault, LogReport } from './log-report.ts'
import { type Mark, marksOf } from './marks.ts'
import { emptyFrontier, rootOf } from './merkle.ts'
import type { NoteVerifier } from './note-key.ts'
import { openSignedHead, type SignedHead } from './open-checkpoint.ts'
import { prunings } from './prunings.ts'
import { type CheckpointHistory, openHistory } from './signed-history.ts'
import { storedCheckpoint } from './stored-checkpoint.ts'
import type { Unproven } from './unproven.ts'
import type { LineReader } from './verify-lines.ts'
import { readSegments } from './verify-segments.ts'
import { finish, sizeOf, type VerifiedTree, verifiedTree } from './verify-tree.ts'

/** As far as a log was read: from here on it can be verified another time. */
export type VerifiedTo = Pick<Head, 'frontier' | 'prev' | 'segment' | 'offset'>

/** Against what a log on a disk is verified. */
export interface VerifyDiskOptions {
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
  /** A checkpoint that was kept elsewhere. */
  readonly since?: string
  readonly signal?: AbortSignal
  readonly onFault?: (fault: LogFault) => void
  /** What was verified before is taken for granted. Not together with `since`. @default the beginning */
  readonly from?: VerifiedTo
}

/** What was found, and as far as what was read. */
export interface VerifiedDisk {
  readonly report: LogReport
  readonly to: VerifiedTo
}

interface Opened {
  readonly latest: SignedHead | Unproven | undefined
  readonly since: SignedHead | Unproven | undefined
  readonly history: CheckpointHistory
  /** The first entries of the segments. */
  readonly segments: readonly number[]
}

/**
 * Verifies a log. Its order lets the log be written meanwhile: the checkpoint first, and the entries after
 * it, so that all that it speaks of must be there.
 */
export async function verifyDisk(
  disk: ReadableDisk,
  options: VerifyDiskOptions,
): Promise<VerifiedDisk> {
  for (let left = 3; ; left--) {
    const faults = logFaults(options.onFault)
    try {
      return await verifyOnce(disk, options, faults)
    } catch (error) {
      // A segment that was deleted meanwhile, as it may be: what says so has become readable too.
      const isGone = (error as { code?: unknown } | null)?.code === 'ENOENT'
      if (!isGone || faults.count > 0 || left === 0) throw error
    }
  }
}

async function verifyOnce(
  disk: ReadableDisk,
  options: VerifyDiskOptions,
  faults: LogFaults,
): Promise<VerifiedDisk> {
  const { origin, verifiers, since } = options
  const latest = (await storedCheckpoint(disk, origin, verifiers))?.opened
  const history = await openHistory(disk, { origin, verifiers, faults })
  try {
    const names = await disk.list(layout.segments)
    const segments = names.map(segmentOf).filter((first) => first !== undefined)
    const kept = since === undefined ? undefined : openSignedHead(since, origin, verifiers)
    const opened: Opened = { latest, since: kept, history, segments }
    return await verify(disk, options, faults, opened)
  } finally {
    await history.close()
  }
}

async function verify(
  disk: ReadableDisk,
  options: VerifyDiskOptions,
  faults: LogFaults,
  opened: Opened,
): Promise<VerifiedDisk> {
  const { from, origin, signal } = options
  const start = from?.frontier ?? emptyFrontier
  const signed = opened.latest?.ok ? opened.latest.head.size : 0
  const segments = opened.segments.filter((first) => first >= (from?.segment ?? 0))
  const cut = prunings(from ? 0 : (segments[0] ?? 0))
  const seams = cut.first > 0 ? segments.map((size): Mark => ({ size, kind: 'seam' })) : []
  const marks = marksOf([...knownMarks(opened), ...seams], opened.history, start.size)
  const tree = verifiedTree({ disk, marks, faults, signed, from: start })
  const reader: LineReader = {
    ...{ faults, tree, signed, file: '', limit: 0, place: start.size, ahead: 0 },
    prev: from?.prev ?? genesis(origin),
    ...(cut.first > 0 && { onPruned: cut.hear }),
  }
  reportUnproven(opened, faults)
  const read = await readSegments(disk, reader, segments, { signal, from })
  await finish(tree)
  compareSizes(tree, faults, await marks.rest())
  cut.judge(tree, faults)
  if (!opened.latest && tree.vouched > 0) reportNoCheckpoint(faults)
  const { bytes, torn, ...place } = read
  const report = reportOf({ opened, tree, faults, first: cut.first, bytes, torn })
  return { report, to: { frontier: tree.frontier, prev: reader.prev ?? nobody, ...place } }
}

const nobody = '\0'.repeat(32)

function knownMarks({ latest, since }: Opened): Mark[] {
  const marks: Mark[] = []
  if (latest?.ok) marks.push({ kind: 'latest', ...latest.head, file: layout.checkpoint })
  // Of a log without entries nothing is proved.
  if (since?.ok && since.head.size > 0) marks.push({ kind: 'since', ...since.head })
  return marks
}

function reportUnproven({ latest, since }: Opened, faults: LogFaults): void {
  if (latest && !latest.ok && latest.reason !== 'unverifiable') {
    const message = `the latest checkpoint is ${latest.reason}`
    const { reason: detail } = latest
    faults.report({ code: 'checkpoint_wrong', message, file: layout.checkpoint, detail })
  }
  if (since && !since.ok && since.reason !== 'unverifiable') {
    const message = `the checkpoint that was kept elsewhere is ${since.reason}`
    faults.report({ code: 'checkpoint_wrong', message, detail: since.reason })
  }
}

function reportNoCheckpoint(faults: LogFaults): void {
  const message = `there is no ${layout.checkpoint}, and ${layout.checkpoints} says that there was one`
  faults.report({ code: 'checkpoint_wrong', message, file: layout.checkpoint, detail: 'missing' })
}

/** Says of how many more entries the checkpoints speak that were not reached. */
function compareSizes(tree: VerifiedTree, faults: LogFaults, rest: readonly Mark[]): void {
  const size = sizeOf(tree)
  const own = rest.filter(({ kind }) => kind !== 'since').toSorted((a, b) => b.size - a.size)[0]
  if (own) {
    const message = `a checkpoint is of ${own.size} entries, and there are ${size}`
    faults.report({ code: 'truncated', message, seq: size, ...(own.file && { file: own.file }) })
  }
  const kept = rest.find(({ kind }) => kind === 'since')
  if (kept) {
    const message = `the checkpoint that was kept elsewhere is of ${kept.size} entries, and there are ${size}`
    faults.report({ code: 'rolled_back', message, seq: size })
  }
}

interface Read {
  readonly opened: Opened
  readonly tree: VerifiedTree
  readonly faults: LogFaults
  readonly first: number
  readonly bytes: number
  readonly torn: number
}

function reportOf({ opened, tree, faults, ...read }: Read): LogReport {
  const { latest, since, history } = opened
  const { count: faultCount, kept } = faults
  const isVouched = latest?.ok && (since?.ok ?? true)
  const verdict = faultCount > 0 ? 'tampered' : isVouched ? 'whole' : 'unverifiable'
  const exitCode = ({ whole: 0, tampered: 1, unverifiable: 3 } as const)[verdict]
  const root = encodeHash(rootOf(tree.frontier))
  const unknownCheckpoints = history.unknown
  return {
    ...{ ok: exitCode === 0, verdict, exitCode, size: sizeOf(tree), root, signed: tree.vouched },
    ...{ ...read, unknownCheckpoints, faults: kept, faultCount },
    ...(since && { since: sinceOf(since, tree) }),
  }
}

function sinceOf(
  since: SignedHead | Unproven,
  { sinceFits }: VerifiedTree,
): LogReport['since'] & string {
  if (!since.ok) return since.reason === 'unverifiable' ? 'unverifiable' : 'failed'
  if (since.head.size === 0) return 'empty'
  return sinceFits ? 'held' : 'failed'
}
