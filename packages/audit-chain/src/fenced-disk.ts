import type { Disk } from './disk.ts'

/** A disk that is only read, as soon as another process writes the log. */
export function fencedDisk(disk: Disk, fence: () => void | Promise<void>): Disk {
  return {
    open: async (path, how) => {
      if (how !== 'read') await fence()
      return disk.open(path, how)
    },
    rename: async (from, to) => {
      await fence()
      await disk.rename(from, to)
    },
    remove: async (path) => {
      await fence()
      await disk.remove(path)
    },
    makeDirectory: async (path) => {
      await fence()
      await disk.makeDirectory(path)
    },
    list: disk.list,
    syncDirectory: disk.syncDirectory,
  }
}
