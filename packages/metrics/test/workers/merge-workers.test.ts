import type { Labels } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { createMetrics, type Metrics } from '@sallyport/metrics'
import {
  type MergedMetrics,
  type MergeWorkersOptions,
  mergeWorkers,
  reportMetrics,
  workerMetrics,
} from '@sallyport/metrics/cluster'
import { describe, expect, it } from 'vitest'
import { channelPair } from '../support/channel-pair.ts'
import { pageOf } from '../support/page-of.ts'
import { shop } from '../support/shop.ts'

const { orders, visits, stock, baskets, took } = shop

function worker(all: MergedMetrics, metrics: Metrics = createMetrics()) {
  const [primary, own] = channelPair()
  all.add(primary)
  const report = reportMetrics(metrics, own)
  return { metrics, primary, own, report }
}

const made = (options: Partial<MergeWorkersOptions> = {}) => {
  const metrics = createMetrics()
  return { own: metrics, all: mergeWorkers({ metrics, ...options }) }
}

const states = (metrics: Metrics) =>
  Object.fromEntries(
    metrics.read(workerMetrics.workers).map(({ labels, value }) => [labels.state, value]),
  )

describe('gauges', () => {
  const shapes = ['sum', 'max', 'min', 'omit'] as const

  it.each(shapes)('are merged by the rule that is given: %s', async (rule) => {
    const { all } = made({ rules: { [stock.id]: rule } })
    for (const value of [2, -3, 7]) worker(all).metrics.set(stock, value, { item: 'a' })
    await all.gather()
    const expected = { sum: 6, max: 7, min: -3, omit: undefined }[rule]
    expect(all.read(stock)[0]?.value).toBe(expected)
  })

  it('are merged by their definition, or by their unit', async () => {
    const { all } = made()
    const gauge = { kind: 'gauge', help: 'x', labels: {} } as const
    const share = { ...gauge, id: 'a.share', unit: 'ratio' } as const
    const bytes = { ...gauge, id: 'a.size', unit: 'By' } as const
    const least = { ...gauge, id: 'a.least', unit: 'By', merge: 'min' } as const
    for (const value of [0.25, 0.5])
      for (const metric of [share, bytes, least]) worker(all).metrics.set<Labels>(metric, value, {})
    await all.gather()
    const values = [share, bytes, least].map((metric) => all.read(metric)[0]?.value)
    expect(values).toEqual([0.5, 0.75, 0.25])
  })

  it('leave with the last worker that has them, and are not there before', async () => {
    const { all } = made()
    const { metrics, primary } = worker(all)
    metrics.collect(baskets, () => Promise.reject(new Error('no')))
    await all.gather()
    expect(all.read(baskets)).toEqual([])
    metrics.set(stock, 1, { item: 'a' })
    await all.gather()
    expect(all.read(stock)).toHaveLength(1)
    primary.cut()
    expect(all.read(stock)).toEqual([])
  })
})

describe('counters', () => {
  it('have every digit beyond 2^53, also of workers that are gone', async () => {
    const { all } = made()
    const far = 2 ** 53 - 1
    for (const by of [far, far, 5]) {
      const { metrics, primary } = worker(all)
      metrics.add(visits, by)
      await all.gather()
      if (by === far) primary.cut()
    }
    await all.gather()
    expect(pageOf(all)).toContain('\nshop_visits_total 18014398509481987\n')
  })

  it('keep what a series had that expires in its worker', async () => {
    const { all } = made()
    const time = manualTime()
    const options = { expire: 'always', idleMs: 1_000, monotonic: time.monotonic } as const
    const { metrics } = worker(all, createMetrics(options))
    metrics.add(orders, 4, { country: 'NO', channel: 'web' })
    await all.gather()
    time.advance(2_000)
    await all.gather()
    expect(metrics.read(orders)).toEqual([])
    metrics.add(orders, 3, { country: 'NO', channel: 'web' })
    await all.gather()
    expect(all.read(orders)[0]?.value).toBe(7)
  })

  it('of workers that are gone make room under _other, and their sum stays', async () => {
    const { all } = made({ maxSeriesPerMetric: 2 })
    const add = (country: string) => {
      const { metrics, primary } = worker(all)
      metrics.add(orders, 1, { country, channel: 'web' })
      return primary
    }
    const gone = ['a', 'b'].map(add)
    await all.gather()
    for (const primary of gone) primary.cut()
    add('c')
    await all.gather()
    const counts = all.read(orders).map(({ labels, value }) => [labels.country, value])
    expect(counts.toSorted()).toEqual([
      ['_other', 2],
      ['c', 1],
    ])
  })
})

describe('a worker', () => {
  it('that does not answer in time counts as it last stood, and is said to be late', async () => {
    const time = manualTime()
    const { all, own } = made({ timers: time.timers, askMs: 500 })
    const { metrics, primary } = worker(all)
    metrics.add(visits, 3)
    await all.gather()
    expect(states(own)).toEqual({ answered: 1, late: 0, silent: 0 })
    metrics.add(visits, 1)
    const { send } = primary
    primary.send = () => true
    const page = all.gather()
    time.advance(500)
    await page
    expect(all.read(visits)[0]?.value).toBe(3)
    expect(states(own)).toEqual({ answered: 0, late: 1, silent: 0 })
    expect(own.read(workerMetrics.late)[0]?.value).toBe(1)
    expect(pageOf(all)).toContain('metrics_workers{state="late"} 1')
    primary.send = send
  })

  it('that has not begun to report keeps no page waiting', async () => {
    const { all, own } = made({ timers: manualTime().timers })
    all.add(channelPair()[0])
    await all.gather()
    expect(states(own)).toEqual({ answered: 0, late: 0, silent: 1 })
  })

  it('that reports again counts once; with other metrics it goes on', async () => {
    const { all } = made()
    const { metrics, own } = worker(all)
    metrics.add(visits, 3)
    await all.gather()
    own.removeAllListeners()
    reportMetrics(metrics, own)
    metrics.add(visits, 1)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(4)
    own.removeAllListeners()
    const others = createMetrics()
    reportMetrics(others, own)
    others.add(visits, 2)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(6)
  })

  it('is asked between pages too where that is wanted', async () => {
    const time = manualTime()
    const { all } = made({ timers: time.timers, everyMs: 100 })
    const { metrics, own, primary } = worker(all)
    metrics.add(visits, 3)
    const answered = new Promise((resolve) => primary.once('message', resolve))
    time.advance(100)
    await answered
    expect(own.sent.at(-1)).toMatchObject({ answer: 1 })
    primary.cut()
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(3)
    all.close()
  })
})

describe('a worker that is added again', () => {
  it('counts once while it is there', async () => {
    const { all, own } = made({ maxWorkers: 1 })
    const { metrics, primary } = worker(all)
    all.add(primary)
    metrics.add(visits, 3)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(3)
    expect(states(own)).toEqual({ answered: 1, late: 0, silent: 0 })
    expect(own.read(workerMetrics.refused)).toEqual([])
  })

  it('counts on after it was taken out, and its gauges come back', async () => {
    const { all, own } = made({ maxWorkers: 1 })
    const { metrics, primary } = worker(all)
    const takeOut = all.add(primary)
    metrics.add(visits, 3)
    metrics.set(stock, 5, { item: 'a' })
    metrics.observe(took, 0.5, { country: 'NO' })
    await all.gather()
    takeOut()
    metrics.add(visits, 1)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(3)
    expect(all.read(stock)).toEqual([])
    expect(states(own)).toEqual({ answered: 0, late: 0, silent: 0 })
    all.add(primary)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(4)
    expect(all.read(took)[0]?.histogram?.count).toBe(1)
    expect(all.read(stock)[0]?.value).toBe(5)
  })

  it('loses none of its last words', async () => {
    const { all } = made()
    const { metrics, primary, report } = worker(all)
    const takeOut = all.add(primary)
    metrics.add(visits, 3)
    await all.gather()
    takeOut()
    all.add(primary)
    metrics.add(visits, 2)
    await report.close()
    primary.cut()
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(5)
  })

  it('is over when it is gone, though it was taken out', async () => {
    const { all } = made()
    const { metrics, primary } = worker(all)
    const takeOut = all.add(primary)
    metrics.add(visits, 3)
    await all.gather()
    takeOut()
    primary.cut()
    takeOut()
    worker(all).metrics.add(visits, 2)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(5)
  })

  it('with other metrics counts beside what it had', async () => {
    const { all } = made()
    const { metrics, primary, own } = worker(all)
    const takeOut = all.add(primary)
    metrics.add(visits, 3)
    await all.gather()
    takeOut()
    own.removeAllListeners()
    const others = createMetrics()
    reportMetrics(others, own)
    others.add(visits, 2)
    all.add(primary)
    await all.gather()
    expect(all.read(visits)[0]?.value).toBe(5)
  })
})

it('has the primary’s names and constant labels, its own counts, and the newest exemplar', async () => {
  let now = 1_000
  const options = {
    prefix: 'mira',
    constantLabels: { region: 'eu' },
    exemplar: () => ({ trace_id: `t${now}` }),
    clock: () => now,
  }
  const metrics = createMetrics(options)
  const all = mergeWorkers({ metrics })
  const workers = [3_000, 2_000].map((at) => {
    now = at
    const made = worker(all, createMetrics(options)).metrics
    made.observe(took, 0.5, { country: 'NO' })
    return made
  })
  metrics.add(visits, 1)
  await all.gather()
  const page = pageOf(all, { format: 'openmetrics' })
  expect(page).toContain('mira_shop_visits_total{region="eu"} 1 # {trace_id="t2000"} 1 2')
  const bucket = 'mira_shop_took_seconds_bucket{region="eu",country="NO",le="1.0"} 2'
  expect(page).toContain(`${bucket} # {trace_id="t3000"} 0.5 3`)
  now = 4_000
  workers[1]?.observe(took, 0.25, { country: 'NO' })
  await all.gather()
  expect(pageOf(all, { format: 'openmetrics' })).toContain('# {trace_id="t4000"} 0.25 4')
})

it('counts a worker whose exemplars are no texts', async () => {
  const { all } = made()
  const trace = { trace_id: 5n as unknown as string } // what somebody's tracing may say
  const { metrics } = worker(all, createMetrics({ exemplar: () => trace }))
  metrics.add(visits, 3)
  await all.gather()
  expect(all.read(visits)[0]?.value).toBe(3)
})

it('refuses what is none of its options', () => {
  const metrics = createMetrics()
  expect(() => mergeWorkers({} as never)).toThrow('mergeWorkers() takes { metrics }')
  expect(() => mergeWorkers({ metrics, rules: { a: 'mean' as never } })).toThrow('called mean')
  for (const more of [{ maxWorkers: 0 }, { askMs: Number.NaN }, { everyMs: 0 }])
    expect(() => mergeWorkers({ metrics, ...more })).toThrow(RangeError)
  const none = { on() {} } as never
  expect(() => mergeWorkers({ metrics }).add(none)).toThrow('a channel needs')
  expect(() => reportMetrics(metrics, null)).toThrow('a channel needs')
})
