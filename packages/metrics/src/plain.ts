export { type PlainMetrics, type PlainOptions, plainMetrics } from './plain-metrics.ts'
