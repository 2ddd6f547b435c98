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
    const made = { bytes: new Uint8Array(), size: 0 }
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
        .map((name) => name.slice(path && path.length + 1))
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

/** A file's bytes: those beyond its size are room for more. */
interface Contents {
  bytes: Uint8Array
  size: number
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code })
}

function memoryFile(file: Contents): DiskFile {
  return {
    size: async () => file.size,
    read: async (into, position) => {
      const bytes = file.bytes.subarray(position, Math.min(position + into.length, file.size))
      into.set(bytes)
      return bytes.length
    },
    write: (bytes, position) => {
      resize(file, Math.max(file.size, position + bytes.length))
      file.bytes.set(bytes, position)
      return bytes.length
    },
    datasync: async () => {},
    truncate: async (length) => resize(file, length),
    close: async () => {},
  }
}

function resize(file: Contents, size: number): void {
  if (size > file.bytes.length) {
    const bytes = new Uint8Array(Math.max(size, 2 * file.bytes.length))
    bytes.set(file.bytes.subarray(0, file.size))
    file.bytes = bytes
  }
  // What lies behind the end reads as zeros, should the file grow again.
  file.bytes.fill(0, Math.min(size, file.size), file.size)
  file.size = size
}
