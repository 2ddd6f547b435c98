import { statfs } from 'node:fs/promises'
import type { Check } from '@sallyport/core'
import { demandThresholds } from './demand-thresholds.ts'

/** How much of a disk must be free. */
export interface DiskCheckOptions {
  /** Below it, it does not work. @default 0.05 */
  readonly minFreeRatio?: number
  /** Below it, it works but not well. @default 0.1 */
  readonly warnFreeRatio?: number
  /** @default Node's own */
  readonly statfs?: (path: string) => Promise<DiskSpace>
}

/** What is read of a file system. */
export interface DiskSpace {
  readonly bsize: number
  readonly blocks: number
  /** Free for whoever is not the superuser. */
  readonly bavail: number
}

/**
 * Whether there is room on the disk that holds `path`.
 *
 * @example
 * ```ts
 * import { diskCheck } from '@sallyport/health/checks'
 *
 * const check = diskCheck('/', { statfs: async () => ({ bsize: 4_096, blocks: 1_000, bavail: 20 }) })
 * console.log((await check(new AbortController().signal)).message) // prints: 2 % free
 * ```
 */
export function diskCheck(path: string, options: DiskCheckOptions = {}): Check {
  const { minFreeRatio = 0.05, warnFreeRatio = 0.1, statfs: read = statfs } = options
  demandThresholds('diskCheck', options, { minFreeRatio, warnFreeRatio }, ['statfs'])
  let reading: Promise<DiskSpace> | undefined
  return async () => {
    // One at a time: a network disk that hangs keeps a thread of Node's pool, which has four.
    reading ??= read(path).finally(() => {
      reading = undefined
    })
    const { bsize, blocks, bavail } = await reading
    // What is made up, as /proc is, has no blocks and is never full.
    const free = blocks === 0 ? 1 : bavail / blocks
    return {
      ok: free >= minFreeRatio,
      degraded: free < warnFreeRatio,
      message: `${Math.floor(free * 100)} % free`,
      detail: { free_bytes: bavail * bsize, total_bytes: blocks * bsize },
    }
  }
}
