import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Check } from '@sallyport/core'
import { demandThresholds } from './demand-thresholds.ts'

/** How busy the event loop may be. */
export interface EventLoopCheckOptions {
  /** The longest it may keep something waiting. @default 1_000 */
  readonly maxDelayMs?: number
  /** The share of the time it may work, from 0 to 1. @default 0.98 */
  readonly maxUtilisation?: number
  /** @default the process's */
  readonly loop?: EventLoop
}

/** What is read of the event loop, since it was read last, or the time before. */
export interface EventLoop {
  read(): { readonly delayMs: number; readonly utilisation: number }
  close(): void
}

/** A check that measures until it is closed. */
export interface EventLoopCheck extends Check {
  close(): void
}

/**
 * Whether the event loop keeps up, since it was asked last, or the time before. How busy it is, it says of a
 * second or more.
 *
 * @example
 * ```ts
 * import { eventLoopCheck } from '@sallyport/health/checks'
 *
 * const loop = { read: () => ({ delayMs: 1_500, utilisation: 0.99 }), close: () => {} } // leave it out
 * const check = eventLoopCheck({ loop })
 * console.log((await check(new AbortController().signal)).message) // prints: 1500 ms behind, 99 % busy
 * check.close()
 * ```
 */
export function eventLoopCheck(options: EventLoopCheckOptions = {}): EventLoopCheck {
  const { maxDelayMs = 1_000, maxUtilisation = 0.98, loop = processLoop() } = options
  demandThresholds('eventLoopCheck', options, { maxDelayMs, maxUtilisation }, ['loop'])
  const check: Check = () => {
    const { delayMs, utilisation } = loop.read()
    const [late, busy] = [Math.round(delayMs), Math.round(utilisation * 100)]
    return {
      ok: delayMs <= maxDelayMs && utilisation <= maxUtilisation,
      message: `${late} ms behind, ${busy} % busy`,
      detail: { delay_ms: late, utilisation: busy / 100 },
    }
  }
  return Object.assign(check, { close: () => loop.close() })
}

const resolution = 20
/** A share of less time says nothing. */
const leastMs = 1_000

function processLoop(): EventLoop {
  // Two, emptied in turns: one that was just emptied does not see the delay that it was emptied in.
  let [delays, others] = [monitor(), monitor()]
  let before = performance.eventLoopUtilization()
  let utilisation = 0
  return {
    read() {
      const now = performance.eventLoopUtilization()
      const since = performance.eventLoopUtilization(now, before)
      // Of a moment it is always all: whoever asks is at work.
      if (since.idle + since.active >= leastMs) {
        utilisation = since.utilization
        before = now
      }
      // In nanoseconds, and with the wait that was asked for.
      const delayMs = Math.max(0, Math.max(delays.max, others.max) / 1e6 - resolution)
      delays.reset()
      ;[delays, others] = [others, delays]
      return { delayMs, utilisation }
    },
    close() {
      delays.disable()
      others.disable()
    },
  }
}

function monitor(): IntervalHistogram {
  const delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  return delays
}
