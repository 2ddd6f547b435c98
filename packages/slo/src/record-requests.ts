import {
  type Clock,
  type MonotonicClock,
  type Observer,
  type RequestEnd,
  systemMonotonic,
} from '@sallyport/core'
import type { Recorder } from './recorder.ts'

/** What {@link recordRequests} counts, and how. */
export interface RecordRequestsOptions {
  /**
   * Whether a request was good; undefined leaves it out.
   *
   * @default a status below 500 is good; one that the client left counts by what it would have been
   */
  readonly judge?: (end: RequestEnd) => boolean | undefined
  /** For durations. */
  readonly monotonic?: MonotonicClock
  /** For when it ended. @default the first recorder's */
  readonly clock?: Clock
}

/**
 * Counts each request for each of these. For an objective of kind `latency` a good request counts by its
 * duration, and a bad one as bad, however quickly it failed.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { defineSlo, recorder, recordRequests } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * const observe = recordRequests([recorded])
 * observe(testRequest())({ status: 503, bytes: 0, aborted: false })
 * const counts = recorded.counts({ from: 0, to: recorded.clock() })
 * console.log(counts.ok && [counts.good, counts.bad]) // prints: [ 0, 1 ]
 * ```
 */
export function recordRequests(
  recorders: readonly Recorder[],
  {
    judge = below500,
    monotonic = systemMonotonic,
    clock = recorders[0]?.clock,
  }: RecordRequestsOptions = {},
): Observer {
  const wrong = recorders.find(({ slo }) => slo.sli.kind !== 'ratio' && slo.sli.kind !== 'latency')
  if (wrong !== undefined)
    throw new TypeError(
      `slo: recordRequests() counts for "ratio" and "latency", got ${wrong.slo.id} of kind "${wrong.slo.sli.kind}"`,
    )
  return () => {
    const began = monotonic()
    return (end) => {
      const isGood = judge(end)
      if (isGood === undefined || clock === undefined) return
      const at = clock()
      const seconds = (monotonic() - began) / 1_000
      for (const one of recorders)
        if (isGood && one.slo.sli.kind === 'latency') one.observe(seconds, at)
        else one.record(isGood, at)
    }
  }
}

const below500 = ({ status }: RequestEnd): boolean => status < 500
