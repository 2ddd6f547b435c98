import type { Anchor } from '../anchor.ts'
import type { Disk } from '../disk.ts'
import { readFile, replaceFile } from '../disk-files.ts'

// C2SP signed-note: nobody writes a longer one.
const mostBytes = 1_000_000

/** Keeps the last checkpoint in a file of a directory. */
export function diskAnchor(name: string, disk: Disk, file: string): Anchor {
  return {
    name,
    publish: (checkpoint) => replaceFile(disk, file, Buffer.from(checkpoint)),
    async latest() {
      const bytes = await readFile(disk, file, mostBytes)
      if (bytes) return Buffer.from(bytes).toString()
      // Rejects where the directory is missing: a mount that is not there has not said that it is empty.
      await disk.syncDirectory('')
      return undefined
    },
  }
}
