import { describe, expect, it } from 'vitest'
import { type Counts, evaluate, type SloOptions, type Source, type Span } from '../src/index.ts'
import { day, hour, sloOf, start } from './support/slo-of.ts'

const covered = { from: start, to: start + day }
/** Answers the same for every span. */
const source = (counts: Counts): Source => ({
  clock: () => start + day,
  counts: (_, spans) => spans.map(() => counts),
})
const counted = (good: number, bad: number): Source => source({ ok: true, good, bad, covered })
const stands = async (options: Partial<SloOptions>, from: Source) => {
  const [found] = await evaluate([sloOf({ alerts: false, ...options })], from)
  return found
}

describe('an objective stands', () => {
  it.each([
    [{}, 999, 1, 'met', undefined],
    [{}, 998, 2, 'breached', undefined],
    [{}, 0, 0, 'unknown', 'no_traffic'],
    [{ noTraffic: 'good' }, 0, 0, 'met', 'no_traffic'],
    [{ noTraffic: 'bad' }, 0, 0, 'breached', 'no_traffic'],
    [{ minEvents: 100 }, 99, 0, 'unknown', 'too_few_events'],
    [{ minEvents: 100, noTraffic: 'good' }, 98, 1, 'unknown', 'too_few_events'],
    [{ minEvents: 100 }, 100, 0, 'met', undefined],
    [{ objective: 100 }, 1, 0, 'met', undefined],
    [{ objective: 100 }, 1e15, 1, 'breached', undefined],
    [{ objective: '99.99999999' }, 9_999_999_999, 1, 'met', undefined],
    [{ objective: '99.99999999' }, 9_999_999_997, 1, 'breached', undefined],
    [{}, Number.NaN, 1, 'unknown', 'not_a_number'],
    [{}, 1, Number.POSITIVE_INFINITY, 'unknown', 'not_a_number'],
    [{}, -1, 1, 'unknown', 'malformed'],
  ] as const)('by %j with %d good and %d bad: %s', async (options, good, bad, state, reason) => {
    expect(await stands(options, counted(good, bad))).toMatchObject({ state, reason })
  })

  it.each([
    [undefined, 'unknown'],
    ['good', 'met'],
    ['bad', 'breached'],
  ] as const)('by missing: %s where nobody can tell: %s', async (missing, state) => {
    const options = missing === undefined ? {} : { missing }
    const refused = source({ ok: false, reason: 'refused', message: '503' })
    expect(await stands(options, refused)).toMatchObject({
      state,
      reason: 'refused',
      message: '503',
    })
  })
})

describe('the budget', () => {
  it.each([
    ['99.9', 999, 1, { allowed: 1, spent: 1, remaining: 0, remainingRatio: 0 }],
    ['99.9', 59_970, 30, { allowed: 60, spent: 30, remaining: 30, remainingRatio: 0.5 }],
    ['99.9', 997, 3, { allowed: 1, spent: 3, remaining: -2, remainingRatio: -2 }],
    ['99.9', 0, 0, { allowed: 0, spent: 0, remaining: 0, remainingRatio: undefined }],
    ['100', 5, 0, { allowed: 0, spent: 0, remaining: 0, remainingRatio: 1 }],
    [
      '100',
      4,
      1,
      { allowed: 0, spent: 1, remaining: -1, remainingRatio: Number.NEGATIVE_INFINITY },
    ],
    ['50', 0.25, 0.25, { allowed: 0.25, spent: 0.25, remaining: 0, remainingRatio: 0 }],
  ] as const)('of %s with %d good and %d bad', async (objective, good, bad, budget) => {
    const found = await stands({ objective }, counted(good, bad))
    // -0 is 0.
    expect(JSON.parse(JSON.stringify(found?.budget))).toEqual(JSON.parse(JSON.stringify(budget)))
  })

  it('of 100 % that is untouched is 0, and not -0', async () => {
    expect((await stands({ objective: 100 }, counted(5, 0)))?.budget.remaining).toBe(0)
  })

  it('of 100 % burns without end, or not at all', async () => {
    const rates = async (bad: number) => {
      const found = await stands({ objective: 100, alerts: 'google' }, counted(9, bad))
      return [found?.burns[0]?.rate, found?.alerts[0]?.isFiring]
    }
    expect(await rates(0)).toEqual([0, false])
    expect(await rates(1)).toEqual([Number.POSITIVE_INFINITY, true])
  })

  it('runs out in 50 hours at 14.4 times the pace, from untouched', async () => {
    const time = start + 30 * day
    const of = (span: Span, bad: number): Counts =>
      span.to - span.from > 3 * day
        ? { ok: true, good: 1e9, bad: 0, covered: span }
        : { ok: true, good: 10_000 - bad, bad, covered: span }
    const from: Source = { clock: () => time, counts: (_, spans) => spans.map((s) => of(s, 144)) }
    const rolling = await stands({ alerts: 'google' }, from)
    expect(rolling?.exhaustedAt).toBe(time + 50 * hour)
    // Half as fast as the budget allows, a rolling month never has spent more than half of it.
    const slow: Source = { ...from, counts: (_, spans) => spans.map((span) => of(span, 5)) }
    expect((await stands({ alerts: 'google' }, slow))?.exhaustedAt).toBeUndefined()
    const month = { calendar: 'month', timeZone: 'UTC' } as const
    // The thirty-first of March: the month is over before its budget is.
    const found = await stands({ alerts: 'google', period: month }, from)
    expect(found?.exhaustedAt).toBeUndefined()
  })
})

describe('evaluating', () => {
  it('waits no longer than it is told, and passes that on', async () => {
    let heard: AbortSignal | undefined
    const hanging: Source = {
      counts(_slo, _spans, signal) {
        heard = signal
        return new Promise(() => {})
      },
    }
    const ended = new AbortController()
    const all = evaluate([sloOf()], hanging, { signal: ended.signal })
    ended.abort()
    expect((await all)[0]).toMatchObject({ state: 'unknown', reason: 'timeout' })
    expect(heard?.aborted).toBe(true)
    const again = await evaluate([sloOf()], hanging, { signal: ended.signal })
    expect(again[0]?.reason).toBe('timeout')
  })

  it('survives a source that throws, rejects or says too little', async () => {
    const wrong = (counts: Source['counts']) => evaluate([sloOf()], { counts })
    const failed = () => Promise.reject(new Error('down'))
    expect((await wrong(failed))[0]).toMatchObject({ reason: 'unreachable', message: 'down' })
    expect((await wrong(() => []))[0]).toMatchObject({ reason: 'malformed' })
    const thrown = () => {
      throw new Error('down')
    }
    expect((await wrong(thrown))[0]).toMatchObject({ reason: 'unreachable' })
    const known = { ...counted(1, 0), percentiles: thrown }
    expect((await evaluate([sloOf()], known))[0]).toMatchObject({ state: 'met' })
  })

  it('leaves no timer behind when there is no time', async () => {
    const timers = { after: () => expect.unreachable(), each: () => expect.unreachable() }
    const clock = () => {
      throw new Error('no time')
    }
    const all = evaluate([sloOf()], counted(1, 0), { clock, timers })
    await expect(all).rejects.toThrow('no time')
  })

  it('rejects a list that contradicts itself', async () => {
    await expect(evaluate([sloOf(), sloOf()], counted(1, 0))).rejects.toThrow('there are two of')
  })
})

describe('a budget policy', () => {
  const budgetPolicy = [
    { spentPercent: 100, action: 'freeze releases' },
    { spentPercent: 0.1, action: 'tell the team' },
    { spentPercent: 50, action: 'review' },
  ]
  const due = async (options: Partial<SloOptions>, good: number, bad: number) =>
    (await stands({ budgetPolicy, ...options }, counted(good, bad)))?.steps.map(
      ({ spentPercent }) => spentPercent,
    )

  it.each([
    [1_000_000, 0, []],
    [999_999, 1, [0.1]],
    [999_501, 499, [0.1]],
    [999_500, 500, [0.1, 50]],
    [999_001, 999, [0.1, 50]],
    [999_000, 1_000, [0.1, 50, 100]],
    [0, 0, []],
  ])('with %d good and %d bad events has %j due', async (good, bad, steps) => {
    expect(await due({}, good, bad)).toEqual(steps)
  })

  it('is due as a whole when one event is bad that may not be', async () => {
    expect(await due({ objective: 100 }, 1e9, 0)).toEqual([])
    expect(await due({ objective: 100 }, 1e9, 1)).toEqual([0.1, 50, 100])
  })
})

it('a part that composites share is asked for once for each objective in the list', async () => {
  const depth = 12
  const level = (at: number) => [`a-${at}`, `b-${at}`]
  const of = (at: number) => level(at).map((name) => ({ slo: `shop/${name}` }))
  const slos = Array.from({ length: depth + 1 }, (_, at) => at).flatMap((at) =>
    level(at).map((name) =>
      at === 0
        ? sloOf({ name, alerts: false })
        : sloOf({
            ...{ name, alerts: false },
            sli: { kind: 'composite', combine: 'weighted', of: of(at - 1) },
          }),
    ),
  )
  let asked = 0
  const { counts } = counted(99, 1)
  const found = await evaluate(slos, {
    clock: () => start + day,
    counts: (slo, spans) => {
      asked++
      return counts(slo, spans)
    },
  })
  expect(found.map(({ ratio }) => ratio)).toEqual(slos.map(() => 0.99))
  expect(asked).toBe(2 + 2 * 2 * depth)
})
