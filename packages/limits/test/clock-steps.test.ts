import type { ManualTime } from '@sallyport/core/testing'
import { limits, type PolicyDefinition } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { steadyClock } from '../src/steady-clock.ts'
import { handTime } from './support/hand-time.ts'
import { seeded } from './support/seeded.ts'
import { worstWindow } from './support/sliding-log.ts'

const hour = 3_600_000
const minute = 60_000
const kinds: readonly PolicyDefinition[] = [
  { kind: 'rate', limit: 60, windowMs: minute, burst: 2 },
  { kind: 'exact', limit: 60, windowMs: minute },
  { kind: 'concurrency', limit: 60, leaseMs: minute },
]

const limiterOf = (policy: PolicyDefinition, time: ManualTime) =>
  limits({ policies: { p: policy }, clock: time.clock, monotonic: time.monotonic })

/** How many are let through at once. */
const admittedAtOnce = (limiter: ReturnType<typeof limiterOf>): number => {
  let admitted = 0
  while (limiter.check('p', 'a').ok) admitted++
  return admitted
}

describe.each(kinds)('a clock that is set, and a $kind policy', (policy) => {
  it.each([hour, -hour, 400 * 24 * hour, -400 * 24 * hour, 999, -999, 1, -1])(
    'by %i ms: frees nobody by more than a second, locks nobody out',
    (step) => {
      const time = handTime()
      const limiter = limiterOf(policy, time)
      const all = admittedAtOnce(limiter)
      time.step(step)
      expect(admittedAtOnce(limiter)).toBeLessThanOrEqual(1)
      const { retryAfterMs } = limiter.peek('p', 'a')
      expect(retryAfterMs).toBeLessThanOrEqual(minute)
      time.advance(minute + 1_000)
      expect(admittedAtOnce(limiter)).toBe(all)
    },
  )
})

describe('a clock that is set by a little, many times', () => {
  it.each([
    ['forwards', () => 900],
    ['backwards', () => -900],
    ['there and back', (i: number) => (i % 2 === 0 ? 900 : -900)],
    ['by chance', (i: number) => seeded(i).whole(-1_000, 1_000)],
  ])('%s: time passes as it passes, but for a second', (_name, stepOf) => {
    const time = handTime()
    const steady = steadyClock(time.clock, time.monotonic)
    let before = steady()
    for (let i = 0; i < 4_000; i++) {
      time.step(stepOf(i))
      time.advance(i % 3)
      const now = steady()
      expect(now).toBeGreaterThanOrEqual(before)
      expect(Math.abs(now - time.monotonic())).toBeLessThanOrEqual(1_001)
      before = now
    }
  })

  it('does not let an exact limit be passed sooner than that second', () => {
    const time = handTime()
    const limiter = limiterOf({ kind: 'exact', limit: 10, windowMs: minute }, time)
    const admitted: number[] = []
    for (let i = 0; time.monotonic() < 10 * minute; i++) {
      time.step(i % 2 === 0 ? 900 : -900)
      time.advance(50)
      if (limiter.check('p', 'a').ok) admitted.push(time.monotonic())
    }
    expect(worstWindow(admitted, minute - 1_000)).toBe(10)
    expect(admitted.length).toBeGreaterThanOrEqual(90)
  })
})

describe('a clock that nobody sets', () => {
  it('tells the time that passed, however long between two questions', () => {
    const time = handTime()
    const steady = steadyClock(time.clock, time.monotonic)
    const chance = seeded(3)
    for (let i = 0; i < 2_000; i++) {
      time.advance(chance.one([0, 1, 999, 1_000, 1_001, minute, 366 * 24 * hour]))
      expect(steady()).toBe(time.monotonic())
    }
  })

  it('never goes back where the monotonic clock has fractions', () => {
    let passed = 0
    const steady = steadyClock(
      () => Math.floor(1_000_000 + passed),
      () => passed,
    )
    const chance = seeded(5)
    let before = steady()
    for (let i = 0; i < 20_000; i++) {
      passed += chance.share() * chance.one([1, 10, 3_000])
      const now = steady()
      expect(now).toBeGreaterThanOrEqual(before)
      expect(Math.abs(now - passed)).toBeLessThanOrEqual(2)
      before = now
    }
  })
})

describe('a quota', () => {
  const quota = { kind: 'quota', limit: 2, period: 'day' } as const

  it('follows the time of day: set to tomorrow, it is tomorrow', () => {
    const time = handTime()
    const limiter = limiterOf(quota, time)
    expect(admittedAtOnce(limiter)).toBe(2)
    time.step(12 * hour - 1)
    expect(admittedAtOnce(limiter)).toBe(0)
    time.step(1)
    expect(admittedAtOnce(limiter)).toBe(2)
  })

  it('set back to yesterday: nothing twice, and all again when the day has passed', () => {
    const time = handTime()
    const limiter = limiterOf(quota, time)
    expect(admittedAtOnce(limiter)).toBe(2)
    time.step(-24 * hour)
    const { ok, retryAfterMs } = limiter.check('p', 'a')
    expect([ok, retryAfterMs]).toEqual([false, 12 * hour])
    time.advance(retryAfterMs)
    expect(admittedAtOnce(limiter)).toBe(2)
  })
})
