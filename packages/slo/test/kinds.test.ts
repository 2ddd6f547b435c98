import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import {
  type Counts,
  evaluate,
  memorySource,
  type Recorder,
  recorder,
  type SloOptions,
  type Source,
} from '../src/index.ts'
import { hour, minute, sloOf, start } from './support/slo-of.ts'

describe('time slices', () => {
  const slices = { slices: '5m', target: 90 } as const
  const made = (options: Partial<SloOptions>): [Recorder, ReturnType<typeof manualTime>] => {
    const time = manualTime(start)
    const slo = sloOf({ period: '6h', objective: 50, budgeting: slices, ...options })
    const counted = recorder(slo, { clock: time.clock })
    // Twelve slices: four good, two bad at the boundary and beyond it, six without events.
    for (const bad of [0, 0, 1, 1, 2, 10]) {
      time.advance(minute)
      for (let i = 0; i < 10; i++) counted.record(i >= bad)
      time.advance(4 * minute)
    }
    time.advance(30 * minute)
    return [counted, time]
  }

  it.each([
    ['unknown', 4, 2],
    ['good', 10, 2],
    ['bad', 4, 8],
  ] as const)('with noTraffic: %s: %d good and %d bad', async (noTraffic, good, bad) => {
    const [counted, time] = made({ noTraffic })
    const [found] = await evaluate([counted.slo], memorySource([counted]))
    expect(found).toMatchObject({ good, bad })
    expect(found?.covered).toEqual({ from: start, to: time.clock() })
  })

  it('that nobody counted are missing, and not without traffic', async () => {
    const [counted, time] = made({ noTraffic: 'good' })
    const from = counted.snapshot()
    time.advance(20 * minute)
    const again = recorder(counted.slo, { clock: time.clock, from })
    time.advance(10 * minute)
    const [found] = await evaluate([counted.slo], memorySource([again]))
    expect(found).toMatchObject({ good: 12, bad: 2, missingMs: 20 * minute })
  })

  it('count when they are over', async () => {
    const [counted, time] = made({})
    time.advance(minute)
    counted.record(false)
    const bad = async () => (await evaluate([counted.slo], memorySource([counted])))[0]?.bad
    expect(await bad()).toBe(2)
    time.advance(4 * minute)
    expect(await bad()).toBe(3)
  })
})

describe('a check', () => {
  it('is asked, and each answer is an event', async () => {
    const time = manualTime(start)
    const answers = [() => ({ ok: true }), () => Promise.reject(new Error('down'))]
    const slo = sloOf({
      objective: 100,
      period: '5m',
      sli: { kind: 'check', check: () => (answers.shift() as () => { ok: boolean })() },
    })
    const source = memorySource([recorder(slo, { clock: time.clock })])
    expect((await evaluate([slo], source))[0]).toMatchObject({ state: 'met', total: 1 })
    time.advance(minute)
    const [second] = await evaluate([slo], source)
    expect(second).toMatchObject({ state: 'breached', bad: 1, total: 2 })
  })

  it('that is a part of composites is asked once for all of them', async () => {
    let asked = 0
    const check = () => ({ ok: ++asked > 0 })
    const part = sloOf({
      name: 'part',
      objective: 100,
      period: '5m',
      sli: { kind: 'check', check },
    })
    const of = [{ slo: part.id }]
    const whole = ['one', 'two'].map((name) =>
      sloOf({ name, period: '5m', sli: { kind: 'composite', combine: 'weighted', of } }),
    )
    const { clock } = manualTime(start)
    for (const source of [memorySource([]), memorySource([recorder(part, { clock })])]) {
      asked = 0
      const states = (await evaluate([part, ...whole], source)).map(({ state }) => state)
      expect(states).toEqual(['met', 'met', 'met'])
      expect(asked).toBe(1)
    }
  })

  it('of which nobody keeps answers is its one answer', async () => {
    const slo = sloOf({ period: '5m', sli: { kind: 'check', check: () => ({ ok: false }) } })
    const [found] = await evaluate([slo], memorySource([]))
    expect(found).toMatchObject({ state: 'breached', bad: 1, total: 1 })
  })

  it('that hangs is unknown', async () => {
    const slo = sloOf({ period: '5m', sli: { kind: 'check', check: () => new Promise(() => {}) } })
    const time = manualTime(start)
    const options = { timers: time.timers, timeoutMs: 1_000 }
    const all = evaluate([slo], memorySource([recorder(slo)]), options)
    time.advance(1_000)
    expect((await all)[0]).toMatchObject({ state: 'unknown', reason: 'timeout' })
  })
})

const a = sloOf({ name: 'a', objective: 99 })
const b = sloOf({ name: 'b', objective: 99 })
const composite = (options: Partial<SloOptions> = {}) =>
  sloOf({
    name: 'both',
    objective: 99,
    alerts: false,
    sli: { kind: 'composite', combine: 'weighted', of: [{ slo: a.id, weight: 3 }, { slo: b.id }] },
    ...options,
  })

describe('a weighted composite', () => {
  const source = (counts: Record<string, Counts>): Source => ({
    clock: () => start,
    counts: ({ id }, spans) => spans.map(() => counts[id] as Counts),
  })
  const covered = { from: start - hour, to: start }
  const of = (good: number, bad: number): Counts => ({ ok: true, good, bad, covered })
  const stands = async (first: Counts, second: Counts, slo = composite(), parts = [a, b]) =>
    (await evaluate([...parts, slo], source({ [a.id]: first, [b.id]: second }))).at(-1)

  it('is the mean of shares, whatever their traffic', async () => {
    // (3 * 0 + 1 * 4 %) / 4 is exactly the one percent.
    expect(await stands(of(7, 0), of(96_000, 4_000))).toMatchObject({ state: 'met', ratio: 0.99 })
    expect((await stands(of(7, 0), of(95_999, 4_001)))?.state).toBe('breached')
    expect((await stands(of(7, 0), of(96_000, 4_000)))?.budget.remainingRatio).toBe(0)
  })

  it('leaves out who has no traffic, unless that means something', async () => {
    expect(await stands(of(0, 0), of(995, 5))).toMatchObject({ state: 'met', ratio: 0.995 })
    expect(await stands(of(0, 0), of(0, 0))).toMatchObject({ reason: 'no_traffic' })
    const strict = sloOf({ name: 'a', noTraffic: 'bad' })
    const found = await stands(of(0, 0), of(10, 0), composite(), [strict, b])
    expect(found).toMatchObject({ state: 'breached', ratio: 0.25 })
  })

  it('is unknown when one of them is, unless that means something', async () => {
    const lost: Counts = { ok: false, reason: 'timeout' }
    expect(await stands(lost, of(1, 0))).toMatchObject({ state: 'unknown', reason: 'timeout' })
    const lenient = sloOf({ name: 'a', missing: 'good' })
    expect((await stands(lost, of(1, 0), composite(), [lenient, b]))?.state).toBe('met')
  })

  it('covers what was asked where only policies speak', async () => {
    const lost: Counts = { ok: false, reason: 'timeout' }
    const strict = [a, b].map(({ name }) => sloOf({ name, missing: 'bad' }))
    const found = await stands(lost, lost, composite({ alerts: 'google' }), strict)
    expect(found).toMatchObject({ state: 'breached', covered: found?.asked, exhaustedAt: start })
  })

  it('is of what is in the list, and not of itself', async () => {
    await expect(evaluate([a, composite()], source({}))).rejects.toThrow('not in the list')
    const part = (name: string, of: string) =>
      composite({ name, sli: { kind: 'composite', combine: 'weighted', of: [{ slo: of }] } })
    const round = evaluate([part('x', 'shop/y'), part('y', 'shop/x')], source({}))
    await expect(round).rejects.toThrow('is a part of itself')
  })
})

describe('a composite of slices', () => {
  it.each([
    ['any-bad', 3],
    ['all-bad', 1],
  ] as const)('%s has %d bad ones', async (combine, bad) => {
    const time = manualTime(start)
    const parts = [sloOf({ name: 'a', period: '1h' }), sloOf({ name: 'b', period: '1h' })]
    const both = composite({
      period: '1h',
      budgeting: { slices: '10m', target: 90 },
      sli: { kind: 'composite', combine, of: parts.map(({ id }) => ({ slo: id })) },
    })
    const recorders = parts.map((slo) => recorder(slo, { clock: time.clock }))
    const slices = [
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ]
    for (const goods of slices) {
      time.advance(5 * minute)
      for (const [index, isGood] of goods.entries()) recorders[index]?.record(isGood)
      time.advance(5 * minute)
    }
    const found = (await evaluate([...parts, both], memorySource(recorders))).at(-1)
    expect(found).toMatchObject({ bad, total: 4 })
  })

  it('cannot be told from what is remembered in longer ones', async () => {
    const time = manualTime(start + 2 * hour)
    const both = composite({
      budgeting: { slices: '5m', target: 90 },
      sli: { kind: 'composite', combine: 'any-bad', of: [{ slo: a.id }] },
    })
    const counted = recorder(a, { clock: time.clock, since: start })
    counted.record(true, start + minute)
    time.advance(24 * hour)
    counted.record(true)
    const found = (await evaluate([a, both], memorySource([counted]))).at(-1)
    expect(found).toMatchObject({ state: 'unknown', reason: 'unanswerable' })
  })
})

describe('a recorder of another definition', () => {
  const latency = (underSeconds: number): SloOptions['sli'] => ({ kind: 'latency', underSeconds })
  const slices = { slices: '5m', target: 90 } as const
  it.each<[string, Partial<SloOptions>, Partial<SloOptions>]>([
    ['another kind', {}, { sli: latency(1) }],
    ['another bound', { sli: latency(1) }, { sli: latency(2) }],
    ['slices', {}, { budgeting: slices, alerts: false }],
    ['another target', { budgeting: slices }, { budgeting: { ...slices, target: 95 } }],
  ])('counts for none that has %s', async (_, recorded, asked) => {
    const alerts = false
    const source = memorySource([recorder(sloOf({ ...recorded, alerts }))])
    const [found] = await evaluate([sloOf({ ...asked, alerts })], source)
    expect(found).toMatchObject({
      ...{ state: 'unknown', reason: 'no_data' },
      message: 'no recorder of this definition',
    })
  })

  it('counts for one that only says more', async () => {
    const recorded = recorder(sloOf({ sli: latency(1) }))
    recorded.observe(0.5)
    const [found] = await evaluate(
      [sloOf({ sli: latency(1), objective: 95, labels: { a: 'b' } })],
      memorySource([recorded]),
    )
    expect(found).toMatchObject({ state: 'met', total: 1 })
  })
})
