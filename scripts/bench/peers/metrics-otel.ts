import type { Meter } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** What the SDK collects, the third time that it is asked. */
async function collected(use: (meter: Meter) => void): Promise<readonly Found[]> {
  const reader = new Reader()
  use(new MeterProvider({ readers: [reader] }).getMeter('x'))
  await reader.collect()
  await reader.collect()
  const { resourceMetrics } = await reader.collect()
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor: { name }, dataPoints }) => ({ name, points: dataPoints })),
  )
}

interface Found {
  readonly name: string
  readonly points: readonly { readonly attributes: object; readonly value: unknown }[]
}

const values = async (use: (meter: Meter) => void): Promise<string> =>
  (await collected(use))
    .flatMap(({ points }) => points)
    .map(({ value }) => (typeof value === 'object' ? (value as { sum: number }).sum : value))
    .join(', ')

/** What OpenTelemetry's SDK makes of each. */
export const openTelemetry: Readonly<Record<string, () => unknown>> = {
  'a counter after NaN, then 5': () =>
    values((meter) => {
      const counter = meter.createCounter('a')
      counter.add(Number.NaN)
      counter.add(5)
    }),
  'a histogram of Infinity, then 5: its sum': () =>
    values((meter) => {
      const histogram = meter.createHistogram('a')
      histogram.record(Number.POSITIVE_INFINITY)
      histogram.record(5)
    }),
  '2^53 and then one more': () =>
    values((meter) => {
      const counter = meter.createCounter('a')
      counter.add(2 ** 53)
      counter.add(1)
    }),
  'attributes changed afterwards: one point twice': async () => {
    const found = await collected((meter) => {
      const counter = meter.createCounter('a')
      const given = { q: 'x' }
      counter.add(1, given)
      given.q = 'y'
      counter.add(1, given)
    })
    const texts = found.flatMap(({ points }) => points.map((one) => JSON.stringify(one.attributes)))
    return new Set(texts).size < texts.length
  },
  'a counter and a gauge by one name': async () => {
    const found = await collected((meter) => {
      meter.createCounter('a').add(1)
      meter.createGauge('a').record(7)
    })
    return `${found.filter(({ name }) => name === 'a').length} metrics`
  },
  'a name with a line feed is taken': async () =>
    (await collected((meter) => meter.createCounter('a\nb').add(1))).some(
      ({ name }) => name === 'a\nb',
    ),
  'a gauge that was observed once, later': () => {
    let isThere = true
    return values((meter) =>
      meter.createObservableGauge('a').addCallback((result) => {
        if (isThere) result.observe(5, { pod: 'gone' })
        isThere = false
      }),
    )
  },
  'a callback throws: what is collected': () =>
    values((meter) => {
      meter.createCounter('a').add(1)
      meter.createObservableGauge('g').addCallback(() => {
        throw new Error('boom')
      })
    }),
  'a callback hangs: what is collected': () =>
    values((meter) => {
      meter.createCounter('a').add(1)
      meter.createObservableGauge('g').addCallback(() => new Promise(() => {}))
    }),
}
