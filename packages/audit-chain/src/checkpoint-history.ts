import { AuditLogError } from './audit-log-error.ts'
import type { Disk, DiskFile } from './disk.ts'
import { readRange, replaceFile, unlessMissing, writeAll } from './disk-files.ts'
import { hasHole } from './hole.ts'
import { layout } from './layout.ts'

/** The checkpoints that were the latest, as many of the newest as there is room for. */
export interface CheckpointHistory {
  /** Makes a checkpoint's line durable, with those that could not be written before. */
  append(checkpoint: string): Promise<void>
}

// A checkpoint has a million bytes at most, and its JSON little more.
const longest = 2_000_000
// While the disk takes none.
const mostWaiting = 1_000
// A busy log signs once a second, 250 bytes each time: the last hour, and no less than half of that.
const mostBytes = 1_048_576

/** Goes on behind the last whole line, and before what a power cut has left of a line that was not durable. The latest checkpoint is added where a crash has kept it out. */
export async function openHistory(disk: Disk, latest?: string): Promise<CheckpointHistory> {
  let { end, last } = await endOf(disk)
  let waiting: string[] = []
  if (latest !== undefined && lineOf(latest) !== last) waiting.push(lineOf(latest))
  return {
    async append(checkpoint) {
      waiting = [...waiting, lineOf(checkpoint)].slice(-mostWaiting)
      const bytes = Buffer.from(waiting.join(''))
      if (end > 0 && end + bytes.length > mostBytes) end = await begunAnew(disk, end, bytes)
      else end = await appendedAt(disk, end, bytes)
      waiting = []
    },
  }
}

async function appendedAt(disk: Disk, end: number, bytes: Uint8Array): Promise<number> {
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
  return end + bytes.length
}

/** Another file in its place, with the newest half of the lines and these. */
async function begunAnew(disk: Disk, end: number, bytes: Uint8Array): Promise<number> {
  const from = Math.max(0, end - mostBytes / 2)
  const file = await disk.open(layout.checkpoints, 'read')
  const half = Buffer.from(await readRange(file, from, end - from).finally(() => file.close()))
  const kept = Buffer.concat([half.subarray(half.indexOf(0x0a) + 1), bytes])
  await replaceFile(disk, layout.checkpoints, kept)
  return kept.length
}

const lineOf = (checkpoint: string): string => `${JSON.stringify(checkpoint)}\n`

async function openOrCreate(disk: Disk): Promise<DiskFile> {
  const file = await disk.open(layout.checkpoints, 'write').catch(unlessMissing)
  return file ?? disk.open(layout.checkpoints, 'create')
}

/** Where the whole lines end: at the last line feed, or before the first line that never came. */
function wholeTo(bytes: Buffer, offset: number): number {
  const end = bytes.lastIndexOf(0x0a) + 1
  const start = bytes.lastIndexOf(0x0a, bytes.indexOf(0)) + 1
  const isHole = bytes.includes(0) && hasHole(bytes.subarray(start, end), offset + start)
  return isHole ? start : end
}

async function endOf(disk: Disk): Promise<{ readonly end: number; readonly last: string }> {
  const file = await disk.open(layout.checkpoints, 'read').catch(unlessMissing)
  if (!file) return { end: 0, last: '' }
  try {
    const size = await file.size()
    const from = Math.max(0, size - longest)
    const bytes = Buffer.from(await readRange(file, from, size - from))
    const end = wholeTo(bytes, from)
    if (end === 0 && from > 0) {
      throw new AuditLogError('damaged', `${layout.checkpoints} has a line that is no checkpoint`)
    }
    const start = end < 2 ? 0 : bytes.lastIndexOf(0x0a, end - 2) + 1
    return { end: from + end, last: bytes.toString('utf8', start, end) }
  } finally {
    await file.close()
  }
}
