import type { Disk, DiskFile } from '../../src/disk.ts'

/** What goes wrong. It is read each time, so that a test may change it as it goes. */
export interface Faults {
  /** A write takes no more bytes than this at once. @default all */
  mostAtOnce?: number
  /** So many bytes more may files grow; what is cut or removed makes room. @default endless */
  room?: number
  /** The code with which the n-th of these operations, from 0, fails; none where it does not. */
  fails?: (operation: FaultyOperation, nth: number, path: string) => string | undefined
}

/** What may fail. */
export type FaultyOperation = keyof Disk | keyof DiskFile

/** A disk that fails as it is told. What fails does nothing. */
export function faultyDisk(disk: Disk, faults: Faults): Disk {
  const counts = new Map<FaultyOperation, number>()
  const may = (operation: FaultyOperation, path: string): void => {
    const nth = counts.get(operation) ?? 0
    counts.set(operation, nth + 1)
    const code = faults.fails?.(operation, nth, path)
    if (code !== undefined) fail(code, operation, path)
  }
  const asked =
    <A extends readonly [string, ...unknown[]], R>(
      operation: FaultyOperation,
      run: (...args: A) => Promise<R>,
    ) =>
    async (...args: A): Promise<R> => {
      may(operation, args[0])
      return await run(...args)
    }
  return {
    open: asked('open', async (path: string, how: 'read' | 'write' | 'create') =>
      faultyFile(await disk.open(path, how), path, faults, may),
    ),
    rename: asked('rename', disk.rename),
    remove: asked('remove', async (path: string) => {
      const freed = faults.room === undefined ? 0 : await sizeOf(disk, path)
      await disk.remove(path)
      if (faults.room !== undefined) faults.room += freed
    }),
    list: asked('list', disk.list),
    makeDirectory: asked('makeDirectory', disk.makeDirectory),
    syncDirectory: asked('syncDirectory', disk.syncDirectory),
  }
}

async function sizeOf(disk: Disk, path: string): Promise<number> {
  const file = await disk.open(path, 'read')
  const size = await file.size()
  await file.close()
  return size
}

function faultyFile(
  file: DiskFile,
  path: string,
  faults: Faults,
  may: (operation: FaultyOperation, path: string) => void,
): DiskFile {
  return {
    size: async () => {
      may('size', path)
      return await file.size()
    },
    read: async (into, position) => {
      may('read', path)
      return await file.read(into, position)
    },
    write: async (bytes, position) => {
      may('write', path)
      const fits = await fitting(file, faults, bytes.length, position)
      if (fits === 0 && bytes.length > 0) fail('ENOSPC', 'write', path)
      return await file.write(bytes.subarray(0, fits), position)
    },
    datasync: async () => {
      may('datasync', path)
      await file.datasync()
    },
    truncate: async (length) => {
      may('truncate', path)
      const before = await file.size()
      await file.truncate(length)
      if (faults.room !== undefined) faults.room += before - length
    },
    close: async () => {
      may('close', path)
      await file.close()
    },
  }
}

async function fitting(
  file: DiskFile,
  faults: Faults,
  wanted: number,
  position: number,
): Promise<number> {
  const { mostAtOnce = wanted, room } = faults
  const taken = Math.min(wanted, mostAtOnce)
  if (room === undefined) return taken
  const size = await file.size()
  const fits = Math.min(taken, Math.max(0, size + room - position))
  faults.room = room - Math.max(0, position + fits - size)
  return fits
}

function fail(code: string, operation: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${operation} ${path}`), { code })
}
