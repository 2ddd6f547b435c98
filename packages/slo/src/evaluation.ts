import type { AlertRow } from './alert-plan.ts'
import type { Slo } from './slo.ts'
import type { Span, UnknownReason } from './source.ts'

/** How an objective stands. */
export interface Evaluation {
  readonly slo: Slo
  /** `at_risk`: met so far, and an alert fires. */
  readonly state: 'met' | 'at_risk' | 'breached' | 'unknown'
  readonly reason: UnknownReason | undefined
  readonly good: number
  readonly bad: number
  readonly total: number
  /** Good of total, for reading: decisions were made by multiplication. */
  readonly ratio: number | undefined
  readonly budget: {
    /** Bad events that the period may have. */
    readonly allowed: number
    readonly spent: number
    /** Below zero when it is overspent. */
    readonly remaining: number
    /** Of the budget: 1 is untouched, below 0 overspent; undefined without events. */
    readonly remainingRatio: number | undefined
  }
  readonly burns: readonly { readonly windowMs: number; readonly rate: number | undefined }[]
  /** At the pace of the fastest alert's long window; undefined when it does not burn. */
  readonly exhaustedAt: number | undefined
  readonly alerts: readonly AlertState[]
  /** Reported, never judged by. */
  readonly percentiles: readonly { readonly p: number; readonly seconds: number }[]
  /** Largest relative error of a percentile. */
  readonly percentileError: number | undefined
  readonly asked: Span
  readonly covered: Span | undefined
}

/** One alert row, and why it is silent where its burn alone would have fired it. */
export interface AlertState {
  readonly row: AlertRow
  readonly isFiring: boolean
  readonly suppressed: 'few_bad_events' | 'no_data' | undefined
}
