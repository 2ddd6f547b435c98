export { httpServerMetrics } from './catalogs/http-server.ts'
export { type RequestMetricsOptions, requestMetrics } from './request-metrics.ts'
