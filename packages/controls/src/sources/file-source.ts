import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { demandOptions, systemTimers, type Timers } from '@sallyport/core'
import { type FileWatch, watchFiles } from '@sallyport/core/node'
import type { ControlsSource, StoredFlags } from '../source.ts'
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
  demandOptions('controls: fileSource()', options, ['member', 'debounceMs', 'timers'])
  const { member, debounceMs = 50, timers = systemTimers } = options
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`controls: "path" must be a path, got ${shown(path)}`)
  }
  const watches = new Set<FileWatch>()
  return {
    async read() {
      await Promise.all([...watches].map((one) => one.renew([path])))
      return { version: '', flags: flagsIn(await readBounded(path), path, member) }
    },
    async watch(listener) {
      const watching = watchFiles(listener, { debounceMs, timers })
      try {
        await watching.renew([path])
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
