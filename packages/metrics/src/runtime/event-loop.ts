import { monitorEventLoopDelay } from 'node:perf_hooks'

/** The event loop since it was last looked at. Of what nothing is known there is nothing. */
export interface LoopFacts {
  readonly delayMin?: number
  readonly delayMax?: number
  readonly delayMean?: number
  readonly delayStddev?: number
  readonly delayP50?: number
  readonly delayP90?: number
  readonly delayP99?: number
  readonly utilization: number
  /** Since the loop began, as the next is. */
  readonly activeMs: number
  readonly idleMs: number
}

/** Watches the event loop, with a timer that keeps no process. */
export function watchEventLoop(): { look(): LoopFacts; close(): void } {
  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()
  let last = performance.eventLoopUtilization()
  return {
    look() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, last)
      last = now
      return { utilization, activeMs: now.active, idleMs: now.idle, ...delaysOf(delays) }
    },
    close: () => void delays.disable(),
  }
}

function delaysOf(delays: ReturnType<typeof monitorEventLoopDelay>) {
  // Before the first look there is no shortest one, and no mean.
  if (delays.count === 0) return {}
  const seconds = (ns: number): number => ns / 1e9
  const found = {
    delayMin: seconds(delays.min),
    delayMax: seconds(delays.max),
    delayMean: seconds(delays.mean),
    delayStddev: seconds(delays.stddev),
    delayP50: seconds(delays.percentile(50)),
    delayP90: seconds(delays.percentile(90)),
    delayP99: seconds(delays.percentile(99)),
  }
  delays.reset()
  return found
}
