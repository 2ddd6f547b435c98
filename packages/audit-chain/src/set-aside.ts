import { createHash } from 'node:crypto'
import type { Disk, DiskFile } from './disk.ts'
import { readRange, unlessMissing, writeAll } from './disk-files.ts'
import { layout } from './layout.ts'

/** What a crash has left half written, kept in a file of its own. */
export interface Torn {
  /** The file, from the log's directory on. */
  readonly file: string
  readonly bytes: number
  /** Of these bytes, in hexadecimal. */
  readonly sha256: string
}

/** Bytes at the end of a segment. */
export interface Tail {
  /** The number that the entry would have had. */
  readonly seq: number
  readonly file: DiskFile
  readonly from: number
  readonly to: number
}

// While no entry speaks of it: a crash in between must not make it forgotten.
const unrecorded = '.new'
const piece = 1_048_576

/** Copies a tail to where it stays. Only then may it be cut off. */
export async function setAside(disk: Disk, { seq, file, from, to }: Tail): Promise<void> {
  await disk.makeDirectory(layout.torn)
  const sha256 = await digestOf(file, from, to)
  const path = `${layout.torn}/${String(seq).padStart(16, '0')}-${sha256}.bytes${unrecorded}`
  // What a crash left of the same copy.
  await disk.remove(path).catch(unlessMissing)
  const copy = await disk.open(path, 'create')
  try {
    for await (const { bytes, at } of pieces(file, from, to)) {
      await writeAll(copy, bytes, at - from)
    }
    await copy.datasync()
  } finally {
    await copy.close()
  }
  await disk.syncDirectory(layout.torn)
}

/** What was set aside and no entry speaks of. */
export async function unrecordedTorn(disk: Disk): Promise<readonly Torn[]> {
  const all: Torn[] = []
  for (const name of await disk.list(layout.torn)) {
    const [, known = '', sha256] = /^(\d{16}-([0-9a-f]{64})\.bytes)\.new$/.exec(name) ?? []
    if (sha256 === undefined) continue
    const path = `${layout.torn}/${name}`
    const file = await disk.open(path, 'read')
    try {
      const bytes = await file.size()
      const isWhole = (await digestOf(file, 0, bytes)) === sha256
      if (isWhole) all.push({ file: `${layout.torn}/${known}`, bytes, sha256 })
      // A crash while it was copied: the tail is still where it was, or has been copied again.
      else await disk.remove(path)
    } finally {
      await file.close()
    }
  }
  return all
}

/** To be called when an entry that speaks of it is durable. */
export async function recorded(disk: Disk, { file }: Torn): Promise<void> {
  await disk.rename(file + unrecorded, file)
  await disk.syncDirectory(layout.torn)
}

async function digestOf(file: DiskFile, from: number, to: number): Promise<string> {
  const sha256 = createHash('sha256')
  for await (const { bytes } of pieces(file, from, to)) sha256.update(bytes)
  return sha256.digest('hex')
}

async function* pieces(
  file: DiskFile,
  from: number,
  to: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly at: number }> {
  for (let at = from; at < to; at += piece) {
    yield { bytes: await readRange(file, at, Math.min(piece, to - at)), at }
  }
}
