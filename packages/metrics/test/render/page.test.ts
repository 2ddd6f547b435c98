import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import { renderMetrics } from '@sallyport/metrics/prometheus'
import { expect, it } from 'vitest'
import { ownPart, pageOf } from '../support/page-of.ts'
import { samplesOf } from '../support/parse-page.ts'
import { shop } from '../support/shop.ts'

const { orders, visits, baskets, stock, took } = shop

const cellOf = (metrics: Metrics, id: string) => {
  const [cell] =
    metrics
      .families()
      .find(({ names }) => names.id === id)
      ?.cells() ?? []
  if (cell === undefined) throw new Error(`${id} has no series`)
  return cell
}

const few = { orders, baskets, took }
const measured = (): Metrics => {
  const metrics = createMetrics({ catalog: few, prefix: 'eu', constantLabels: { region: 'n"o' } })
  metrics.add(orders, 2, { country: 'NO', channel: '' })
  metrics.set(baskets, -1.5)
  for (const seconds of [0.1, 0.5, 99]) metrics.observe(took, seconds, { country: 'NO' })
  return metrics
}

it('is Prometheus’ text format 0.0.4', () => {
  expect(ownPart(measured())).toBe(
    [
      '# HELP eu_shop_orders_total Orders.',
      '# TYPE eu_shop_orders_total counter',
      'eu_shop_orders_total{region="n\\"o",country="NO"} 2',
      '# HELP eu_shop_baskets Baskets.',
      '# TYPE eu_shop_baskets gauge',
      'eu_shop_baskets{region="n\\"o"} -1.5',
      '# HELP eu_shop_took_seconds Durations.',
      '# TYPE eu_shop_took_seconds histogram',
      'eu_shop_took_seconds_bucket{region="n\\"o",country="NO",le="0.1"} 1',
      'eu_shop_took_seconds_bucket{region="n\\"o",country="NO",le="1"} 2',
      'eu_shop_took_seconds_bucket{region="n\\"o",country="NO",le="10"} 2',
      'eu_shop_took_seconds_bucket{region="n\\"o",country="NO",le="+Inf"} 3',
      'eu_shop_took_seconds_sum{region="n\\"o",country="NO"} 99.6',
      'eu_shop_took_seconds_count{region="n\\"o",country="NO"} 3',
      '',
    ].join('\n'),
  )
})

it('is OpenMetrics 1.0.0: TYPE, UNIT, HELP, bounds as Go writes them, an end', () => {
  const metrics = createMetrics({ catalog: few })
  metrics.add(orders, 2, { country: 'NO', channel: 'web' })
  metrics.observe(took, 0.5, { country: '' })
  expect(ownPart(metrics, { format: 'openmetrics' })).toBe(
    [
      '# TYPE shop_orders counter',
      '# HELP shop_orders Orders.',
      'shop_orders_total{country="NO",channel="web"} 2',
      '# TYPE shop_baskets gauge',
      '# HELP shop_baskets Baskets.',
      'shop_baskets 0',
      '# TYPE shop_took_seconds histogram',
      '# UNIT shop_took_seconds seconds',
      '# HELP shop_took_seconds Durations.',
      'shop_took_seconds_bucket{le="0.1"} 0',
      'shop_took_seconds_bucket{le="1.0"} 1',
      'shop_took_seconds_bucket{le="10.0"} 1',
      'shop_took_seconds_bucket{le="+Inf"} 1',
      'shop_took_seconds_sum 0.5',
      'shop_took_seconds_count 1',
      '# EOF',
      '',
    ].join('\n'),
  )
})

it('is the same the second time, but for what was measured since', () => {
  const metrics = measured()
  const first = pageOf(metrics)
  expect(pageOf(metrics)).toBe(first)
  metrics.add(orders, 1, { country: 'NO', channel: '' })
  expect(pageOf(metrics)).toBe(first.replace('country="NO"} 2', 'country="NO"} 3'))
})

it('comes in pieces that join to the same page', () => {
  const metrics = createMetrics({ catalog: shop })
  for (let i = 0; i < 1_500; i++)
    metrics.add(orders, i, { country: `c${i}`, channel: 'ø'.repeat(99) })
  const pieces = [...renderMetrics(metrics.families())]
  expect(pieces.length).toBeGreaterThan(2)
  const page = Buffer.concat(pieces).toString()
  expect(samplesOf(page).size).toBe(
    1_500 + samplesOf(pageOf(createMetrics({ catalog: shop }))).size,
  )
})

it('has no series twice that ends and begins again while others run', () => {
  const metrics = createMetrics({ catalog: { stock } })
  let items: readonly string[] = Array.from({ length: 1_900 }, (_, i) => `${'x'.repeat(60)}${i}`)
  const set = (): void => {
    for (const item of items) metrics.set(stock, 1, { item })
  }
  set()
  const [family] = metrics.families()
  const pieces = renderMetrics(metrics.families())
  const page = [pieces.next().value as Uint8Array]
  for (const cell of [...(family?.cells() ?? [])].slice(0, 50)) family?.end(cell)
  items = items.slice(0, 50)
  set()
  page.push(...pieces)
  expect(() => samplesOf(Buffer.concat(page).toString())).not.toThrow()
})

it('leaves out a metric that nothing was measured of', () => {
  const metrics = createMetrics({ catalog: { orders, visits } })
  expect(ownPart(metrics)).not.toContain('shop_orders')
  expect(ownPart(createMetrics({ catalog: { orders } }))).toBe('')
})

it('does not let a counter fall beyond 2^53', () => {
  const metrics = createMetrics({ catalog: { visits } })
  const value = (): string => /^shop_visits_total (.+)$/m.exec(pageOf(metrics))?.[1] ?? ''
  metrics.add(visits, 2 ** 53 - 1)
  expect(value()).toBe('9007199254740991')
  metrics.add(visits, 3)
  expect(value()).toBe('9007199254740994')
  for (let i = 0; i < 3; i++) metrics.add(visits, 2 ** 53 - 1)
  expect(value()).toBe(String(4n * 2n ** 53n - 1n))
  metrics.add(visits, 0.5)
  expect(value()).toBe(String(4n * 2n ** 53n - 1n))
})

it('spells what is no finite number as both formats do', () => {
  const metrics = createMetrics({ catalog: { baskets } })
  for (const [value, text] of [
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [-0, '0'],
    [1e21, '1e+21'],
  ] as const) {
    cellOf(metrics, 'shop.baskets').value = value
    expect(ownPart(metrics)).toContain(`\nshop_baskets ${text}\n`)
  }
})

it('has no sum in OpenMetrics where one could fall', () => {
  const metrics = createMetrics({
    catalog: defineMetrics({
      drift: {
        id: 'clock.drift',
        kind: 'histogram',
        unit: 's',
        help: 'Drift.',
        buckets: [-0.5, 0, 0.5],
      },
    }),
  })
  metrics.families()
  const page = ownPart(metrics, { format: 'openmetrics' })
  expect(page).toContain('clock_drift_seconds_bucket{le="-0.5"} 0\n')
  expect(page).toContain('{le="0.0"} 0\n')
  expect(page).not.toMatch(/_(sum|count)/)
  expect(ownPart(metrics)).toMatch(/_sum 0\n.*_count 0\n/)

  const positive = createMetrics({ catalog: { took } })
  positive.observe(took, -1, { country: 'NO' })
  expect(ownPart(positive, { format: 'openmetrics' })).not.toMatch(/_(sum|count)/)
})

it.each([
  [1e-10, '1e-10'],
  [0.00001, '1e-05'],
  [0.0001, '0.0001'],
  [0.005, '0.005'],
  [1, '1.0'],
  [2.5, '2.5'],
  [100_000, '100000.0'],
  [1_000_000, '1e+06'],
  [2_500_000, '2.5e+06'],
  [1e10, '1e+10'],
  [1e100, '1e+100'],
])('writes the bound %d as %s', (bound, text) => {
  const catalog = defineMetrics({
    size: { id: 'size', kind: 'histogram', unit: '1', help: 'x', buckets: [bound] },
  })
  const page = pageOf(createMetrics({ catalog }), { format: 'openmetrics' })
  expect(page).toContain(`size_bucket{le="${text}"} 0\n`)
})

it('keeps a help on one line', () => {
  const help = 'a "b"\\\nc\r\nd\re'
  const catalog = defineMetrics({ x: { id: 'x', kind: 'gauge', unit: '1', help } })
  const metrics = createMetrics({ catalog })
  expect(ownPart(metrics)).toContain('# HELP x a "b"\\\\\\nc\\nd\\ne\n')
  const strict = ownPart(metrics, { format: 'openmetrics' })
  expect(strict).toContain('# HELP x a \\"b\\"\\\\\\nc\\nd\\ne\n')
})
