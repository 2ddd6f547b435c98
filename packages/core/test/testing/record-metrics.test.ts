import { defineMetric } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const about = { unit: '1', help: 'For a test.' } as const
const visits = defineMetric({
  ...about,
  id: 'app.visits',
  kind: 'counter',
  labels: { route: 'open', method: ['GET', 'POST'] },
})
const total = defineMetric({ ...about, id: 'app.total', kind: 'counter' })
const open = defineMetric({ ...about, id: 'app.open', kind: 'gauge' })
const seconds = defineMetric({
  ...about,
  id: 'app.seconds',
  kind: 'histogram',
  unit: 's',
  buckets: [0.1, 1, 10],
})

describe('recordMetrics', () => {
  it('has nothing at first', () => {
    const metrics = recordMetrics()
    expect(metrics.value(total)).toBe(0)
    expect(metrics.value(visits, { method: 'GET' })).toBe(0)
    expect(metrics.read(visits)).toEqual([])
    expect(metrics.read(seconds)).toEqual([])
  })

  it('adds', () => {
    const metrics = recordMetrics()
    metrics.add(total, 1)
    metrics.add(total, 2.5)
    expect(metrics.value(total)).toBe(3.5)
    expect(metrics.read(total)).toStrictEqual([{ labels: {}, value: 3.5, resets: 0 }])
  })

  it('sets, and adds to what was set', () => {
    const metrics = recordMetrics()
    metrics.set(open, 5)
    metrics.set(open, 3)
    metrics.add(open, -1)
    expect(metrics.value(open)).toBe(2)
    metrics.set(open, 0)
    expect(metrics.read(open)).toStrictEqual([{ labels: {}, value: 0, resets: 0 }])
  })

  it('keeps a series for each set of labels, in whatever order they come', () => {
    const metrics = recordMetrics()
    metrics.add(visits, 1, { route: '/a', method: 'GET' })
    metrics.add(visits, 2, { method: 'GET', route: '/a' })
    metrics.add(visits, 4, { route: '/a', method: 'POST' })
    metrics.add(visits, 8, { route: '/b', method: 'GET' })
    expect(metrics.read(visits)).toStrictEqual([
      { labels: { route: '/a', method: 'GET' }, value: 3, resets: 0 },
      { labels: { route: '/a', method: 'POST' }, value: 4, resets: 0 },
      { labels: { route: '/b', method: 'GET' }, value: 8, resets: 0 },
    ])
  })

  it('gives the value over all series that carry the labels asked for', () => {
    const metrics = recordMetrics()
    metrics.add(visits, 1, { route: '/a', method: 'GET' })
    metrics.add(visits, 4, { route: '/a', method: 'POST' })
    metrics.add(visits, 8, { route: '/b', method: 'GET' })
    expect(metrics.value(visits)).toBe(13)
    expect(metrics.value(visits, {})).toBe(13)
    expect(metrics.value(visits, { route: '/a' })).toBe(5)
    expect(metrics.value(visits, { method: 'GET' })).toBe(9)
    expect(metrics.value(visits, { route: '/b', method: 'GET' })).toBe(8)
    expect(metrics.value(visits, { route: '/b', method: 'POST' })).toBe(0)
  })

  it('keeps what the labels were, whatever becomes of the object', () => {
    const metrics = recordMetrics()
    const labels: { route: string; method: 'GET' } = { route: '/a', method: 'GET' }
    metrics.add(visits, 1, labels)
    labels.route = '/b'
    expect(metrics.value(visits, { route: '/a' })).toBe(1)
  })

  it('does not mistake one value for another that looks like it', () => {
    const metrics = recordMetrics()
    for (const route of ['', ',', '"', '","', '__proto__', 'a"],["method","POST']) {
      metrics.add(visits, 1, { route, method: 'GET' })
      expect(metrics.value(visits, { route })).toBe(1)
    }
    expect(metrics.read(visits)).toHaveLength(6)
  })

  it('keeps metrics apart, by id', () => {
    const metrics = recordMetrics()
    metrics.add(total, 1)
    metrics.set(open, 7)
    expect([metrics.value(total), metrics.value(open)]).toEqual([1, 7])
    expect(metrics.value(defineMetric({ ...about, id: 'app.total', kind: 'counter' }))).toBe(1)
    expect(recordMetrics().value(total)).toBe(0)
  })

  it('can be handed on as functions', () => {
    const { add, set, observe, value } = recordMetrics()
    add(total, 1)
    set(open, 2)
    observe(seconds, 3)
    expect([value(total), value(open), value(seconds)]).toEqual([1, 2, 1])
  })
})

describe('a histogram', () => {
  it('counts into every bucket whose bound is not below, and the last has all', () => {
    const metrics = recordMetrics()
    for (const observed of [0.05, 0.1, 0.5, 1, 5, 10, 100]) metrics.observe(seconds, observed)
    expect(metrics.read(seconds)).toStrictEqual([
      {
        labels: {},
        histogram: {
          buckets: [
            { le: 0.1, count: 2 },
            { le: 1, count: 4 },
            { le: 10, count: 6 },
            { le: Number.POSITIVE_INFINITY, count: 7 },
          ],
          sum: 116.65,
          count: 7,
        },
        resets: 0,
      },
    ])
    expect(metrics.value(seconds)).toBe(7)
  })

  it('without bounds has the one bucket of all', () => {
    const plain = defineMetric({ ...about, id: 'app.plain', kind: 'histogram' })
    const metrics = recordMetrics()
    metrics.observe(plain, -3)
    expect(metrics.read(plain)[0]?.histogram).toStrictEqual({
      buckets: [{ le: Number.POSITIVE_INFINITY, count: 1 }],
      sum: -3,
      count: 1,
    })
  })

  it('is cumulative, and complete, for any observations', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 })), (observed) => {
        fc.pre(observed.length > 0)
        const metrics = recordMetrics()
        for (const value of observed) metrics.observe(seconds, value)
        const { buckets = [], count } = metrics.read(seconds)[0]?.histogram ?? {}
        const counts = buckets.map((bucket) => bucket.count)
        expect(counts).toEqual(counts.toSorted((a, b) => a - b))
        expect(counts.at(-1)).toBe(observed.length)
        expect(count).toBe(observed.length)
      }),
    )
  })
})
