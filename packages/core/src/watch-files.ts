import { type FSWatcher, watch as watchFolder } from 'node:fs'
import { lstat, readlink, stat } from 'node:fs/promises'
import { dirname, join, parse, resolve, sep } from 'node:path'
import { demandOptions } from './demand-options.ts'
import { type Cancel, checkedWait, systemTimers, type Timers } from './timers.ts'

/** Who hears of files. None of the three may throw. */
export interface FileListener {
  /** Read again: something may be different. */
  changed(): void
  /** From here on changes are missed, until a renewal. */
  lost(error: unknown): void
  /** Changes are told again. */
  restored(): void
}

/** How changes are told. */
export interface WatchFilesOptions {
  /** How long to wait for a change to be complete. @default 50 */
  readonly debounceMs?: number
  /** @default the platform's timers */
  readonly timers?: Timers
}

/** {@link watchFiles}. */
export interface FileWatch {
  /**
   * Watches the folders where these paths lead now, and no others. To be called before each reading: a
   * link may lead elsewhere by then, and a folder that was away may be back.
   *
   * @returns whether there are folders among them that were not watched before.
   */
  renew(paths: readonly string[]): Promise<boolean>
  /** Nothing is told afterwards; calling it twice does no harm. */
  close(): void
}

/**
 * Tells of changes to files, and never keeps a process alive. What is watched are folders, of the files
 * and of every link on the way to them: what replaces a file or a link has another inode. A file that
 * is not there yet is waited for.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { watchFiles } from '@sallyport/core/node'
 *
 * const path = join(tmpdir(), 'flags.json')
 * const watching = watchFiles({
 *   changed: () => console.log('read it again, and renew'),
 *   lost: console.error,
 *   restored() {},
 * })
 * console.log(await watching.renew([path])) // prints: true
 * watching.close()
 * ```
 */
export function watchFiles(listener: FileListener, options: WatchFilesOptions = {}): FileWatch {
  demandOptions('core: watchFiles()', options, ['debounceMs', 'timers'])
  const { debounceMs = 50, timers = systemTimers } = options
  checkedWait(debounceMs)
  const watched = new Map<string, { readonly inode: string; readonly watcher: FSWatcher }>()
  let isLost = false
  let closed = false
  let isDue = false
  let cancel: Cancel = () => {}
  // Not put off by the next one: a folder in which something always happens would never be read.
  const changed = (): void => {
    if (isDue || closed) return
    isDue = true
    cancel = timers.after(debounceMs, () => {
      isDue = false
      listener.changed()
    })
  }
  const drop = (folder: string): void => {
    watched.get(folder)?.watcher.close()
    watched.delete(folder)
  }
  const lose = (folder: string, error: unknown): void => {
    drop(folder)
    if (closed) return
    isLost = true
    listener.lost(error)
  }
  return {
    async renew(paths) {
      const wanted = await inodesOf(paths)
      if (closed) return false
      // One that was replaced by another of its name tells nothing any more.
      for (const [folder, { inode }] of watched) if (wanted.get(folder) !== inode) drop(folder)
      const added = [...wanted].filter(([folder]) => !watched.has(folder))
      for (const [folder, inode] of added) {
        const watcher = watchFolder(folder, { persistent: false }, changed)
        watcher.on('error', (error) => lose(folder, error))
        watched.set(folder, { inode, watcher })
      }
      if (isLost) {
        isLost = false
        listener.restored()
      }
      return added.length > 0
    },
    close() {
      closed = true
      cancel()
      for (const folder of [...watched.keys()]) drop(folder)
    },
  }
}

async function inodesOf(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const folders = new Set<string>()
  for (const path of paths) await addFolders(resolve(path), folders, mostLinks)
  const inodes = new Map<string, string>()
  for (const folder of folders) {
    const { dev, ino } = await stat(folder, { bigint: true })
    inodes.set(folder, `${dev}:${ino}`)
  }
  return inodes
}

// As the kernel has it: beyond it a path is taken for a circle of links.
const mostLinks = 40

/** Adds the folders of a file and of every link on the way; of what is missing, the last one there is. */
async function addFolders(path: string, folders: Set<string>, links: number): Promise<void> {
  const { root } = parse(path)
  const names = path.slice(root.length).split(sep)
  let folder = root
  for (const [index, name] of names.entries()) {
    const here = join(folder, name)
    const found = await lstat(here).catch(() => undefined)
    if (found === undefined) break
    if (found.isSymbolicLink() && links > 0) {
      folders.add(folder)
      const target = resolve(folder, await readlink(here))
      return addFolders(join(target, ...names.slice(index + 1)), folders, links - 1)
    }
    if (!found.isDirectory()) break
    folder = here
  }
  folders.add(folder === path ? dirname(path) : folder)
}
