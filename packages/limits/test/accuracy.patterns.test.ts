import { limits, type PolicyDefinition } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'
import { seeded } from './support/seeded.ts'
import { note, slidingLog, worstWindow } from './support/sliding-log.ts'

const limit = 100
const windowMs = 60_000
const minutes = 30

/** When requests come, on the millisecond. */
const patterns: Readonly<Record<string, () => number[]>> = {
  'steadily, one and a half times as many as fit': () =>
    Array.from({ length: 150 * minutes }, (_, i) => i * 400),
  'in bursts, by chance': () => {
    const chance = seeded(7)
    const times: number[] = []
    for (let at = 0; at < minutes * windowMs; at += -Math.log(1 - chance.share()) * 20_000) {
      for (let i = chance.whole(1, 120); i > 0; i--) times.push(Math.floor(at))
    }
    return times
  },
  'on both sides of every full minute': () =>
    Array.from({ length: minutes }, (_, minute) =>
      [-1, 1].flatMap((side) => Array<number>(limit).fill((minute + 1) * windowMs + side)),
    ).flat(),
  'all at once, then as fast as anything comes back, after a rest again': () =>
    Array.from({ length: minutes / 3 }, (_, round) => [
      ...Array<number>(limit).fill(3 * round * windowMs),
      ...Array.from({ length: 600 }, (_, i) => 3 * round * windowMs + (i + 1) * 100),
    ]).flat(),
}

function ran(definition: PolicyDefinition, times: readonly number[]) {
  const time = handTime()
  const limiter = limits({ policies: { p: definition }, ...time })
  const exact = slidingLog(limit, windowMs)
  const admitted: number[] = []
  for (const at of times) {
    time.advance(at - time.monotonic())
    if (limiter.check('p', 'a').ok) note(admitted, at)
    exact.admits(at)
  }
  const worst = worstWindow(admitted, windowMs) / limit
  return { admitted, log: exact.log, worst, share: admitted.length / exact.log.length }
}

describe.each(Object.entries(patterns))('requests %s', (_name, times) => {
  it('exact: the very ones that the log admits', () => {
    const { admitted, log } = ran({ kind: 'exact', limit, windowMs }, times())
    expect(admitted).toEqual(log)
    expect(worstWindow(log, windowMs)).toBe(limit)
  })

  it('rate: at most limit and burst in a window, and no less than the log admits', () => {
    const { worst, share } = ran({ kind: 'rate', limit, windowMs }, times())
    expect(worst).toBeLessThanOrEqual(2)
    expect(share).toBeGreaterThanOrEqual(0.97)
  })

  it('rate: 80 and a burst of 20 never admit more than 100 in a window', () => {
    const { worst } = ran({ kind: 'rate', limit: 80, burst: 20, windowMs }, times())
    expect(worst).toBeLessThanOrEqual(1)
  })
})

it('a rate is not so many per window: an adversary gets its limit and its burst', () => {
  const times = patterns['all at once, then as fast as anything comes back, after a rest again']
  const { worst } = ran({ kind: 'rate', limit, windowMs }, times?.() ?? [])
  expect(worst).toBeGreaterThan(1.9)
})
