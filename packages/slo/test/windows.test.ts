import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recorder } from '../src/index.ts'
import type { Span } from '../src/source.ts'
import { Windows } from '../src/windows.ts'
import { day, hour, minute, second, sloOf, start } from './support/slo-of.ts'

interface Event {
  readonly isGood: boolean
  readonly at: number
}

const inside = (events: readonly Event[], { from, to }: Span): [good: number, bad: number] => {
  const those = events.filter(({ at }) => at > from && at <= to)
  const good = those.filter(({ isGood }) => isGood).length
  return [good, those.length - good]
}

/** What the two finer tiers hold, to the slice: where a slot is taken over by a later slice. */
const rings = [82 * 15 * second, 362 * minute] as const

describe('sliding windows', () => {
  const steps = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 90 * second }) },
    { weight: 2, arbitrary: fc.integer({ min: -10 * minute, max: 0 }) },
    { weight: 2, arbitrary: fc.constantFrom(15 * second, minute, 15 * minute, hour) },
    { weight: 3, arbitrary: fc.constantFrom(...rings, ...rings.map((ms) => -ms)) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * day }) },
    { weight: 1, arbitrary: fc.integer({ min: -2 * day, max: 0 }) },
  )
  const doing = fc.record({ step: steps, what: fc.constantFrom('good', 'bad', 'read') })
  const windows = [...rings, 5 * minute, 30 * minute, hour, 6 * hour, day, 3 * day, 30 * day]

  it('count what a list of all events does, in what they say they covered', () => {
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 120 }), (all) => {
        let now = start
        const counted = recorder(sloOf(), { clock: () => now, since: 0 })
        const events: Event[] = []
        for (const { step, what } of all) {
          now += step
          if (what !== 'read') {
            counted.record(what === 'good', now)
            events.push({ isGood: what === 'good', at: now })
          } else for (const ms of windows) agrees(counted, events, { from: now - ms, to: now })
        }
      }),
      { numRuns: 300 },
    )
  })

  function agrees(counted: ReturnType<typeof recorder>, events: readonly Event[], asked: Span) {
    const found = counted.counts(asked)
    if (!found.ok) throw new Error(found.reason)
    expect([found.good, found.bad]).toEqual(inside(events, found.covered))
    const newest = Math.max(...events.map(({ at }) => at))
    expect(found.covered.to - asked.to).toBeLessThanOrEqual(newest > asked.to ? 15 * minute : 0)
    // Nothing is left out while the clock goes on; a slice more may be in it.
    if (newest > asked.to) return
    expect(found.covered.from).toBeLessThanOrEqual(asked.from)
    expect(asked.from - found.covered.from).toBeLessThan(Math.max((asked.to - asked.from) / 20, 1))
  }

  it.each(windows)('of %d ms leave out the beginning, and have the end in them', (ms) => {
    const now = start + 40 * day
    const counted = recorder(sloOf(), { clock: () => now, since: 0 })
    for (const at of [now - ms, now - ms + 1, now]) counted.record(true, at)
    const found = counted.counts({ from: now - ms, to: now })
    expect(found).toEqual({
      ok: true,
      good: 2,
      bad: 0,
      covered: { from: now - ms, to: now },
    })
  })
})

it('a slice is found by its number, and not by looking at all of a month', () => {
  let looks = 0
  class Watched extends Float64Array {
    constructor(length: number) {
      super(length)
      // biome-ignore lint/correctness/noConstructorReturn: a proxy is how an array is watched
      return new Proxy(this, {
        get(counts, index) {
          looks++
          return Reflect.get(counts, index)
        },
      })
    }
  }
  const windows = new Windows([{ widthMs: minute, slices: 43_200 }], () => start, Watched)
  windows.add(1, 2, start)
  expect(windows.slicesIn({ from: start - minute, to: start })).toEqual([[start / minute, 1, 2]])
  expect(looks).toBeLessThan(20)
})
