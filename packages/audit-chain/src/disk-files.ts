import type { Disk, DiskFile, ReadableDisk, ReadableFile } from './disk.ts'

/** A whole file; none where it is missing. More than `most` bytes reject: nothing here is meant to be longer. */
export async function readFile(
  disk: ReadableDisk,
  path: string,
  most: number,
): Promise<Uint8Array | undefined> {
  const file = await disk.open(path, 'read').catch(unlessMissing)
  if (!file) return undefined
  try {
    const size = await file.size()
    if (size <= most) return await readRange(file, 0, size)
    throw new Error(`audit-chain: ${path} must have at most ${most} bytes, got ${size}`)
  } finally {
    await file.close()
  }
}

/** The bytes from `position` on, as many as there are of `length`. */
export async function readRange(
  file: ReadableFile,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let read = 0
  while (read < length) {
    const more = await file.read(bytes.subarray(read), position + read)
    if (more === 0) break
    read += more
  }
  return bytes.subarray(0, read)
}

/** Writes all of it, however little the disk takes at once. */
export async function writeAll(file: DiskFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const wrote = file.write(bytes.subarray(written), position + written)
    const more = typeof wrote === 'number' ? wrote : await wrote
    if (more === 0) throw new Error('audit-chain: the disk takes no more bytes')
    written += more
  }
}

/**
 * Puts bytes in the place of a file, so that a reader, and whoever comes after a power cut, finds the old
 * or the new ones. Its directory must be there.
 */
export async function replaceFile(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const made = `${path}.new`
  // What a crash left behind.
  await disk.remove(made).catch(unlessMissing)
  const file = await disk.open(made, 'create')
  try {
    await writeAll(file, bytes, 0)
    // Before the rename: the name must not come to stand for bytes that are not there yet.
    await file.datasync()
  } finally {
    await file.close()
  }
  await disk.rename(made, path)
  await disk.syncDirectory(directoryOf(path))
}

/** The directory of a path. */
export const directoryOf = (path: string): string =>
  path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Nothing, where a file is missing; else the error, thrown. */
export function unlessMissing(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code === 'ENOENT') return undefined
  throw error
}
