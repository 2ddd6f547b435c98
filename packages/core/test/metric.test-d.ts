import { defineMetric, type MetricDefinition, type MetricsSink, noMetrics } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import { describe, expectTypeOf, it } from 'vitest'

const about = { id: 'app.logins', kind: 'counter', unit: '1', help: 'Logins.' } as const
const logins = defineMetric({ ...about, labels: { outcome: ['good', 'bad'] } })
const visits = defineMetric({ ...about, labels: { route: 'open', method: ['GET', 'POST'] } })
const total = defineMetric(about)
const metrics: MetricsSink = noMetrics

describe('the labels of a metric', () => {
  it('are typed by its definition', () => {
    expectTypeOf(logins).toEqualTypeOf<MetricDefinition<{ readonly outcome: 'good' | 'bad' }>>()
    expectTypeOf(visits).toEqualTypeOf<
      MetricDefinition<{ readonly route: string; readonly method: 'GET' | 'POST' }>
    >()
  })

  it('are taken as defined', () => {
    metrics.add(logins, 1, { outcome: 'good' })
    metrics.set(visits, 1, { route: '/users/:id', method: 'GET' })
    metrics.observe(visits, 1, { route: '/users/:id', method: 'POST' })
    metrics.bind?.(logins, { outcome: 'bad' }).add(1)
  })

  it('are text', () => {
    // @ts-expect-error a number is none
    metrics.set(visits, 1, { route: 5, method: 'GET' })
  })

  it('are refused when one is missing', () => {
    // @ts-expect-error all of them are
    metrics.add(logins, 1)
    // @ts-expect-error the outcome is
    metrics.add(logins, 1, {})
    // @ts-expect-error the method is
    metrics.set(visits, 1, { route: '/' })
    // @ts-expect-error all of them are
    metrics.bind?.(logins)
  })

  it('are refused when there is one too many', () => {
    // @ts-expect-error of which the definition does not know
    metrics.add(logins, 1, { outcome: 'good', color: 'red' })
    // @ts-expect-error of which the definition does not know
    metrics.observe(visits, 1, { route: '/', method: 'GET', color: 'red' })
  })

  it('are refused with a wrong value', () => {
    // @ts-expect-error no such outcome
    metrics.add(logins, 1, { outcome: 'ugly' })
    // @ts-expect-error no such method
    metrics.observe(visits, 1, { route: '/', method: 'PUT' })
    // @ts-expect-error no such outcome
    metrics.set(logins, 1, { outcome: 'ugly' })
    // @ts-expect-error no such outcome
    metrics.bind?.(logins, { outcome: 'ugly' })
  })

  it('are refused where there are none', () => {
    // @ts-expect-error of which the definition does not know
    metrics.add(total, 1, { color: 'red' })
  })

  it('are wanted of a metric of which nothing is known', () => {
    const any: MetricDefinition = visits
    metrics.add(any, 1, { route: '/' })
    // @ts-expect-error it may have some
    metrics.add(any, 1)
  })

  it('may be left out exactly when there are none', () => {
    metrics.add(total, 1)
    metrics.set(total, 1)
    metrics.observe(total, 1)
    metrics.bind?.(total).observe(1)
    metrics.add(total, 1, {})
  })

  it('come back typed', () => {
    const recorder = recordMetrics()
    expectTypeOf(recorder.read(logins)[0]?.labels).toEqualTypeOf<
      { readonly outcome: 'good' | 'bad' } | undefined
    >()
    recorder.value(visits, { method: 'GET' })
    recorder.value(visits)
    // @ts-expect-error no such method
    recorder.value(visits, { method: 'PUT' })
    // @ts-expect-error no such label
    recorder.value(visits, { verb: 'GET' })
  })
})

describe('a definition', () => {
  it('is one of three kinds, in one of four units', () => {
    // @ts-expect-error no such kind
    defineMetric({ ...about, kind: 'summary' })
    // @ts-expect-error no such unit
    defineMetric({ ...about, unit: 'ms' })
    // @ts-expect-error labels are lists, or open
    defineMetric({ ...about, labels: { outcome: 'good' } })
    // @ts-expect-error every metric says what it means
    defineMetric({ id: 'app.logins', kind: 'counter', unit: '1' })
  })

  it('of any labels can be listed among others', () => {
    expectTypeOf([logins, visits, total]).toExtend<readonly MetricDefinition[]>()
  })
})
