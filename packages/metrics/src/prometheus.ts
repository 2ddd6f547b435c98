export { type PrometheusEndpointOptions, prometheusEndpoint } from './prometheus-endpoint.ts'
export { type PageFormat, type PageOptions, renderMetrics } from './render/render-metrics.ts'
