import { limits } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'
import { type Seeded, seeded } from './support/seeded.ts'
import { note, slidingLog, worstWindow } from './support/sliding-log.ts'

const traces = 10_000
const requests = 120

interface Trace {
  readonly limit: number
  readonly windowMs: number
  readonly burst: number
  readonly mostCost: number
}

/** Small numbers, where the edges are. */
const trace = (chance: Seeded): Trace => {
  const limit = chance.whole(1, 25)
  const burst = chance.one([1, limit, chance.whole(1, 40)])
  return {
    limit,
    burst,
    windowMs: chance.one([1, 7, 1_000, chance.whole(1, 5_000), 60_000, 366 * 86_400_000]),
    mostCost: Math.min(chance.one([1, 1, 3]), limit, burst),
  }
}

/** How long until the next request: at once, just before or after a window's edge, or a little later. */
const gap = (chance: Seeded, { limit, windowMs }: Trace, retryAfterMs: number): number => {
  const kind = chance.whole(0, 9)
  if (kind < 5) return 0
  if (kind < 7) return chance.whole(0, Math.ceil((3 * windowMs) / limit))
  if (kind === 7) return Math.max(0, windowMs + chance.whole(-1, 1))
  if (kind === 8) return Math.max(0, retryAfterMs - chance.whole(0, 1))
  return chance.whole(0, 2 * windowMs)
}

/** Runs one trace through a policy and through the log of what an exact limit would admit. */
function ran(seed: number, kind: 'rate' | 'exact', defaultBurst: boolean) {
  const chance = seeded(seed)
  const shape = trace(chance)
  const { limit, windowMs } = shape
  const burst = defaultBurst ? limit : shape.burst
  const time = handTime()
  const definition = kind === 'rate' ? { kind, limit, windowMs, burst } : { kind, limit, windowMs }
  const limiter = limits({ policies: { p: definition }, ...time })
  const exact = slidingLog(limit, windowMs)
  const admitted: number[] = []
  const differing: number[] = []
  let retryAfterMs = 0
  for (let i = 0; i < requests; i++) {
    time.advance(gap(chance, shape, retryAfterMs))
    const cost = Math.min(chance.whole(1, shape.mostCost), burst)
    const state = limiter.check('p', 'a', cost)
    ;({ retryAfterMs } = state)
    if (state.ok) note(admitted, time.monotonic(), cost)
    if (exact.admits(time.monotonic(), cost) !== state.ok) differing.push(i)
  }
  return { ...shape, burst, admitted, differing, byLog: exact.log.length }
}

describe('10,000 random traces', () => {
  it('exact: decides each request as the log of all times does', () => {
    for (let seed = 0; seed < traces; seed++) {
      const { admitted, differing, limit, windowMs } = ran(seed, 'exact', true)
      expect(differing, `seed ${seed}`).toEqual([])
      expect(worstWindow(admitted, windowMs), `seed ${seed}`).toBeLessThanOrEqual(limit)
    }
  })

  it('rate: admits at most limit + burst in any window', () => {
    let reached = 0
    for (let seed = 0; seed < traces; seed++) {
      const { admitted, limit, burst, windowMs } = ran(seed, 'rate', false)
      const worst = worstWindow(admitted, windowMs)
      reached = Math.max(reached, worst / (limit + burst))
      expect(worst, `seed ${seed}`).toBeLessThanOrEqual(limit + burst)
    }
    // The bound is no wider than what happens: these traces do find it.
    expect(reached).toBeGreaterThan(0.95)
  })

  it('rate: with the default burst admits at least 0.97 of what an exact limit would', () => {
    let rate = 0
    let log = 0
    for (let seed = 0; seed < traces; seed++) {
      const { admitted, byLog } = ran(seed, 'rate', true)
      expect(admitted.length, `seed ${seed}`).toBeGreaterThanOrEqual(0.97 * byLog)
      rate += admitted.length
      log += byLog
    }
    expect(rate).toBeGreaterThanOrEqual(log)
  })
})
