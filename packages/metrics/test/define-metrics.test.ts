import { coreMetrics } from '@sallyport/core'
import { createMetrics, defineMetrics, type MetricShape, open } from '@sallyport/metrics'
import { describe, expect, it } from 'vitest'

const base: MetricShape = { id: 'a.b', kind: 'counter', unit: '1', help: 'Some.' }
const histogram: MetricShape = { ...base, kind: 'histogram', buckets: [1, 2] }
const define = (...shapes: readonly MetricShape[]) =>
  defineMetrics(Object.fromEntries(shapes.map((shape, i) => [`m${i}`, shape])))

describe('mistakes', () => {
  it.each<readonly [string, MetricShape, RegExp]>([
    ['an id Prometheus cannot spell', { ...base, id: 'a-b' }, /dotted words/],
    ['an id that begins with a digit', { ...base, id: '2xx' }, /dotted words/],
    ['milliseconds', { ...histogram, id: 'a.took_ms' }, /ends in a unit/],
    ['a percentage', { ...base, kind: 'gauge', id: 'a_percent' }, /ends in a unit/],
    ['seconds of another unit', { ...base, kind: 'gauge', id: 'a_seconds' }, /says seconds/],
    ['a gauge called total', { ...base, kind: 'gauge', id: 'a_total' }, /may not end in total/],
    ['a gauge called count', { ...base, kind: 'gauge', id: 'a.count' }, /may not end in count/],
    ['no help', { ...base, help: ' ' }, /help is missing/],
    ['no such unit', { ...base, unit: 'ms' as never }, /unit "ms"/],
    ['no such kind', { ...base, kind: 'summary' as never }, /kind "summary"/],
    ['no buckets', { ...histogram, buckets: [] }, /needs buckets/],
    ['buckets of a counter', { ...base, buckets: [1] }, /has no buckets/],
    ['unsorted buckets', { ...histogram, buckets: [2, 1] }, /finite and rise/],
    ['a bucket twice', { ...histogram, buckets: [1, 1] }, /finite and rise/],
    ['a bucket without end', { ...histogram, buckets: [1, Infinity] }, /finite and rise/],
    ['a bucket that is no number', { ...histogram, buckets: [Number.NaN] }, /finite and rise/],
    [
      'a bucket left out',
      { ...histogram, buckets: Object.assign([1], { length: 2 }) },
      /finite and rise/,
    ],
    ['no values', { ...base, labels: { a: [] } }, /label "a" must be/],
    ['a value twice', { ...base, labels: { a: ['x', 'x'] } }, /label "a" must be/],
    ['a bad alias', { ...base, aliases: ['a b'] }, /alias/],
  ])('%s', (_, shape, message) => {
    expect(() => define(shape)).toThrow(message)
    expect(() => define(shape)).toThrow(TypeError)
  })

  it.each(['instance', 'job', 'le', 'quantile', '__name__', '_a', 'a.b', '__proto__'])(
    'the label %s',
    (name) => {
      const labels = Object.fromEntries([[name, 'open' as const]])
      expect(() => define({ ...base, labels })).toThrow(/label ".+" (is reserved|must be letters)/)
    },
  )

  it.each(['user_id', 'userId', 'email', 'client_ip', 'sessionId'])('the label %s', (name) => {
    expect(() => define({ ...base, labels: { [name]: 'open' } })).toThrow(/personal/)
  })

  it('are told all at once', () => {
    expect(() => define({ ...base, help: '' }, { ...base, id: 'A' })).toThrow(
      /"a\.b": help is missing; "A": id must be/,
    )
  })

  it('are a cap that is none', () => {
    for (const most of [0, -1, 1.5, Number.NaN]) expect(() => open(most)).toThrow(RangeError)
  })
})

describe('two metrics that meet in a name', () => {
  it.each<readonly [string, MetricShape, MetricShape]>([
    ['the same id', base, base],
    ['dots and underscores', base, { ...base, id: 'a_b' }],
    ['a histogram and its count', { ...histogram, id: 'x' }, { ...base, id: 'x_count_total' }],
    ['a counter and a gauge', base, { ...base, kind: 'gauge' }],
    ['an alias', base, { ...base, id: 'c', aliases: ['a_b_total'] }],
    ['two aliases', { ...base, aliases: ['z'] }, { ...base, id: 'c', aliases: ['z'] }],
    ['what was added', base, { ...base, id: 'a.b_total' }],
  ])('%s', (_, one, two) => {
    expect(() => define(one, two)).toThrow(/both called/)
  })

  it('meet through a prefix too', () => {
    const one = define({ ...base, id: 'orders' })
    const two = define({ ...base, id: 'c', aliases: ['shop_orders_total'] })
    expect(() => createMetrics({ catalog: [one, two] })).not.toThrow()
    expect(() => createMetrics({ catalog: [one, two], prefix: 'shop' })).toThrow(/both called/)
  })
})

it('takes the catalogs of packages as they are', () => {
  const metrics = createMetrics({ catalog: coreMetrics })
  expect(metrics.families().map(({ names }) => names.sample)).toEqual(
    expect.arrayContaining(['core_decisions_total', 'core_dropped_total', 'metrics_dropped_total']),
  )
})
