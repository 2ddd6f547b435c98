import { defineSlo, type Sli, type Slo, type SloOptions } from '@sallyport/slo'
import { prometheusSource } from '@sallyport/slo/prometheus'
import { describe, expect, it } from 'vitest'

const define = (sli: Sli, more: Partial<SloOptions> = {}): Slo =>
  defineSlo({ service: 'shop', name: 'a', objective: '99', period: '1h', sli, ...more })

const span = { from: 0, to: 3_600_000 }

/** What is counted where each query that contains this is answered by that; all others by nothing. */
async function counted(slo: Slo, values: Readonly<Record<string, number>>, over = span) {
  const source = prometheusSource({
    url: 'http://127.0.0.1:9',
    async fetch(_, init) {
      const query = new URLSearchParams(init?.body as URLSearchParams).get('query') ?? ''
      const found = Object.entries(values).find(([part]) => query.includes(part))
      const result = found === undefined ? [] : [{ metric: {}, value: [0, String(found[1])] }]
      return Response.json({ status: 'success', data: { resultType: 'vector', result } })
    },
  })
  return (await source.counts(slo, [over]))[0]
}

const bad: Sli = { kind: 'ratio', bad: { metric: 'bad' }, total: { metric: 'all' } }
const good: Sli = { kind: 'ratio', good: { metric: 'fine' }, total: { metric: 'all' } }
const latency: Sli = { kind: 'latency', underSeconds: 2, histogram: { metric: 'took' } }

describe('what prometheusSource counts', () => {
  it('is events, and none of a series that there is not', async () => {
    const both = { all: 10, bad: 0.1, fine: 9.9 }
    const counts = { ok: true, good: 35_640, bad: 360, covered: span }
    expect(await counted(define(bad), both)).toEqual(counts)
    expect(await counted(define(good), both)).toEqual(counts)
    expect(await counted(define(bad), { all: 10 })).toMatchObject({ good: 36_000, bad: 0 })
    expect(await counted(define(good), { all: 10 })).toMatchObject({ good: 0, bad: 36_000 })
    expect(await counted(define(bad), { bad: 1 })).toMatchObject({ reason: 'no_data' })
  })

  it('is whole where it was whole before it was divided', async () => {
    const counts = await counted(define(bad), { all: 1_000 / 3_600, bad: 10 / 3_600 })
    expect(counts).toMatchObject({ good: 990, bad: 10 })
  })

  it('is never more of a part than of the whole', async () => {
    expect(await counted(define(good), { all: 10, fine: 10.2 })).toMatchObject({ bad: 0 })
    expect(await counted(define(bad), { all: 10, bad: 10.2 })).toMatchObject({ good: 0 })
  })

  it('is nothing of a span that is none', async () => {
    expect(await counted(define(bad), { all: 1 }, { from: 5, to: 5 })).toMatchObject({
      ok: true,
      good: 0,
    })
  })
})

describe('a latency, for prometheusSource', () => {
  it('is counted by a bucket', async () => {
    const counts = await counted(define(latency), { 'le=~"2(\\\\.0)?"': 0.75, _count: 1 })
    expect(counts).toMatchObject({ good: 2_700, bad: 900 })
  })

  it('that no bucket bounds is unanswerable, and not all late', async () => {
    expect(await counted(define(latency), { _count: 1 })).toMatchObject({ reason: 'unanswerable' })
    expect(await counted(define(latency), { _count: 0 })).toMatchObject({
      ok: true,
      good: 0,
      bad: 0,
    })
  })
})

describe('a share, for prometheusSource', () => {
  const raw = define({ kind: 'raw', errorRatio: 'errors:ratio{{window}}' })

  it('is one of one, and no other number', async () => {
    expect(await counted(raw, { ratio1h: 0.25 })).toMatchObject({ good: 0.75, bad: 0.25 })
    for (const value of [-0.1, 1.1])
      expect(await counted(raw, { ratio1h: value })).toMatchObject({ reason: 'malformed' })
  })

  it.each([0, 1 / 3, 0.1, 0.7, 1e-17, 1 - 2 ** -53, 1])('%d makes one event', async (value) => {
    const counts = await counted(raw, { ratio1h: value })
    expect(counts?.ok && counts.good + counts.bad).toBe(1)
  })
})

describe('what prometheusSource cannot count', () => {
  it.each([
    [{ kind: 'ratio' }],
    [{ kind: 'latency', underSeconds: 2 }],
    [{ kind: 'check', check: () => ({ ok: true }) }],
  ] satisfies [Sli][])('is %j', async (sli) => {
    expect(await counted(define(sli), {})).toMatchObject({ ok: false, reason: 'unanswerable' })
  })

  it('is slices of a share', async () => {
    const budgeting = { slices: '1m', target: 99 } as const
    const sliced = define({ kind: 'raw', errorRatio: 'r[{{window}}]' }, { budgeting })
    expect(await counted(sliced, {})).toMatchObject({ reason: 'unanswerable' })
  })
})
