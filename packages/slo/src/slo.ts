import type { AlertRow } from './alert-plan.ts'
import type { Alerting } from './alerting.ts'
import type { Objective } from './objective.ts'
import type { Period } from './period.ts'
import type { Sli } from './sli.ts'

/** How events become a share. */
export type Budgeting =
  | { readonly by: 'events' }
  /** A slice is good when at least this share of its events is. */
  | { readonly by: 'slices'; readonly sliceMs: number; readonly target: Objective }

/** A checked objective: what `defineSlo` makes, frozen. Everything else takes it as plain data. */
export interface Slo {
  /** `service/name`: unique in one set. */
  readonly id: string
  readonly service: string
  readonly name: string
  readonly description: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly objective: Objective
  readonly period: Period
  readonly budgeting: Budgeting
  readonly sli: Sli
  /** What exactly as many good ones as the objective says are: `breached` for "less than 5 % bad". @default 'met' */
  readonly atObjective: 'met' | 'breached'
  /** What a period without events is; a window without events burns nothing. @default 'unknown' */
  readonly noTraffic: 'unknown' | 'good' | 'bad'
  /** What a source that cannot answer is. @default 'unknown' */
  readonly missing: 'unknown' | 'good' | 'bad'
  /** Fewer events than this say nothing, in the period and in an alert's long window. @default 1 */
  readonly minEvents: number
  /** Fewer bad events than this in an alert's long window alert nobody. @default 1 */
  readonly minBad: number
  /** A critical one that fails cannot be outvoted in a gate. @default 'warning' */
  readonly severity: 'info' | 'warning' | 'critical'
  readonly alerts: readonly AlertRow[]
  readonly alerting: Alerting
  readonly budgetPolicy: readonly BudgetStep[]
}

/** What is done when this much of the budget is spent. */
export interface BudgetStep {
  /** Percent of the budget, exactly: `75` */
  readonly spentPercent: number
  readonly action: string
}
