import type { MetricsSink, MonotonicClock } from '@sallyport/core'
import { auditMetrics } from './audit-metrics.ts'

/** An end of the log that an anchor may come to vouch for. */
export interface Mark {
  readonly size: number
  /** When the first entry behind it became durable, on the monotonic clock. */
  since: number | undefined
}

/** Measures how much of a log is in no anchor. */
export interface Unanchored {
  /** The log has so many entries now. */
  grown(size: number): void
  /** Marks the end as it is, or one that it had when the log was opened. */
  mark(at: number): Mark
  /** An anchor has all up to this mark. */
  kept(mark: Mark): void
  measure(): void
}

/** What is measured with. */
export interface UnanchoredOptions {
  readonly metrics: MetricsSink
  readonly monotonic: MonotonicClock
  /** How many entries the log has, and how many of them are in an anchor. */
  readonly size: number
  readonly anchored: number
}

/** Only ends of checkpoints can become anchored: what is remembered of the others is the last one's. */
export function createUnanchored(options: UnanchoredOptions): Unanchored {
  const { metrics, monotonic } = options
  let { size } = options
  let best = markOf(options.anchored, size, monotonic)
  let latest = best
  const measure = (): void => {
    const seconds = best.since === undefined ? 0 : (monotonic() - best.since) / 1_000
    metrics.set(auditMetrics.unanchoredEntries, size - best.size)
    metrics.set(auditMetrics.unanchoredSeconds, Math.max(0, seconds))
  }
  return {
    grown(now) {
      if (now > size) latest.since ??= monotonic()
      size = now
      measure()
    },
    mark(at) {
      if (at < size) return markOf(at, size, monotonic)
      if (latest.size < size) latest = markOf(size, size, monotonic)
      return latest
    },
    kept(mark) {
      if (mark.size > best.size) best = mark
      measure()
    },
    measure,
  }
}

const markOf = (anchored: number, size: number, monotonic: MonotonicClock): Mark => ({
  size: anchored,
  since: anchored < size ? monotonic() : undefined,
})
