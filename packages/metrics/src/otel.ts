export { type OtelBackendOptions, otelBackend } from './otel/otel-backend.ts'
export type {
  OtelCollection,
  OtelHistogram,
  OtelMetric,
  OtelPoint,
  OtelResource,
  OtelTime,
} from './otel/otel-data.ts'
export type {
  OtelCallback,
  OtelHistogramInstrument,
  OtelInstrumentOptions,
  OtelMeter,
  OtelMeterProvider,
  OtelObservable,
  OtelResult,
} from './otel/otel-meter.ts'
export { type OtelProducer, type OtelProducerOptions, otelProducer } from './otel/otel-producer.ts'
