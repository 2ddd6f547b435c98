import { AuditLogError } from './audit-log-error.ts'
import type { Disk, DiskFile } from './disk.ts'
import { readRange, unlessMissing, writeAll } from './disk-files.ts'
import { layout } from './layout.ts'

/** All checkpoints that were ever the latest. */
export interface CheckpointHistory {
  /** Makes a checkpoint's line durable, with those that could not be written before. */
  append(checkpoint: string): Promise<void>
}

// A checkpoint has a million bytes at most, and its JSON little more.
const longest = 2_000_000
// While the disk takes none.
const mostWaiting = 1_000

/** Goes on behind the last whole line. The latest checkpoint is added where a crash has kept it out. */
export async function openHistory(disk: Disk, latest?: string): Promise<CheckpointHistory> {
  let { end, last } = await endOf(disk)
  let waiting: string[] = []
  if (latest !== undefined && lineOf(latest) !== last) waiting.push(lineOf(latest))
  return {
    async append(checkpoint) {
      waiting = [...waiting, lineOf(checkpoint)].slice(-mostWaiting)
      const bytes = Buffer.from(waiting.join(''))
      const file = await openOrCreate(disk)
      try {
        // What a failed write or a crash has left.
        if ((await file.size()) > end) await file.truncate(end)
        await writeAll(file, bytes, end)
        await file.datasync()
      } finally {
        await file.close()
      }
      if (end === 0) await disk.syncDirectory('')
      end += bytes.length
      waiting = []
    },
  }
}

const lineOf = (checkpoint: string): string => `${JSON.stringify(checkpoint)}\n`

async function openOrCreate(disk: Disk): Promise<DiskFile> {
  const file = await disk.open(layout.checkpoints, 'write').catch(unlessMissing)
  return file ?? disk.open(layout.checkpoints, 'create')
}

async function endOf(disk: Disk): Promise<{ readonly end: number; readonly last: string }> {
  const file = await disk.open(layout.checkpoints, 'read').catch(unlessMissing)
  if (!file) return { end: 0, last: '' }
  try {
    const size = await file.size()
    const from = Math.max(0, size - longest)
    const bytes = Buffer.from(await readRange(file, from, size - from))
    const end = bytes.lastIndexOf(0x0a) + 1
    if (end === 0 && from > 0) {
      throw new AuditLogError('damaged', `${layout.checkpoints} has a line that is no checkpoint`)
    }
    const start = end < 2 ? 0 : bytes.lastIndexOf(0x0a, end - 2) + 1
    return { end: from + end, last: bytes.toString('utf8', start, end) }
  } finally {
    await file.close()
  }
}
