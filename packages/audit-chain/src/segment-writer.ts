import { AuditLogError } from './audit-log-error.ts'
import type { Batch } from './batch.ts'
import type { Disk, DiskFile } from './disk.ts'
import { readRange, writeAll } from './disk-files.ts'
import { longestLine } from './entry.ts'
import { leafHash } from './hash.ts'
import type { Head } from './head.ts'
import { layout, segmentPath } from './layout.ts'

/** What a segment is written to with. */
export interface SegmentWriterOptions {
  readonly disk: Disk
  /** Where the log stands: all of it is durable. */
  readonly head: Head
  /** The head's segment, open for writing. */
  readonly file: DiskFile
  /** Whether this process is still the one that writes. */
  readonly isOurs: () => boolean | Promise<boolean>
}

/**
 * Makes lines durable at the end of the log's last segment. One call at a time. After a rejection nothing
 * is written before {@link SegmentWriter.mend} has resolved.
 */
export class SegmentWriter {
  /** Moves only when what is before it is durable. */
  head: Head
  readonly #disk: Disk
  readonly #isOurs: () => boolean | Promise<boolean>
  #file: DiskFile | undefined
  /** Bytes that may lie behind the head, of a batch that failed. */
  #behind = 0
  /** A sync has failed: the system has forgotten what it could not write, and would call the next sync a success. */
  #lost = false

  constructor({ disk, head, file, isOurs }: SegmentWriterOptions) {
    this.#disk = disk
    this.#isOurs = isOurs
    this.#file = file
    this.head = head
  }

  /** Makes a batch durable. `written` is called when it would survive the process. */
  async commit(make: (head: Head) => Batch, written: () => void): Promise<Batch> {
    const file = this.#opened()
    await this.#fence(file)
    const batch = make(this.head)
    this.#behind = batch.bytes.length
    await writeAll(file, batch.bytes, this.head.offset)
    written()
    await this.#sync(file)
    this.#behind = 0
    this.head = batch.head
    return batch
  }

  /** Begins the next segment. */
  async rotate(): Promise<void> {
    await this.#fence(this.#opened())
    const segment = this.head.frontier.size
    const file = await this.#create(segmentPath(segment))
    try {
      // Before its first line: a line in a file without a name is lost.
      await this.#disk.syncDirectory(layout.segments)
    } catch (error) {
      await file.close()
      throw error
    }
    const before = this.#file
    this.#file = file
    this.head = { ...this.head, segment, offset: 0 }
    // All of it is durable: nothing can be lost with the descriptor.
    await before?.close().catch(() => {})
  }

  /** Makes the segment what it was before a batch failed, so that the next one can be tried. */
  async mend(): Promise<void> {
    if (this.#lost) await this.close()
    const isNew = this.#file === undefined
    const path = segmentPath(this.head.segment)
    this.#file ??= await this.#disk.open(path, 'write')
    this.#lost = false
    const { offset } = this.head
    const size = await this.#file.size()
    if (!(await this.#isOurs()) || size < offset || size > offset + this.#behind) {
      throw forked(path, `${offset} to ${offset + this.#behind}`, size)
    }
    if (size > offset) await this.#file.truncate(offset)
    // What was refused must not come back with the power.
    if (size > offset || isNew) await this.#sync(this.#file)
    if (isNew) await demandLast(this.#file, this.head)
    this.#behind = 0
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  #opened(): DiskFile {
    if (this.#file) return this.#file
    throw new AuditLogError('closed', 'the segment is not open')
  }

  /** Throws where somebody else has written, or may be writing. */
  async #fence(file: DiskFile): Promise<void> {
    const { segment, offset } = this.head
    const size = await file.size()
    if (size !== offset) throw forked(segmentPath(segment), `${offset}`, size)
    if (!(await this.#isOurs())) {
      throw new AuditLogError('forked', 'the lock has been taken by another process')
    }
  }

  async #sync(file: DiskFile): Promise<void> {
    try {
      await file.datasync()
    } catch (error) {
      this.#lost = true
      throw error
    }
  }

  async #create(path: string): Promise<DiskFile> {
    try {
      return await this.#disk.open(path, 'create')
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code !== 'EEXIST') throw error
      return this.#begun(path)
    }
  }

  // Made by an attempt that failed after it: empty, or somebody else's.
  async #begun(path: string): Promise<DiskFile> {
    const file = await this.#disk.open(path, 'write')
    const size = await file.size()
    if (size === 0) return file
    await file.close()
    throw forked(path, '0', size)
  }
}

const forked = (path: string, expected: string, size: number): AuditLogError =>
  new AuditLogError('forked', `${path} must have ${expected} bytes, got ${size}`)

/** Throws where the last line before a head is not the one that the next would be linked to. */
export async function demandLast(file: DiskFile, { offset, prev, segment }: Head): Promise<void> {
  if (offset === 0) return
  const line = await lineBefore(file, offset)
  if (line && leafHash(line) === prev) return
  throw new AuditLogError(
    'damaged',
    `the line that ends at byte ${offset} of ${segmentPath(segment)} is not the one that was written`,
  )
}

const lineFeed = 0x0a

/** The line that ends at an offset, without its line feed; none where there is none. */
export async function lineBefore(file: DiskFile, offset: number): Promise<Uint8Array | undefined> {
  // One byte more than a line with its line feed: that of the line before, which says where it begins.
  const from = Math.max(0, offset - longestLine - 2)
  const bytes = await readRange(file, from, offset - from)
  if (bytes.length < offset - from || bytes.at(-1) !== lineFeed) return undefined
  const before = bytes.lastIndexOf(lineFeed, -2)
  return before < 0 && from > 0 ? undefined : bytes.subarray(before + 1, -1)
}
