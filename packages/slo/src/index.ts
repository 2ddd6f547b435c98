export { defineSlo, type SloOptions } from './define-slo.ts'
export { type Objective, parseObjective } from './objective.ts'
export type { Counted, Query, Selection, Sli } from './sli.ts'
export type { Budgeting, BudgetStep, Slo } from './slo.ts'

export type { AlertPlan, AlertRow, AlertRowOptions } from './alert-plan.ts'
export type { CalendarUnit } from './calendar.ts'
export { type Duration, formatDuration, parseDuration } from './duration.ts'
export { type Fraction, toNumber } from './fraction.ts'
export { type Period, type PeriodOptions, periodMs, periodSpan } from './period.ts'

export { type RecordRequestsOptions, recordRequests } from './record-requests.ts'
export { type Recorder, type RecorderOptions, recorder } from './recorder.ts'
export { mergeSnapshots, type Snapshot } from './snapshot.ts'
export { type SteadyClock, steadyClock } from './steady-clock.ts'

export { memorySource } from './memory-source.ts'
export type { Counts, Percentiles, Source, Span, UnknownReason } from './source.ts'

export { type EvaluateOptions, evaluate } from './evaluate.ts'
export type { AlertState, Evaluation } from './evaluation.ts'
