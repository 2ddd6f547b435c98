import { type FileHandle, open, readdir } from 'node:fs/promises'
import type { ReadableDisk, ReadableFile } from './disk.ts'
import { unlessMissing } from './disk-files.ts'

/** A directory, to be read. Nothing here can change it. Rejects where there is none. */
export async function readDisk(directory: string): Promise<ReadableDisk> {
  await readdir(directory)
  return {
    open: async (path) => readable(await open(`${directory}/${path}`, 'r')),
    async list(path) {
      const all = await readdir(`${directory}/${path}`, { withFileTypes: true }).catch(
        unlessMissing,
      )
      return (all ?? []).map((one) => (one.isDirectory() ? `${one.name}/` : one.name)).sort()
    },
  }
}

const readable = (file: FileHandle): ReadableFile => ({
  size: async () => (await file.stat()).size,
  read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
  close: () => file.close(),
})
