import type { Disk, DiskFile } from '../../src/disk.ts'

/** A disk, and what was asked of it, in order: `write#2 segments/…`, each open file with its number. */
export interface WatchedDisk {
  readonly disk: Disk
  readonly asked: string[]
  /** Bytes that were read of files. */
  readonly bytesRead: () => number
}

/** Watches a disk. */
export function watchedDisk(disk: Disk): WatchedDisk {
  const asked: string[] = []
  let [files, bytes] = [0, 0]
  const read = (more: number): number => {
    bytes += more
    return more
  }
  const said =
    <A extends readonly [string, ...unknown[]], R>(name: string, run: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      asked.push(`${name} ${args[0]}`)
      return run(...args)
    }
  const watched: Disk = {
    open: async (path, how) => {
      const number = files++
      const file = await disk.open(path, how)
      if (how !== 'read') asked.push(`${how}#${number} ${path}`)
      return watchedFile(file, (what) => asked.push(`${what}#${number} ${path}`), read)
    },
    list: disk.list,
    rename: said('rename', disk.rename),
    remove: said('remove', disk.remove),
    makeDirectory: said('makeDirectory', disk.makeDirectory),
    syncDirectory: said('syncDirectory', disk.syncDirectory),
  }
  return { disk: watched, asked, bytesRead: () => bytes }
}

const watchedFile = (
  file: DiskFile,
  say: (what: string) => void,
  read: (bytes: number) => number,
): DiskFile => ({
  size: () => file.size(),
  read: async (into, position) => read(await file.read(into, position)),
  write: (bytes, position) => {
    say('write')
    return file.write(bytes, position)
  },
  datasync: () => {
    say('datasync')
    return file.datasync()
  },
  truncate: (length) => {
    say(`truncate to ${length}`)
    return file.truncate(length)
  },
  close: () => file.close(),
})
