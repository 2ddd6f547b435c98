import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { ReadableDisk, ReadableFile } from './disk.ts'
import { unlessMissing } from './disk-files.ts'

/** A directory, to be read. Nothing here can change it. Rejects where there is none. */
export async function readDisk(directory: string): Promise<ReadableDisk> {
  await readdir(directory)
  return {
    open: async (path) => readable(openSync(`${directory}/${path}`, 'r')),
    async list(path) {
      const all = await readdir(`${directory}/${path}`, { withFileTypes: true }).catch(
        unlessMissing,
      )
      return (all ?? []).map((one) => (one.isDirectory() ? `${one.name}/` : one.name)).sort()
    },
  }
}

const readLater = promisify(read)
// For so little the way to the thread pool and back costs six times the read: a log has thousands of tiles.
const little = 16_384

const readable = (file: number): ReadableFile => ({
  size: async () => fstatSync(file).size,
  read: async (into, position) =>
    into.length <= little
      ? readSync(file, into, 0, into.length, position)
      : (await readLater(file, into, 0, into.length, position)).bytesRead,
  close: async () => closeSync(file),
})
