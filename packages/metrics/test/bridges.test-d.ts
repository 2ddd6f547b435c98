import type { MeterProvider } from '@opentelemetry/api'
import type { MetricProducer, MeterProvider as SdkProvider } from '@opentelemetry/sdk-metrics'
import type { Registry as NextRegistry } from '@prometheus-io/client'
import type { OtelMeterProvider, OtelProducer } from '@sallyport/metrics/otel'
import type { PromRegistry } from '@sallyport/metrics/prom-client'
import type { Registry } from 'prom-client'
import type { MetricProducer as Second } from 'sdk-metrics-2'
import type { MetricProducer as Third } from 'sdk-metrics-3.0'
import { expectTypeOf, it } from 'vitest'

it('takes the registries and providers there are, without a cast', () => {
  expectTypeOf<Registry>().toExtend<PromRegistry>()
  expectTypeOf<NextRegistry>().toExtend<PromRegistry>()
  expectTypeOf<MeterProvider>().toExtend<OtelMeterProvider>()
  expectTypeOf<SdkProvider>().toExtend<OtelMeterProvider>()
})

it('gives readers of every SDK what they take', () => {
  expectTypeOf<OtelProducer>().toExtend<MetricProducer>()
  expectTypeOf<OtelProducer>().toExtend<Second>()
  expectTypeOf<OtelProducer>().toExtend<Third>()
})
