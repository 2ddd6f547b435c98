export { type PrometheusSourceOptions, prometheusSource } from './prometheus/prometheus-source.ts'
