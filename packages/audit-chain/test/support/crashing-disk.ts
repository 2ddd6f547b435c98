import { readAt } from '../../src/contents.ts'
import type { Disk, DiskFile } from '../../src/disk.ts'
import { directoryOf } from '../../src/disk-files.ts'
import { chance } from './chance.ts'
import {
  type Change,
  copied,
  type Entry,
  entryAt,
  fileOf,
  type Naming,
  namesOf,
} from './file-tree.ts'
import { blank, cut, type Operation, operated, type Platter, type Survival } from './power-cut.ts'

/** A disk that remembers what was asked of it, and can tell what a cut would have left. */
export interface CrashingDisk {
  readonly disk: Disk
  /** How many operations there were that change or sync something. */
  readonly operations: number
  /** What a cut after so many operations leaves. Asked in ascending order it is cheap. */
  afterCrash(at: number, survival: Survival): CrashingDisk
}

/** How a disk crashes. */
export interface CrashOptions {
  /** Whether the n-th datasync fails, from 0; then what it should have covered never is. */
  readonly datasyncFails?: (nth: number) => boolean
  /** @default empty */
  readonly start?: Platter
}

/** A file system in memory, whose power can be cut. The same seed leaves the same. */
export function crashingDisk(
  seed: number,
  { datasyncFails = () => false, start = blank() }: CrashOptions = {},
): CrashingDisk {
  const operations: Operation[] = []
  let now = twin(start)
  let then = { at: 0, platter: twin(start) }
  const record = (operation: Operation): void => {
    operations.push(operation)
    now = operated(now, operation)
  }
  return {
    disk: recordingDisk(() => now, record, datasyncFails),
    get operations() {
      return operations.length
    },
    afterCrash: (at, survival) => {
      if (at < then.at) then = { at: 0, platter: twin(start) }
      for (const operation of operations.slice(then.at, at)) {
        then = { at: then.at + 1, platter: operated(then.platter, operation) }
      }
      const random = chance(seed + 7_919 * at)
      return crashingDisk(seed + 1, { start: cut(then.platter, survival, random) })
    },
  }
}

const twin = ({ seen, kept, pending }: Platter): Platter => ({
  seen: copied(seen),
  kept: copied(kept),
  pending,
})

type Recorder = (operation: Operation) => void

function recordingDisk(
  now: () => Platter,
  record: Recorder,
  datasyncFails: (nth: number) => boolean,
): Disk {
  // Numbers of files are never used again.
  let [last, datasyncs] = [Math.max(0, ...now().seen.files.keys()), 0]
  const datasync = (file: number): void => {
    const fails = datasyncFails(datasyncs++)
    record({ kind: 'datasync', file, fails })
    if (fails) fail('EIO', 'datasync')
  }
  const open = (path: string, how: 'read' | 'write' | 'create'): number => {
    const found = entryAt(now().seen, path)
    if (how !== 'create') return typeof found === 'number' ? found : fail('ENOENT', path)
    if (found !== undefined) fail('EEXIST', path)
    last++
    record({ kind: 'changes', changes: [naming(now(), path, last)] })
    return last
  }
  return {
    open: async (path, how) => recordingFile(open(path, how), now, record, datasync),
    ...recordingNames(now, record),
  }
}

function recordingNames(now: () => Platter, record: Recorder): Omit<Disk, 'open'> {
  return {
    rename: async (from, to) => {
      const moved = fileAt(now(), from)
      const [added, gone] = [naming(now(), to, moved), naming(now(), from, undefined)]
      // Two directories are two promises: only within one is a rename whole or not at all.
      const whole = added.directory === gone.directory
      const both = { ...added, set: [...gone.set, ...added.set] }
      record({ kind: 'changes', changes: whole ? [both] : [added, gone] })
    },
    remove: async (path) => {
      fileAt(now(), path)
      record({ kind: 'changes', changes: [naming(now(), path, undefined)] })
    },
    list: async (path) =>
      [...(entryAt(now().seen, path) === 'directory' ? namesOf(now().seen, path) : [])]
        .map(([name, entry]) => (entry === 'directory' ? `${name}/` : name))
        .sort(),
    makeDirectory: async (path) => {
      const parts = path === '' ? [] : path.split('/')
      const paths = parts.map((_, at) => parts.slice(0, at + 1).join('/'))
      for (const made of paths.filter((each) => entryAt(now().seen, each) === undefined)) {
        record({ kind: 'changes', changes: [naming(now(), made, 'directory')] })
      }
      for (const directory of paths.map(directoryOf)) record({ kind: 'syncDirectory', directory })
    },
    syncDirectory: async (directory) => {
      if (entryAt(now().seen, directory) !== 'directory') fail('ENOENT', directory)
      record({ kind: 'syncDirectory', directory })
    },
  }
}

function recordingFile(
  file: number,
  now: () => Platter,
  record: Recorder,
  datasync: (file: number) => void,
): DiskFile {
  const made = (changed: Change): void => record({ kind: 'changes', changes: [changed] })
  return {
    size: async () => fileOf(now().seen, file).size,
    read: async (into, position) => readAt(fileOf(now().seen, file), into, position),
    write: (bytes, position) => {
      made({ kind: 'write', file, position, bytes: Uint8Array.from(bytes) })
      return bytes.length
    },
    datasync: async () => datasync(file),
    truncate: async (length) => made({ kind: 'size', file, length }),
    close: async () => {},
  }
}

type NamesChange = Extract<Change, { kind: 'names' }>

function naming({ seen }: Platter, path: string, entry: Entry | undefined): NamesChange {
  const directory = directoryOf(path)
  if (entryAt(seen, directory) !== 'directory') fail('ENOENT', path)
  const set: readonly Naming[] = [[path.slice(path.lastIndexOf('/') + 1), entry]]
  return { kind: 'names', directory, set }
}

function fileAt({ seen }: Platter, path: string): number {
  const found = entryAt(seen, path)
  return typeof found === 'number' ? found : fail('ENOENT', path)
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code })
}
