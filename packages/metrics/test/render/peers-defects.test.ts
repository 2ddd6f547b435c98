// What the usual clients do wrong on their pages, each in its own words, as a test of ours.
import { testRequest } from '@sallyport/core/testing'
import { createMetrics, defineMetrics, metricNames } from '@sallyport/metrics'
import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
import { expect, it } from 'vitest'
import { ownPart } from '../support/page-of.ts'
import { parsePage, samplesOf } from '../support/parse-page.ts'
import { shop } from '../support/shop.ts'

const { orders, visits, baskets } = shop
const forged = 'x"} 1\nmira_health_status 0\nevil{z="'
const catalog = { orders, visits }

it('exposition injection: neither a list nor a text as a label adds a line', () => {
  const metrics = createMetrics({ catalog })
  const before = ownPart(metrics).split('\n').length
  metrics.add(orders, 1, { country: [forged] as never, channel: forged })
  const page = ownPart(metrics)
  // HELP, TYPE and the series.
  expect(page.split('\n').length).toBe(before + 3)
  expect(parsePage(page)[0]?.samples[0]?.labels).toEqual({ country: '_other', channel: forged })
})

it('exposition injection: nor does a prefix or a constant label', () => {
  expect(() => createMetrics({ catalog, prefix: 'x 1\nmira' })).toThrow(TypeError)
  expect(() => createMetrics({ catalog, constantLabels: { 'a="b"} 1\n#': 'x' } })).toThrow(
    TypeError,
  )
  const page = ownPart(createMetrics({ catalog, constantLabels: { region: forged } }))
  expect(parsePage(page)[0]?.samples[0]?.labels).toEqual({ region: forged })
})

it('the overflow series and one that says _other are one line', () => {
  const metrics = createMetrics({ catalog, maxSeriesPerMetric: 1 })
  for (const country of ['a', 'b', '_other']) metrics.add(orders, 1, { country, channel: country })
  const samples = samplesOf(ownPart(metrics))
  expect([...samples.values()]).toEqual([1, 2, 0])
})

it('labels kept by reference: no line is there twice', () => {
  const metrics = createMetrics({ catalog })
  const labels = { country: 'NO', channel: 'web' }
  metrics.add(orders, 1, labels)
  ownPart(metrics)
  labels.country = 'SE'
  metrics.add(orders, 1, labels)
  expect(samplesOf(ownPart(metrics)).size).toBe(3)
})

it('prints Nan, le="Infinity", le="NaN": here no bucket can be either', () => {
  for (const le of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const wrong = { id: 'x', kind: 'histogram', unit: '1', help: 'x', buckets: [1, le] } as const
    expect(() => defineMetrics({ wrong })).toThrow('buckets must be finite and rise')
  }
})

it('undefined and null are no words: their label is not on the line', () => {
  const metrics = createMetrics({ catalog })
  metrics.add(orders, 1, { country: undefined, channel: null } as never)
  expect(ownPart(metrics)).toContain('\nshop_orders_total 1\n')
})

it('a label called __name__ is refused, also as a constant one', () => {
  const labels = { __name__: 'open' } as const
  const evil = { id: 'x', kind: 'counter', unit: '1', help: 'x', labels } as const
  expect(() => defineMetrics({ evil })).toThrow('label "__name__" is reserved')
  expect(() => createMetrics({ constantLabels: { __name__: 'evil' } })).toThrow('is reserved')
})

it('counters without _total: here a counter ends in it, and asking for OpenMetrics changes no name', () => {
  const metrics = createMetrics({ catalog })
  const before = ownPart(metrics)
  ownPart(metrics, { format: 'openmetrics' })
  expect(ownPart(metrics)).toBe(before)
  expect(metricNames(visits).sample).toBe('shop_visits_total')
})

it('exemplars need a registry of another type: here the scrape decides', async () => {
  const metrics = createMetrics({ catalog, exemplar: () => ({ trace_id: 'abc' }) })
  metrics.add(visits, 1)
  const endpoint = prometheusEndpoint(metrics)
  const scrape = async (accept: string): Promise<string> =>
    String((await endpoint(testRequest({ headers: { accept } }))).body)
  expect(await scrape('application/openmetrics-text')).toContain('# {trace_id="abc"}')
  expect(await scrape('text/plain')).not.toContain('trace_id')
})

it('no HELP CR escaping: here a page has no CR outside a label’s value', () => {
  const { x } = defineMetrics({ x: { id: 'x', kind: 'gauge', unit: '1', help: 'a\r\nb\r' } })
  const metrics = createMetrics({ catalog: { x, baskets } })
  for (const format of ['text', 'openmetrics'] as const)
    expect(ownPart(metrics, { format })).not.toContain('\r')
})
