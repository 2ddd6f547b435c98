export { nodeMetrics, promClientMetrics } from './runtime/catalog.ts'
export {
  type RuntimeMetricsOptions,
  type RuntimeWatch,
  runtimeMetrics,
} from './runtime/runtime-metrics.ts'
