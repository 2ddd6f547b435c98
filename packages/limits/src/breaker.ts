import type { MonotonicClock } from '@sallyport/core'

/** Keeps a service that waits for a dead store from dying with it. */
export interface Breaker {
  /** Whether to ask now. While it is open, one asks in each period, to find out. */
  mayAsk(): boolean
  succeeded(): void
  failed(): void
  /** For how long nobody will ask; 0 while it is closed. */
  readonly openForMs: number
}

const failuresToOpen = 5
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/** Opens after five failures in a row, for a second, then twice as long each time up to half a minute. */
export function createBreaker(
  monotonic: MonotonicClock,
  changed: (open: boolean) => void,
): Breaker {
  let failures = 0
  let pauseMs = firstPauseMs
  let until = Number.NEGATIVE_INFINITY
  let probing = false
  const isOpen = (): boolean => failures >= failuresToOpen
  return {
    get openForMs() {
      return isOpen() ? Math.max(1, until - monotonic()) : 0
    },
    mayAsk() {
      if (!isOpen()) return true
      const now = monotonic()
      if (now < until) return false
      // This one finds out; the others wait for what it found.
      until = now + pauseMs
      probing = true
      return true
    },
    succeeded() {
      if (isOpen()) changed(false)
      failures = 0
      pauseMs = firstPauseMs
      probing = false
    },
    failed() {
      // What was asked before it opened says nothing new: hundreds at once would mean half a minute.
      if (isOpen() && !probing) return
      failures++
      if (failures < failuresToOpen) return
      if (failures === failuresToOpen) changed(true)
      else pauseMs = Math.min(2 * pauseMs, longestPauseMs)
      probing = false
      until = monotonic() + pauseMs
    },
  }
}
