import { getHeapStatistics } from 'node:v8'
import { manualTime } from '@sallyport/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  mergeSnapshots,
  type Recorder,
  recorder,
  type Snapshot,
  steadyClock,
} from '../src/index.ts'
import { day, hour, minute, sloOf, start } from './support/slo-of.ts'

const latency = sloOf({ sli: { kind: 'latency', underSeconds: 2 } })
const last = (ms: number, to: number) => ({ from: to - ms, to })
const json = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot)) as Snapshot

describe('a restart', () => {
  const time = manualTime(start)
  const before = recorder(sloOf(), { clock: time.clock })
  for (let i = 0; i < 1_000; i++) before.record(i >= 5)
  time.advance(hour)
  const kept = json(before.snapshot())
  time.advance(10 * minute)
  const after = recorder(sloOf(), { clock: time.clock, from: kept })

  it('keeps the budget, and says for how long nobody counted', () => {
    time.advance(50 * minute)
    expect(after.counts(last(day, time.clock()))).toEqual({
      ok: true,
      good: 995,
      bad: 5,
      covered: { from: start, to: start + 2 * hour },
      missingMs: 10 * minute,
    })
  })

  it('is refused what is another’s, cut off, or nothing', () => {
    const from = (given: unknown): (() => Recorder) => {
      return () => recorder(sloOf(), { from: given as Snapshot })
    }
    expect(from({ ...kept, slo: 'shop/other' })).toThrow(
      /"from" must be a snapshot of shop\/availability/,
    )
    for (const wrong of [undefined, { ...kept, version: 2 }, { ...kept, tiers: [[1]] }, null, 'x'])
      if (wrong !== undefined) expect(from(wrong)).toThrow(TypeError)
    expect(from({ ...kept, heard: [[1, Number.NaN]] })).toThrow(TypeError)
  })
})

describe('another definition of the same objective', () => {
  const time = manualTime(start)
  const of = (slices: '5m' | '7m' | '10m', period: '30d' | '7d' = '30d') =>
    sloOf({ period, alerts: false, noTraffic: 'good', budgeting: { slices, target: 99 } })
  const before = recorder(of('5m'), { clock: time.clock })
  for (let hours = 0; hours < 48; hours++) {
    time.advance(30 * minute)
    before.record(false)
    time.advance(30 * minute)
  }
  const from = before.snapshot()

  it('takes over what fits', () => {
    for (const slo of [of('5m'), of('10m'), of('5m', '7d'), sloOf(), sloOf({ period: '7d' })]) {
      const found = recorder(slo, { clock: time.clock, from }).counts(last(day, time.clock()))
      expect(found).toMatchObject({ ok: true, bad: 24 })
    }
  })

  it('is refused what does not, instead of forgetting it', () => {
    const { clock } = time
    expect(() => recorder(of('7m'), { clock, from })).toThrow('slices that do not fit')
  })
})

describe('snapshots', () => {
  const events = fc.array(fc.tuple(fc.nat(35 * day), fc.double({ min: 0, max: 5, noNaN: true })))
  const made = (all: readonly (readonly [number, number])[], since: number): Snapshot => {
    const one = recorder(latency, { clock: () => start + 35 * day, since })
    for (const [after, seconds] of all) one.observe(seconds, start + after + 1)
    return one.snapshot()
  }
  const snapshot = fc
    .tuple(events, fc.nat(35 * day))
    .map(([all, since]) => made(all, start + since))

  it('come back as they were', () => {
    fc.assert(
      fc.property(snapshot, (one) => {
        const clock = () => start + 35 * day
        const again = recorder(latency, { clock, from: json(one), since: clock() })
        expect(again.snapshot()).toEqual(one)
      }),
    )
  })

  it('merge in any order and any grouping', () => {
    fc.assert(
      fc.property(snapshot, snapshot, snapshot, (a, b, c) => {
        const all = mergeSnapshots([a, b, c])
        expect(mergeSnapshots([c, a, b])).toEqual(all)
        expect(mergeSnapshots([a, mergeSnapshots([b, c])])).toEqual(all)
      }),
    )
  })

  it('of workers count what one process would have', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        const ascending = [...a, ...b].toSorted(([one], [two]) => one - two)
        const merged = mergeSnapshots([made(a, start), made(b, start)])
        const from = { clock: () => start + 35 * day, from: merged }
        const [one, two] = [recorder(latency, from), made(ascending, start)]
        const asked = last(30 * day, start + 35 * day)
        expect(one.counts(asked)).toEqual(recorder(latency, { ...from, from: two }).counts(asked))
        expect(one.percentiles(asked)).toEqual(
          recorder(latency, { ...from, from: two }).percentiles(asked),
        )
      }),
    )
  })

  it('of two definitions do not merge', () => {
    const other = recorder(sloOf({ name: 'other' })).snapshot()
    expect(() => mergeSnapshots([recorder(sloOf()).snapshot(), other])).toThrow(TypeError)
  })
})

describe('the clock', () => {
  it('goes on when the wall clock is put back, and leaps when it is put forward', () => {
    const time = manualTime(start)
    const clock = steadyClock(time.clock, time.monotonic)
    const counted = recorder(sloOf(), { clock })
    counted.record(false)
    time.step(-3 * hour)
    time.advance(minute)
    counted.record(false)
    expect(clock()).toBe(start + minute)
    expect(counted.counts(last(5 * minute, clock()))).toMatchObject({ ok: true, bad: 2 })
    time.step(5 * hour)
    time.advance(minute)
    expect(clock()).toBe(start + 2 * hour + 2 * minute)
    expect(counted.counts(last(5 * minute, clock()))).toMatchObject({ bad: 0 })
    const found = counted.counts(last(day, clock()))
    expect(found).toMatchObject({ bad: 2, missingMs: 2 * hour })
  })

  it('is believed more than an event from next year', () => {
    const counted = recorder(sloOf(), { clock: () => start + hour, since: start })
    counted.record(false, start + 365 * day)
    counted.record(true, start + hour)
    expect(counted.counts(last(5 * minute, start + hour))).toMatchObject({ good: 1, bad: 1 })
  })

  it('is believed more than events that run ahead of it step by step', () => {
    const now = start + hour
    const counted = recorder(sloOf(), { clock: () => now, since: start })
    counted.record(false, now)
    for (let ahead = 0; ahead <= 40 * day; ahead += 50_000) counted.record(true, now + ahead)
    counted.record(false, now)
    expect(counted.counts(last(5 * minute, now))).toMatchObject({ ok: true, bad: 2 })
    expect(counted.snapshot().newest).toBeLessThanOrEqual(now + minute)
  })

  it('is behind an event that is in no window any more, which is counted as late', () => {
    const time = manualTime(start + 40 * day)
    const recorded = recorder(sloOf(), { clock: time.clock })
    recorded.record(true)
    recorded.record(false, time.clock() - 29 * day)
    expect(recorded.late()).toBe(0)
    recorded.record(false, time.clock() - 31 * day)
    expect(recorded.late()).toBe(1)
    expect(recorded.counts(last(30 * day, time.clock()))).toMatchObject({ good: 1, bad: 1 })
    expect(recorded.late()).toBe(1)
  })

  it('is believed more than a snapshot from next year', () => {
    const [then, now] = [start + 365 * day, start]
    const from = recorder(latency, { clock: () => then })
    from.observe(3)
    const again = recorder(latency, { clock: () => now, since: now - hour, from: from.snapshot() })
    again.observe(1)
    expect(again.counts(last(hour, now))).toMatchObject({ good: 1, bad: 0 })
    expect(again.percentiles(last(hour, now))?.values[0]?.seconds).toBeCloseTo(1, 1)
  })

  it.each([Number.NaN, -1, 0, Number.POSITIVE_INFINITY])('has no time %d', (at) => {
    expect(() => recorder(sloOf()).record(true, at)).toThrow(RangeError)
  })
})

describe('what it takes', () => {
  it('is less than 100 KB for 30 days, percentiles included', () => {
    const of = (count: number): number => {
      const all = Array.from({ length: count }, () => recorder(latency))
      const before = process.memoryUsage().arrayBuffers
      all.push(...Array.from({ length: count }, () => recorder(latency)))
      return process.memoryUsage().arrayBuffers - before
    }
    expect(of(200) / 200).toBeLessThan(100_000)
    expect(JSON.stringify(recorder(latency).snapshot()).length).toBeLessThan(1_000)
  })

  it('is nothing for an event: less than 1 MiB is allocated for a million', () => {
    const clock = () => start + hour
    const counted = recorder(sloOf(), { clock })
    const timed = recorder(latency, { clock })
    // Beside a text numbers are objects already: what a caller allocates to pass one on is not counted.
    const times = ['', ...Array.from({ length: 5_000 }, (_, i) => start + i * 100)] as number[]
    const used = (): number => getHeapStatistics().used_heap_size
    const allocated = (): number => {
      const before = used()
      for (let i = 1; i <= 5_000; i++) {
        counted.record(i % 100 !== 0, times[i])
        timed.observe(0.25, times[i])
      }
      return used() - before
    }
    for (let warm = 0; warm < 100; warm++) allocated()
    const rounds = Array.from({ length: 100 }, allocated)
    // Where a collection came in between, less is used than before; it cannot come often.
    const seen = rounds.filter((bytes) => bytes >= 0)
    expect(seen.length).toBeGreaterThan(80)
    expect(seen.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(2 ** 20)
  })

  it('is refused to what it does not judge', () => {
    const of = [{ slo: 'a' }]
    const both = sloOf({ sli: { kind: 'composite', combine: 'weighted', of } })
    expect(() => recorder(both)).toThrow('what it is made of is recorded')
    expect(() => recorder(sloOf()).observe(1)).toThrow(/use record\(\)/)
    expect(() => recorder(latency).observe(-1)).toThrow(RangeError)
  })
})
