export type { Backend } from './backend.ts'
export {
  type AlteredReason,
  type DroppedReason,
  type FailedPart,
  metricsMetrics,
} from './catalog.ts'
export type { Cell, Exemplar } from './cell.ts'
export type { Collector } from './collectors.ts'
export { createMetrics, type MetricsOptions } from './create-metrics.ts'
export { type Catalog, defineMetrics, type LabelsOf, type MetricShape } from './define-metrics.ts'
export type { Family } from './family.ts'
export type { Counter, Gauge, Histogram } from './handles.ts'
export type { InFlight, Leave } from './in-flight.ts'
export type { Metrics } from './metrics.ts'
export { type MetricNames, metricNames, type NamedMetric } from './naming.ts'
export { type OpenLabel, open } from './open-label.ts'
export { personalLabels, reservedLabels } from './reserved-labels.ts'
export type { Stop, Timer } from './timer.ts'
