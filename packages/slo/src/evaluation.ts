import type { AlertRow } from './alert-plan.ts'
import type { BudgetStep, Slo } from './slo.ts'
import type { Percentiles, Span, UnknownReason } from './source.ts'

/** How an objective stands. */
export interface Evaluation {
  readonly slo: Slo
  /** `at_risk`: met so far, and an alert fires. */
  readonly state: 'met' | 'at_risk' | 'breached' | 'unknown'
  /** Why nothing is known, also where `noTraffic` or `missing` says what that means. */
  readonly reason: UnknownReason | undefined
  /** What the source said about it. */
  readonly message: string | undefined
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
  /** What of the budget policy is due, the least spent first: none where nothing is known. */
  readonly steps: readonly BudgetStep[]
  /** Of each window of the alerts, shortest first: 1 spends the budget exactly; undefined without events. */
  readonly burns: readonly { readonly windowMs: number; readonly rate: number | undefined }[]
  /**
   * When the budget is spent at the pace of the fastest alert's long window, for a period with as much
   * traffic as there was; undefined when that does not happen: in a rolling period, what takes longer than
   * the period is forgotten before; a calendar period may end first.
   */
  readonly exhaustedAt: number | undefined
  readonly alerts: readonly AlertState[]
  readonly percentiles: Percentiles | undefined
  readonly asked: Span
  /** What the counts are of; undefined when there are none. */
  readonly covered: Span | undefined
  /** Of that, for how long nobody counted. */
  readonly missingMs: number
}

/** One alert row, and why it is silent where its burn alone would have fired it. */
export interface AlertState {
  readonly row: AlertRow
  readonly isFiring: boolean
  /** `no_data`: whether it would have cannot be told. */
  readonly suppressed: 'few_bad_events' | 'few_events' | 'no_data' | undefined
}
