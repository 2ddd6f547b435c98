import { layout, segmentOf, segmentPath } from './layout.ts'
import { type LogFaults, logFaults } from './log-faults.ts'
import type { LogFault } from './log-report.ts'
import { detailOf, parseEntry } from './parse-entry.ts'
import { readDisk } from './read-disk.ts'
import { type Lines, readLines } from './read-lines.ts'

/** Who hears of lines that are no entries. */
export interface CheckEntriesOptions {
  /** Ends it; the promise rejects with the signal's reason. @default never */
  readonly signal?: AbortSignal
  /** Hears of each as it is found, those too that the answer has no room for. @default nobody */
  readonly onFault?: (fault: LogFault) => void
}

/** What was found of the lines of a log. */
export interface CheckedEntries {
  readonly ok: boolean
  /** How many lines there are. */
  readonly lines: number
  /** Those that are no entries, in order, the first thousand. */
  readonly faults: readonly LogFault[]
  readonly faultCount: number
}

/**
 * Reads every line of a log as an entry, to the letter of the format. That nobody has changed the lines is
 * what {@link verifyLog} says, from their bytes; this says that whoever wrote them has written
 * entries, and takes several times as long. Changes nothing; rejects only where the disk fails.
 */
export async function checkEntries(
  directory: string,
  { signal, onFault }: CheckEntriesOptions = {},
): Promise<CheckedEntries> {
  const disk = await readDisk(directory)
  const faults = logFaults(onFault)
  let lines = 0
  for (const first of (await disk.list(layout.segments)).map(segmentOf)) {
    if (first === undefined) continue
    const file = await disk.open(segmentPath(first), 'read')
    try {
      const range = { from: 0, to: await file.size() }
      for await (const piece of readLines(file, range)) {
        signal?.throwIfAborted()
        checkPiece(piece, first, faults)
        lines += piece.count
      }
    } finally {
      await file.close()
    }
  }
  return { ok: faults.count === 0, lines, faults: faults.kept, faultCount: faults.count }
}

function checkPiece(
  { bytes, bounds, count, offset: before }: Lines,
  segment: number,
  faults: LogFaults,
): void {
  for (let i = 0; i < count; i++) {
    const [start, end] = [bounds[2 * i] as number, bounds[2 * i + 1] as number]
    const parsed = parseEntry(bytes.subarray(start, end))
    if (parsed.ok) continue
    const [file, offset] = [segmentPath(segment), before + start]
    const detail = detailOf(parsed)
    const message = `the line at byte ${offset} of ${file} is no entry: ${detail}`
    faults.report({ code: 'not_an_entry', message, file, offset, detail })
  }
}
