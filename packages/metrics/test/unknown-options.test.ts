import { createMetrics } from '@sallyport/metrics'
import { derivedSecurityGauges, securityContexts } from '@sallyport/metrics/catalogs'
import { mergeWorkers } from '@sallyport/metrics/cluster'
import { otelBackend, otelProducer } from '@sallyport/metrics/otel'
import { plainMetrics } from '@sallyport/metrics/plain'
import { promClientBridge, promClientReader } from '@sallyport/metrics/prom-client'
import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
import { requestMetrics } from '@sallyport/metrics/requests'
import { runtimeMetrics } from '@sallyport/metrics/runtime'
import { statsdBackend, statsdMapping } from '@sallyport/metrics/statsd'
import { describe, expect, it } from 'vitest'

const metrics = createMetrics()
const none = {} as never

/** Who takes options, and one that there is not. */
const takers: Readonly<Record<string, readonly [wrong: string, call: (given: never) => unknown]>> =
  {
    createMetrics: ['maxSeries', createMetrics],
    prometheusEndpoint: ['alias', (given) => prometheusEndpoint(metrics, given)],
    statsdBackend: ['flushMS', statsdBackend],
    statsdMapping: ['tag', (given) => statsdMapping([], given)],
    promClientBridge: ['alias', (given) => promClientBridge(none, given)],
    promClientReader: ['staleMS', (given) => promClientReader(none, given)],
    otelBackend: ['name', (given) => otelBackend(none, given)],
    otelProducer: ['name', (given) => otelProducer(none, given)],
    plainMetrics: ['enable', plainMetrics],
    requestMetrics: ['scopes', (given) => requestMetrics(metrics, given)],
    mergeWorkers: ['maxWorker', mergeWorkers],
    runtimeMetrics: ['promclient', (given) => runtimeMetrics(metrics, given)],
    derivedSecurityGauges: ['window', (given) => derivedSecurityGauges(metrics, given)],
    securityContexts: ['clocks', (given) => securityContexts(metrics, given)],
  }

describe('an option that there is not is refused', () => {
  it.each(Object.entries(takers))('by %s()', (name, [wrong, call]) => {
    const message = new RegExp(`^metrics: ${name}\\(\\) takes only \\w+(, \\w+)*, got "${wrong}"$`)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(TypeError)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(message)
  })
})
