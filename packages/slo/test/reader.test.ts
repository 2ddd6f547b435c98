import { defineMetric, type MetricsReader, type Series } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { readerSource, type Sli } from '../src/index.ts'
import { day, sloOf, start } from './support/slo-of.ts'

const counter = (id: string) => defineMetric({ id, kind: 'counter', unit: '1', help: 'x' })
const took = defineMetric({ id: 'took', kind: 'histogram', unit: 's', help: 'x', buckets: [2] })
const total = { metric: counter('total') }
const byBad: Sli = { kind: 'ratio', bad: { metric: counter('bad') }, total }
const byGood: Sli = { kind: 'ratio', good: { metric: counter('good') }, total }
const latency: Sli = { kind: 'latency', underSeconds: 2, histogram: { metric: took } }

type Standing = Readonly<Record<string, readonly Partial<Series>[]>>
const at = (value: number, resets = 0): Partial<Series>[] => [{ labels: {}, value, resets }]
const histogram = (under: number, count: number): Partial<Series>[] => {
  return [
    { labels: {}, resets: 0, histogram: { buckets: [{ le: 2, count: under }], sum: 0, count } },
  ]
}

/** What is counted after each of these was read; the first is what stood when it began. */
function readings(sli: Sli, ...all: readonly Standing[]): unknown[] {
  const slo = sloOf({ sli })
  let now: Standing = all[0] as Standing
  const reader: MetricsReader = { read: ({ id }) => (now[id] ?? []) as never }
  const source = readerSource([slo], reader, { clock: () => start })
  return all.slice(1).map((one) => {
    now = one
    const [found] = source.counts(slo, [{ from: start - day, to: start }]) as readonly [never]
    const { ok, good, bad, reason } = found as Record<string, unknown>
    return ok === true ? [good, bad] : reason
  })
}

describe('what is read', () => {
  it('counts what is good later than it was counted at all', () => {
    const found = readings(byGood, {}, { total: at(1) }, { total: at(1), good: at(1) })
    expect(found).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  it('counts from the first number, where it began with none', () => {
    const found = readings(byBad, { total: at(Number.NaN) }, { total: at(4) }, { total: at(9) })
    expect(found).toEqual([
      [0, 0],
      [5, 0],
    ])
  })

  it('counts all of a histogram from zero when a part of it began again', () => {
    const found = readings(latency, { took: histogram(4, 5) }, { took: histogram(3, 6) })
    expect(found).toEqual([[3, 3]])
  })

  it('counts a series once that was away for a while', () => {
    const found = readings(byBad, { total: at(1_000) }, {}, { total: at(1_003) }, { total: at(2) })
    expect(found).toEqual([
      [0, 0],
      [3, 0],
      [5, 0],
    ])
  })
})

it('what was before it was made is not known', () => {
  const slo = sloOf({ sli: byBad })
  const source = readerSource([slo], { read: () => [] }, { clock: () => start })
  const found = source.counts(slo, [{ from: start - 2 * day, to: start - day }])
  expect(found).toEqual([{ ok: false, reason: 'no_data' }])
})

it('a reader that throws is unreachable, and disturbs nobody who collects', () => {
  const slo = sloOf({ sli: byBad })
  const down = () => {
    throw new Error('down')
  }
  const source = readerSource([slo], { read: down }, { clock: () => start })
  source.read()
  const found = source.counts(slo, [{ from: start - day, to: start }])
  expect(found).toEqual([{ ok: false, reason: 'unreachable' }])
})
