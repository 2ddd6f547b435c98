export { type WorkerRefusal, workerMetrics, workerRefusals } from './workers/catalog.ts'
export type { WorkerChannel } from './workers/channel.ts'
export type { GaugeMerge, GaugeRules } from './workers/gauge-merge.ts'
export {
  type MergedMetrics,
  type MergeWorkersOptions,
  mergeWorkers,
} from './workers/merge-workers.ts'
export { type MetricsReport, reportMetrics } from './workers/report-metrics.ts'
