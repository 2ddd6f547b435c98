import { constants, type FSWatcher, watch as watchFolder } from 'node:fs'
import { lstat, open, readlink } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { type Cancel, systemTimers, type Timers } from '@sallyport/core'
import { demandNames } from '../checked-options.ts'
import type { ControlsSource, SourceListener, StoredFlags } from '../source.ts'
import { shown } from '../value-fault.ts'
import { flagsFrom } from './stored-json.ts'

/** How a file is read. */
export interface FileSourceOptions {
  /** The member that holds the flags: `operational`. @default the file holds them itself */
  readonly member?: string
  /** How long to wait for a change to be complete. @default 50 */
  readonly debounceMs?: number
  /** @default the platform's */
  readonly timers?: Timers
}

const mostBytes = 1024 * 1024

/**
 * Reads values from a JSON file, at most 1 MiB, and again whenever it changes: written over, replaced,
 * or mounted by Kubernetes, which swaps a link. It is never written to: `set` refuses.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { fileSource } from '@sallyport/controls/file'
 *
 * const path = join(tmpdir(), `flags-${process.pid}.json`)
 * writeFileSync(path, '{ "operational": { "maintenance_mode": true } }')
 * const source = fileSource(path, { member: 'operational' })
 * const flags = controls({ definition: operationalFlags, source })
 * await flags.ready()
 * console.log(flags.current.maintenance_mode) // prints: true
 * flags.close()
 * ```
 */
export function fileSource(
  path: string,
  options: FileSourceOptions = {},
): Required<Omit<ControlsSource, 'write'>> {
  demandNames('fileSource()', options, ['member', 'debounceMs', 'timers'])
  const { member, debounceMs = 50, timers = systemTimers } = options
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`controls: "path" must be a path, got ${shown(path)}`)
  }
  const watches = new Set<FolderWatch>()
  return {
    async read() {
      // A link may lead elsewhere by now, and a folder that was away may be back.
      await Promise.all([...watches].map((one) => one.renew()))
      return { version: '', flags: flagsIn(await readBounded(path), path, member) }
    },
    async watch(listener) {
      const watching = watchFile(path, listener, (run) => timers.after(debounceMs, run))
      try {
        await watching.renew()
      } catch (error) {
        // Some folders may be watched by now, and it is asked for again.
        watching.close()
        throw error
      }
      watches.add(watching)
      return () => {
        watches.delete(watching)
        watching.close()
      }
    },
  }
}

function flagsIn(text: string, path: string, member: string | undefined): StoredFlags {
  const all = flagsFrom(text, path)
  if (member === undefined) return all
  const flags = Object.hasOwn(all, member) ? all[member] : undefined
  if (typeof flags === 'object' && flags !== null && !Array.isArray(flags)) {
    return flags as StoredFlags
  }
  throw new Error(`controls: ${path} has no object ${shown(member)}`)
}

async function readBounded(path: string): Promise<string> {
  // A pipe nobody writes to would hold a thread of the process for good.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new TypeError(`controls: ${path} is no file`)
    if (found.size > mostBytes) {
      throw new RangeError(`controls: ${path} has more than ${mostBytes} bytes`)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile())
  } finally {
    await file.close()
  }
}

interface FolderWatch {
  /** Watches the folders where the path leads now. */
  renew(): Promise<void>
  close(): void
}

/** Watches folders and not the file: what replaces a file, or a link, has another inode. */
function watchFile(
  path: string,
  listener: SourceListener,
  later: (run: () => void) => Cancel,
): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  let isLost = false
  let closed = false
  let isDue = false
  let cancel: Cancel = () => {}
  // Not put off by the next one: a folder in which something always happens would never be read.
  const changed = (): void => {
    if (isDue) return
    isDue = true
    cancel = later(() => {
      isDue = false
      listener.changed()
    })
  }
  const drop = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const lose = (folder: string, error: unknown): void => {
    drop(folder)
    if (closed) return
    isLost = true
    listener.lost(error)
  }
  return {
    async renew() {
      const wanted = await foldersOf(path)
      if (closed) return
      for (const folder of watchers.keys()) if (!wanted.has(folder)) drop(folder)
      for (const folder of wanted) {
        if (watchers.has(folder)) continue
        const watcher = watchFolder(folder, { persistent: false }, changed)
        watcher.on('error', (error) => lose(folder, error))
        watchers.set(folder, watcher)
      }
      if (!isLost) return
      isLost = false
      listener.restored()
    },
    close() {
      closed = true
      cancel()
      for (const folder of [...watchers.keys()]) drop(folder)
    },
  }
}

const mostLinks = 40

/** The folders of the file, and of every link on the way to it, be it a link to a link. */
async function foldersOf(path: string, links = mostLinks): Promise<ReadonlySet<string>> {
  const whole = resolve(path)
  const parts = [whole]
  for (let part = whole; part !== dirname(part); part = dirname(part)) parts.unshift(dirname(part))
  for (const part of parts) {
    if (!(await lstat(part)).isSymbolicLink()) continue
    if (links === 0) throw new Error(`controls: ${path} is behind too many links`)
    const target = resolve(dirname(part), await readlink(part), relative(part, whole))
    return new Set([dirname(part), ...(await foldersOf(target, links - 1))])
  }
  return new Set([dirname(whole)])
}
