export type { AlertPlan, AlertRow, AlertRowOptions } from './alert-plan.ts'
export type { Alerting, AlertTexts } from './alerting.ts'
export { assertSlos, SloGateError } from './assert-slos.ts'
export type { CalendarUnit } from './calendar.ts'
export { sloEvents, sloMetrics } from './catalog.ts'
export { defineSlo, type SloOptions } from './define-slo.ts'
export { type Duration, formatDuration, parseDuration } from './duration.ts'
export { type EvaluateOptions, evaluate } from './evaluate.ts'
export type { AlertState, Evaluation } from './evaluation.ts'
export { evaluationJson } from './evaluation-json.ts'
export { type Fraction, toNumber } from './fraction.ts'
export {
  type GateOptions,
  type GateReason,
  type GateResult,
  gate,
  type Judged,
  type SloResult,
} from './gate.ts'
export { memorySource } from './memory-source.ts'
export { type Objective, parseObjective } from './objective.ts'
export { type Period, type PeriodOptions, periodMs, periodSpan } from './period.ts'
export { type ReaderSource, type ReaderSourceOptions, readerSource } from './reader-source.ts'
export { type RecordRequestsOptions, recordRequests } from './record-requests.ts'
export { type Recorder, type RecorderOptions, recorder } from './recorder.ts'
export type { Counted, Query, Selection, Sli } from './sli.ts'
export type { Budgeting, BudgetStep, Slo } from './slo.ts'
export { type SloCheckOptions, sloCheck } from './slo-check.ts'
export { sloEndpoint } from './slo-endpoint.ts'
export { mergeSnapshots, type Snapshot } from './snapshot.ts'
export type { Counts, Percentiles, Source, Span, UnknownReason } from './source.ts'
export { type SteadyClock, steadyClock } from './steady-clock.ts'
export { type SloWatch, type WatchOptions, watchSlos } from './watch-slos.ts'
