import type { Disk, DiskFile } from '../../src/disk.ts'

/** A disk that tells how many bytes of each file were read. */
export interface CountingDisk extends Disk {
  readonly read: Map<string, number>
}

/** Counts what is read of another disk. */
export function countingDisk(disk: Disk): CountingDisk {
  const read = new Map<string, number>()
  const counted = (path: string, file: DiskFile): DiskFile => ({
    ...file,
    read: async (into, position) => {
      const bytes = await file.read(into, position)
      read.set(path, (read.get(path) ?? 0) + bytes)
      return bytes
    },
  })
  return { ...disk, read, open: async (path, how) => counted(path, await disk.open(path, how)) }
}
