import type { Clock } from '@sallyport/core'
import type { Slo } from './slo.ts'
import type { Snapshot } from './snapshot.ts'
import type { Counts, Percentiles, Span } from './source.ts'
/** What {@link recorder} may be told. */
export interface RecorderOptions {
  /** What an earlier process knew. */
  readonly from?: Snapshot
  /** @default the machine's, made steady */
  readonly clock?: Clock
}
/** Counts the events of one objective. */
export interface Recorder {
  readonly slo: Slo
  readonly clock: Clock
  record(isGood: boolean, at?: number): void
  observe(seconds: number, at?: number): void
  counts(span: Span): Counts
  percentiles(span: Span): Percentiles | undefined
  snapshot(): Snapshot
}
