import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { createMetrics, type Metrics } from '@sallyport/metrics'
import { activeTrace } from '@sallyport/metrics/otel-exemplars'
import { afterEach, expect, it } from 'vitest'
import { ownPart } from '../support/page-of.ts'
import { shop } from '../support/shop.ts'

const { visits, took, baskets } = shop
const catalog = { visits, took, baskets }
const strict = { format: 'openmetrics' } as const
const withLabels = (labels: unknown, at = 1_700_000_000_123): Metrics =>
  createMetrics({ catalog, exemplar: () => labels as Record<string, string>, clock: () => at })

it('stands behind counters and behind the bucket of the value, in OpenMetrics alone', () => {
  const metrics = withLabels({ trace_id: 'a"b' })
  metrics.add(visits, 3)
  metrics.set(baskets, 1)
  metrics.observe(took, 0.7, { country: 'NO' })
  const lines = ownPart(metrics, strict)
    .split('\n')
    .filter((line) => line.includes(' # {'))
  expect(lines).toEqual([
    'shop_visits_total 3 # {trace_id="a\\"b"} 3 1700000000.123',
    'shop_took_seconds_bucket{country="NO",le="1.0"} 1 # {trace_id="a\\"b"} 0.7 1700000000.123',
  ])
  expect(ownPart(metrics)).not.toContain(' # {')
})

it.each([
  ['128 code points', { trace_id: '😀'.repeat(120) }, true],
  ['129 code points', { trace_id: '😀'.repeat(121) }, false],
  ['129 in several labels', { trace_id: 'x'.repeat(60), span_id: 'x'.repeat(54) }, false],
  ['a megabyte', { trace_id: 'x'.repeat(1_000_000) }, false],
  ['a name that is none', { 'trace id': 'x' }, false],
  ['what is no text', { trace_id: ['x"} 1\nforged 1\n'] }, false],
])('with %s', (_, labels, isShown) => {
  const metrics = withLabels(labels)
  metrics.add(visits, 1)
  const line = /^shop_visits_total .*$/m.exec(ownPart(metrics, strict))?.[0]
  expect(line).toMatch(isShown ? / # \{/ : /^shop_visits_total 1$/)
})

it('without a time of day there is none', () => {
  const metrics = withLabels({ trace_id: 'x' }, Number.NaN)
  metrics.add(visits, 1)
  expect(ownPart(metrics, strict)).toContain('shop_visits_total 1\n')
})

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const inTrace = (traceFlags: number, id = traceId): Context =>
  trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext({ traceId: id, spanId, traceFlags }))
const activate = (active: Context): void =>
  void context.setGlobalContextManager({
    active: () => active,
    with: (_, run, that, ...given) => run.call(that as never, ...given),
    bind: (_, target) => target,
    enable: () => context.disable() as never,
    disable: () => undefined as never,
  })
afterEach(() => context.disable())

it('is of the active trace, if that is sampled', () => {
  expect(activeTrace()).toBeUndefined()
  activate(inTrace(1))
  expect(activeTrace()).toEqual({ trace_id: traceId, span_id: spanId })
  const metrics = createMetrics({ catalog, exemplar: activeTrace, clock: () => 0 })
  metrics.add(visits, 1)
  expect(ownPart(metrics, strict)).toContain(
    `shop_visits_total 1 # {trace_id="${traceId}",span_id="${spanId}"} 1 0\n`,
  )
})

it.each([
  ['a trace that is not sampled', inTrace(0)],
  ['a trace that is none', inTrace(1, '0'.repeat(32))],
  ['no trace', ROOT_CONTEXT],
])('is not of %s', (_, active) => {
  activate(active)
  expect(activeTrace()).toBeUndefined()
})
