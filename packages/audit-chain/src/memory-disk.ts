import { type Contents, emptyContents, readAt, resize, writeAt } from './contents.ts'
import type { Disk, DiskFile } from './disk.ts'
import { directoryOf } from './disk-files.ts'

/** A file system in memory. It is gone with the process: nothing in it survives anything. */
export function memoryDisk(): Disk {
  const files = new Map<string, Contents>()
  const directories = new Set([''])
  const found = (path: string): Contents => files.get(path) ?? fail('ENOENT', path)
  const madeIn = (path: string): void => {
    if (!directories.has(directoryOf(path))) fail('ENOENT', path)
    if (directories.has(path)) fail('EISDIR', path)
  }
  const create = (path: string): Contents => {
    if (files.has(path)) fail('EEXIST', path)
    madeIn(path)
    const made = emptyContents()
    files.set(path, made)
    return made
  }
  return {
    open: async (path, how) => memoryFile(how === 'create' ? create(path) : found(path)),
    rename: async (from, to) => {
      const moved = found(from)
      madeIn(to)
      files.delete(from)
      files.set(to, moved)
    },
    remove: async (path) => {
      found(path)
      files.delete(path)
    },
    list: async (path) =>
      [...files.keys(), ...[...directories].map((name) => `${name}/`)]
        .filter((name) => name !== '/' && directoryOf(name.replace(/\/$/, '')) === path)
        .map((name) => name.slice(path === '' ? 0 : path.length + 1))
        .sort(),
    makeDirectory: async (path) => {
      for (let made = path; made !== ''; made = directoryOf(made)) {
        if (files.has(made)) fail('EEXIST', made)
        directories.add(made)
      }
    },
    syncDirectory: async (path) => {
      if (!directories.has(path)) fail('ENOENT', path)
    },
  }
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code })
}

const memoryFile = (file: Contents): DiskFile => ({
  size: async () => file.size,
  read: async (into, position) => readAt(file, into, position),
  write: (bytes, position) => writeAt(file, bytes, position),
  datasync: async () => {},
  truncate: async (length) => resize(file, length),
  close: async () => {},
})
