import type { ReadableDisk, ReadableFile } from './disk.ts'
import { unlessMissing } from './disk-files.ts'
import { hasHole } from './hole.ts'
import { layout } from './layout.ts'
import type { LogFaults } from './log-faults.ts'
import type { TreeHead } from './merkle.ts'
import type { NoteVerifier } from './note-key.ts'
import { openSignedHead } from './open-checkpoint.ts'
import { readLines } from './read-lines.ts'

/** A checkpoint that a known key has signed, and where it stands. */
export interface SignedLine {
  readonly head: TreeHead
  readonly offset: number
}

/** What the checkpoints of a log are opened with, and where it is said what is wrong. */
export interface HistoryOptions {
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
  readonly faults: LogFaults
}

/** The checkpoints that a log has had, one after the other, in flat memory. */
export interface CheckpointHistory {
  /** The next one that a known key has signed; their sizes never fall. */
  next(): Promise<SignedLine | undefined>
  /** How many no known key has signed, of those that were passed. */
  readonly unknown: number
  close(): Promise<void>
}

/** Opens `checkpoints.log` as it is now: what is written later is not seen. */
export async function openHistory(
  disk: ReadableDisk,
  options: HistoryOptions,
): Promise<CheckpointHistory> {
  const file = await disk.open(layout.checkpoints, 'read').catch(unlessMissing)
  const counts = { unknown: 0 }
  const lines = file && signedLines(file, await file.size(), options, counts)
  return {
    async next() {
      const found = await lines?.next()
      return found === undefined || found.done ? undefined : found.value
    },
    get unknown() {
      return counts.unknown
    },
    async close() {
      await file?.close()
    },
  }
}

const pieceBytes = 256 * 1_024

async function* signedLines(
  file: ReadableFile,
  to: number,
  { origin, verifiers, faults }: HistoryOptions,
  counts: { unknown: number },
): AsyncGenerator<SignedLine, void> {
  const pieces = readLines(file, { from: 0, to }, pieceBytes)
  let least = 0
  // What a power cut left of a line that was not durable: if so, nothing stands behind it.
  let torn: number | undefined
  for (;;) {
    const { done, value } = await pieces.next()
    if (done) {
      if (torn !== undefined && value.bytes.length > 0) report(torn, 'malformed')
      if (!isTorn(value.bytes, value.offset)) report(value.offset, 'malformed')
      return
    }
    for (let i = 0; i < value.count; i++) {
      const [start, end] = [value.bounds[2 * i] as number, value.bounds[2 * i + 1] as number]
      const offset = value.offset + start
      if (torn !== undefined) report(torn, 'malformed')
      torn = hasHole(value.bytes.subarray(start, end), offset) ? offset : undefined
      if (torn !== undefined) continue
      const text = stringOf(value.bytes.subarray(start, end))
      const opened = text === undefined ? undefined : openSignedHead(text, origin, verifiers)
      if (opened?.ok && opened.head.size >= least) {
        least = opened.head.size
        yield { head: opened.head, offset }
      } else if (opened?.ok) report(offset, 'its size is less than that of the one before')
      else if (opened?.reason === 'unverifiable') counts.unknown++
      else report(offset, opened?.reason ?? 'malformed')
    }
  }

  function report(offset: number, detail: string): void {
    const message = `a line of ${layout.checkpoints} is no checkpoint of this log: ${detail}`
    faults.report({ code: 'checkpoint_wrong', message, file: layout.checkpoints, offset, detail })
  }
}

/** The text of a JSON string that is written in the one way this package writes it. */
function stringOf(line: Buffer): string | undefined {
  try {
    const value: unknown = JSON.parse(line.toString())
    const isExact = typeof value === 'string' && Buffer.from(JSON.stringify(value)).equals(line)
    return isExact ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether a crash can have left it: the beginning of a JSON string, or all of it; or pieces that never came. */
const isTorn = (bytes: Buffer, offset: number): boolean =>
  bytes.length === 0 ||
  hasHole(bytes, offset) ||
  /^"(?:[^"\\]|\\.)*[\\"]?$/s.test(bytes.toString('latin1'))
