import type { Labels } from '@sallyport/core'

// What is needed of OpenTelemetry's API, by structure.

/** Gives meters: `metrics.getMeterProvider()` of `@opentelemetry/api`, or the SDK's own. */
export interface OtelMeterProvider {
  getMeter(name: string): OtelMeter
  /** The SDK's. */
  forceFlush?(): Promise<void>
}

/** Makes instruments. */
export interface OtelMeter {
  createObservableCounter(name: string, options: OtelInstrumentOptions): OtelObservable
  createObservableGauge(name: string, options: OtelInstrumentOptions): OtelObservable
  createHistogram(
    name: string,
    options: OtelInstrumentOptions & {
      readonly advice: { readonly explicitBucketBoundaries: number[] }
    },
  ): OtelHistogramInstrument
}

/** What an instrument measures. */
export interface OtelInstrumentOptions {
  readonly description: string
  readonly unit: string
}

/** An instrument that is asked. */
export interface OtelObservable {
  addCallback(callback: OtelCallback): void
  removeCallback(callback: OtelCallback): void
}

/** Answers for an instrument. */
export type OtelCallback = (result: OtelResult) => Promise<void>

/** Takes answers. */
export interface OtelResult {
  observe(value: number, labels: Labels): void
}

/** An instrument that is told. */
export interface OtelHistogramInstrument {
  record(value: number, labels: Labels): void
}
