import { createMetrics, type Metrics } from '@sallyport/metrics'
import { type MergedMetrics, mergeWorkers, workerMetrics } from '@sallyport/metrics/cluster'
import { describe, expect, it } from 'vitest'
import { type ChannelEnd, channelPair } from '../support/channel-pair.ts'
import { pageOf } from '../support/page-of.ts'
import { shop } from '../support/shop.ts'

const mark = { 'sallyport.metrics': 1 }
const { visits, took, stock } = shop
const honest = {
  fresh: true,
  families: [visits],
  series: [[0, []]],
  numbers: [7, 0],
  ended: [],
  exemplars: [],
}

/** An answer that tells of nothing new. */
const again = { families: [], series: [] }

interface Ask {
  readonly ask?: number
  readonly source: number
  readonly fresh: boolean
}

/** A worker that answers each ask as it is told, and takes its time for none. */
function liar(all: MergedMetrics): { end: ChannelEnd; says(...said: readonly object[]): void } {
  const [primary, end] = channelPair()
  let queue: readonly object[] = []
  end.on('message', (message: Ask) => {
    if (message.ask === undefined) return end.send({ ...mark, hello: 1, report: 1 })
    const [next = {}] = queue
    queue = queue.slice(1)
    const { ask: answer, source, fresh } = message
    return end.send({ ...mark, answer, source, ...honest, fresh, ...next })
  })
  all.add(primary)
  return {
    end,
    says(...said) {
      queue = said
    },
  }
}

const refused = (metrics: Metrics, reason: string): number =>
  metrics.read(workerMetrics.refused).find(({ labels }) => labels.reason === reason)?.value ?? 0

const visitsOf = (all: MergedMetrics): number | undefined => all.read(visits)[0]?.value

const made = (more: object = {}) => {
  const metrics = createMetrics()
  const all = mergeWorkers({ metrics, ...more })
  return { metrics, all, ...liar(all) }
}

const bad = { id: 'evil.rows', kind: 'gauge', unit: '1', help: 'x', labels: { 'a"b': 'open' } }

const malformed: Readonly<Record<string, object>> = {
  'no lists': { numbers: 'x' },
  'a list that is none': { series: { length: 1 } },
  'too few numbers': { numbers: [8] },
  'too many numbers': { numbers: [8, 0, 0] },
  'a number that is none': { numbers: ['8', 0] },
  'a number beyond all': { numbers: [null, 0] },
  'a negative counter': { numbers: [-1, 0] },
  'a counter beyond 2^53': { numbers: [2 ** 53, 0] },
  'half a rollover': { numbers: [8, 0.5] },
  'a metric that is none': { families: [null] },
  'a kind that is none': { families: [{ ...visits, kind: '__proto__' }] },
  'labels that are none': { families: [{ ...visits, labels: null }] },
  'a list of labels on a known metric': { families: [{ ...visits, labels: { a: 5 } }] },
  'a series of no metric': { series: [[9, []]] },
  'a series of no number': { series: [['__proto__', []]] },
  'a label too many': { series: [[0, ['x']]] },
  'an end of nothing': { ended: [4] },
  'an end at half': { ended: [0.5] },
  'an end twice': { ended: [0, 0] },
  'an exemplar of nothing': { exemplars: [{ series: 4, bucket: 0, value: 1, at: 1, labels: {} }] },
  'an exemplar that is none': { exemplars: [null] },
  'a definition without an end': {
    families: [{ ...visits, help: 'x'.repeat(100_000) }],
  },
}

describe('what a worker says that was taken over', () => {
  it.each(Object.entries(malformed))('drops %s as a whole, and counts it', async (_, said) => {
    const { metrics, all, says } = made()
    says({}, { fresh: true, ...said }, { ...said, fresh: true })
    await all.gather()
    expect(visitsOf(all)).toBe(7)
    await all.gather()
    await all.gather()
    // What it had said before counts, and it is asked for everything again.
    expect(visitsOf(all)).toBe(7)
    expect(refused(metrics, 'malformed')).toBe(2)
    await all.gather()
    expect(visitsOf(all)).toBe(7)
    expect(refused(metrics, 'malformed')).toBe(2)
    all.close()
  })

  it('is asked again, whatever went wrong with what it said', async () => {
    const { metrics, all, says } = made()
    const labels = { a: [{ toString: 1 }, { toString: 2 }] }
    says({}, { ...again, families: [{ ...visits, labels }] }, { numbers: [9, 0] })
    for (const expected of [7, 7, 9]) {
      await all.gather()
      expect(visitsOf(all)).toBe(expected)
    }
    expect(refused(metrics, 'malformed')).toBe(1)
    expect(metrics.read(workerMetrics.late)).toEqual([])
    all.close()
  })

  it('keeps the numbers beside an exemplar that is no text', async () => {
    const { metrics, all, says } = made()
    const exemplar = { series: 0, bucket: 0, value: 1, at: 5 }
    const exemplars = [{ toString: 1 }, 7].map((a) => ({ ...exemplar, labels: { a } }))
    says({ exemplars }, { ...again, numbers: [8, 0], exemplars })
    await all.gather()
    expect(visitsOf(all)).toBe(7)
    await all.gather()
    expect(visitsOf(all)).toBe(8)
    expect(refused(metrics, 'malformed')).toBe(0)
    expect(pageOf(all, { format: 'openmetrics' })).not.toContain('# {')
    all.close()
  })

  it('leaves nothing behind of what was refused', async () => {
    const { all, says } = made()
    const evil = { ...visits, id: 'evil.rows' }
    const next = { families: [evil], series: [[1, []]] }
    says({}, { ...next, numbers: [7, 0, 'x', 0] }, { numbers: [7, 0, 9] })
    for (let i = 0; i < 3; i++) await all.gather()
    expect(all.families().map(({ names }) => names.id)).not.toContain('evil.rows')
    all.close()
  })

  it('counts the metrics of one that begins again once', async () => {
    const { metrics, all, says } = made()
    const many = Array.from({ length: 2_600 }, (_, i) => ({ ...visits, id: `many.m${i}` }))
    const said = {
      families: [visits, ...many],
      series: [visits, ...many].map((_, i) => [i, []]),
      numbers: [visits, ...many].flatMap(() => [1, 0]),
    }
    says(said, { ...again, numbers: [] }, said)
    for (let i = 0; i < 3; i++) await all.gather()
    expect(refused(metrics, 'too_large')).toBe(0)
    expect(visitsOf(all)).toBe(1)
    all.close()
  })

  it('lets no counter fall', async () => {
    const { metrics, all, says } = made()
    says({}, { ...again, numbers: [6, 0] })
    await all.gather()
    await all.gather()
    expect(visitsOf(all)).toBe(7)
    expect(refused(metrics, 'malformed')).toBe(1)
    all.close()
  })

  it('takes no answer that nobody asked for, and leaves other messages to others', async () => {
    const { metrics, all, end } = made()
    await all.gather()
    end.send({ ...mark, answer: 1, source: 1, ...honest })
    end.send({ ...mark, answer: 99, source: 1, ...honest })
    end.send({ ...mark, answer: 0, source: 5, ...honest })
    expect(refused(metrics, 'unasked')).toBe(3)
    for (const one of [{}, [], { 'sallyport.metrics': 2, answer: 1 }, { toString: 'x' }])
      end.send(one)
    end.other?.emit('message', null)
    end.other?.emit('message', 'text')
    end.send({ ...mark, hello: 'x' })
    expect(refused(metrics, 'malformed')).toBe(1)
    await all.gather()
    expect(visitsOf(all)).toBe(7)
    all.close()
  })

  it('registers nothing that would spoil the page, and takes the rest', async () => {
    const { metrics, all, says } = made()
    const labels = { 'x"} 1\nevil{z="': 'open' }
    says({
      families: [visits, bad, { ...bad, id: 'x"} 1\nevil 0' }, { ...took, labels }, { ...stock }],
      series: [
        [0, []],
        [1, ['v']],
        [2, ['v']],
        [3, ['v']],
        [4, ['x"} 1\nevil 0\n']],
      ],
      numbers: [7, 0, 1, 1, 2, 1, 0, 0, 1, 5],
    })
    await all.gather()
    expect(visitsOf(all)).toBe(7)
    expect(all.read(stock)).toHaveLength(1)
    expect(pageOf(all)).not.toMatch(/^evil/m)
    expect(metrics.read({ ...bad, id: 'metrics.dropped', labels: {} } as never)).toEqual([])
    expect(pageOf(metrics)).toContain('metrics_dropped_total{reason="bad_definition"} 3')
    all.close()
  })

  it('has bounds for workers, for their series and for those of all', async () => {
    const { metrics, all, says } = made({
      maxSeriesPerWorker: 3,
      maxWorkers: 1,
      maxSeriesPerMetric: 2,
    })
    const many = (count: number) => ({
      fresh: true,
      families: [stock],
      series: Array.from({ length: count }, (_, i) => [0, [`${i}`]]),
      numbers: Array.from({ length: count }, () => 1),
    })
    says(many(4), many(3))
    await all.gather()
    expect(refused(metrics, 'too_large')).toBe(1)
    await all.gather()
    expect(all.read(stock).map(({ labels, value }) => [labels.item, value])).toEqual([
      ['0', 1],
      ['1', 1],
      ['_other', 1],
    ])
    liar(all)
    expect(refused(metrics, 'too_many_workers')).toBe(1)
    all.close()
  })
})
