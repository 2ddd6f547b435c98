import { constants, fstatSync, writeSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Disk, DiskFile } from './disk.ts'
import { unlessMissing } from './disk-files.ts'

// A write of so many bytes into the page cache takes as long as it takes to hand one to another thread
// (measured: 0.1 ms); above, it would hold up the event loop.
const mostAtOnce = 256 * 1_024

// A log is nobody's business but its writer's.
const fileMode = 0o600
const directoryMode = 0o700

// Not to be led elsewhere by a link in the place of a file. Windows has no such flag.
const flags = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR | (constants.O_NOFOLLOW ?? 0),
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
}

/** A directory of the machine's file system. No path leads out of it. */
export function nodeDisk(directory: string): Disk {
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0')) {
    throw new TypeError(`audit-chain: "directory" must be a path, got ${JSON.stringify(directory)}`)
  }
  const root = resolve(directory)
  const at = (path: string): string => join(root, checked(path))
  const durable = new Set<string>()
  return {
    open: async (path, how) => nodeFile(await open(at(path), flags[how], fileMode), how !== 'read'),
    rename: async (from, to) => rename(at(from), at(to)),
    remove: async (path) => unlink(at(path)),
    list: async (path) => namesIn(at(path)),
    makeDirectory: async (path) => makeDirectory(root, at(path), durable),
    syncDirectory: async (path) => syncDirectory(at(path)),
  }
}

function checked(path: string): string {
  const parts = path === '' ? [] : path.split('/')
  const out = parts.some((part) => part === '' || part === '.' || part === '..')
  if (out || isAbsolute(path) || /[\0\\:]/.test(path)) {
    throw new RangeError(
      `audit-chain: a path must stay in the log's directory, got ${JSON.stringify(path)}`,
    )
  }
  return path
}

const nodeFile = (handle: FileHandle, isWritten: boolean): DiskFile => ({
  // Asked before each batch: to ask another thread takes longer than the answer.
  size: async () => {
    const { size, nlink } = fstatSync(handle.fd)
    // Written on, it would be gone with the process, whatever was made durable.
    if (isWritten && nlink === 0) throw deleted()
    return size
  },
  read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
  write: (bytes, position) => write(handle, bytes, position),
  datasync: () => handle.datasync(),
  truncate: (length) => handle.truncate(length),
  close: () => handle.close(),
})

const deleted = (): Error => {
  const message = 'a file was deleted while it was written: put it back, and open the log anew'
  return Object.assign(new Error(`audit-chain: ${message}`), { code: 'ESTALE' })
}

function write(handle: FileHandle, bytes: Uint8Array, position: number): number | Promise<number> {
  if (bytes.length > mostAtOnce) {
    return handle.write(bytes, 0, bytes.length, position).then(({ bytesWritten }) => bytesWritten)
  }
  try {
    // The handle's own number: it is none once the handle is closed, and never another file's.
    return writeSync(handle.fd, bytes, 0, bytes.length, position)
  } catch (error) {
    return Promise.reject(error)
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(unlessMissing)
  return (entries ?? []).map((entry) => entry.name + (entry.isDirectory() ? '/' : '')).sort()
}

/**
 * What exists is not yet durable: the process that made it may have been killed before it could sync. So
 * each directory's name is synced once by each process, whoever made it.
 */
async function makeDirectory(root: string, path: string, durable: Set<string>): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: directoryMode })
  const top = first !== undefined && first.length < root.length ? first : root
  const names: string[] = []
  for (let name = path; name.length >= top.length && !durable.has(name); name = dirname(name)) {
    names.unshift(name)
    if (name === dirname(name)) break
  }
  // From the top: a name that counts as durable is so with all those above it.
  for (const name of names) {
    await syncDirectory(dirname(name)).catch((error) => {
      // Above the log: a directory that may not be read is another's to sync.
      if (name.length > root.length || codeOf(error) !== 'EACCES') throw error
    })
    durable.add(name)
  }
}

/** A platform or file system that cannot sync a directory says so; what fails for another reason has failed. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY).catch(unlessUnable)
  if (!handle) return
  try {
    await handle.sync().catch(unlessUnable)
  } finally {
    await handle.close()
  }
}

function unlessUnable(error: unknown): undefined {
  const code = codeOf(error)
  if (code === 'EISDIR' || code === 'EPERM' || code === 'EINVAL') return undefined
  throw error
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code
