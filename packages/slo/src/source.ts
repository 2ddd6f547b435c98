import type { Clock } from '@sallyport/core'
import type { Slo } from './slo.ts'

/** Why nothing can be said. Closed. */
export type UnknownReason =
  | 'no_traffic' // it answered: there were no events
  | 'too_few_events'
  | 'no_data' // it has never heard of it
  | 'not_a_number'
  | 'not_finite'
  | 'scalar' // not a vector
  | 'matrix'
  | 'several_series'
  | 'unanswerable' // this source cannot answer this kind
  | 'timeout'
  | 'unreachable'
  | 'too_large'
  | 'redirected'
  | 'bad_query' // 400
  | 'query_failed' // 422
  | 'unavailable' // 503
  | 'refused' // another 4xx, 5xx
  | 'malformed'
  | 'partial' // it answered with warnings

/** From (exclusive) to (inclusive), in milliseconds since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * What was counted in one span: events, or, where the objective is budgeted by slices, slices. From
 * Prometheus counts are estimates and may have fractions.
 */
export type Counts =
  | {
      readonly ok: true
      readonly good: number
      readonly bad: number
      /** What was really covered: a process that has just started covers less than was asked for. */
      readonly covered: Span
      /** Of that, for how long nobody counted: the process was down, or suspended. @default 0 */
      readonly missingMs?: number
    }
  | { readonly ok: false; readonly reason: UnknownReason; readonly message?: string }

/** Percentiles of durations, for reading; nothing is judged by them. */
export interface Percentiles {
  readonly values: readonly { readonly p: number; readonly seconds: number }[]
  /** The largest relative error of one: 0.0078. */
  readonly error: number
  readonly of: Span
}

/** Who has counted. Answers once for each span, in order; never throws, never rejects. */
export interface Source {
  counts(
    slo: Slo,
    spans: readonly Span[],
    signal?: AbortSignal,
  ): readonly Counts[] | Promise<readonly Counts[]>
  /** Undefined where no durations are known. */
  percentiles?(slo: Slo, span: Span): Percentiles | undefined
  /** The time it counts by, when that is not the machine's. */
  readonly clock?: Clock
}
