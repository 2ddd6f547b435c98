import { getHeapStatistics } from 'node:v8'
import type { Check } from '@sallyport/core'
import { demandThresholds } from './demand-thresholds.ts'

/** How much memory the process may take. */
export interface MemoryCheckOptions {
  /** Of the heap that V8 may grow to. @default 0.95 */
  readonly maxHeapRatio?: number
  /** @default any */
  readonly maxRssBytes?: number
  /** @default the process's */
  readonly usage?: () => MemoryUse
}

/** What is read of the process, in bytes. */
export interface MemoryUse {
  readonly heapUsed: number
  readonly heapLimit: number
  readonly rss: number
}

/**
 * Whether the process has memory left. For readiness: it takes no more work, and recovers or does not.
 *
 * @example
 * ```ts
 * import { memoryCheck } from '@sallyport/health/checks'
 *
 * const usage = () => ({ heapUsed: 1, heapLimit: 100, rss: 2 ** 31 }) // leave it out
 * const check = memoryCheck({ maxRssBytes: 2 ** 30, usage })
 * const { ok, message } = await check(new AbortController().signal)
 * console.log(ok, message) // prints: false heap 1 %, 2048 MiB in all
 * ```
 */
export function memoryCheck(options: MemoryCheckOptions = {}): Check {
  const {
    maxHeapRatio = 0.95,
    maxRssBytes = Number.POSITIVE_INFINITY,
    usage = processUsage,
  } = options
  demandThresholds('memoryCheck', options, { maxHeapRatio, maxRssBytes }, ['usage'])
  return () => {
    const { heapUsed, heapLimit, rss } = usage()
    const ratio = heapUsed / heapLimit
    return {
      ok: ratio <= maxHeapRatio && rss <= maxRssBytes,
      message: `heap ${Math.round(ratio * 100)} %, ${Math.round(rss / 2 ** 20)} MiB in all`,
      detail: { heap_used_bytes: heapUsed, heap_limit_bytes: heapLimit, rss_bytes: rss },
    }
  }
}

function processUsage(): MemoryUse {
  const { used_heap_size: heapUsed, heap_size_limit: heapLimit } = getHeapStatistics()
  return { heapUsed, heapLimit, rss: process.memoryUsage.rss() }
}
