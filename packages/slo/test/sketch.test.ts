import { describe, expect, it } from 'vitest'
import { percentile, sketchError, sketchIndex, sketchSize } from '../src/sketch.ts'

const percents = [50, 90, 95, 99, 99.9]
const sigmas = [0.5, 1, 1.5]

/** Lognormal durations around 100 ms, the same every time. */
function durations(seed: number, sigma: number, n: number): Float64Array {
  let state = seed + 1
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return Float64Array.from({ length: n }, () => {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    return 0.1 * Math.exp(sigma * normal)
  })
}

function counted(values: Iterable<number>): Uint32Array {
  const counters = new Uint32Array(sketchSize)
  for (const value of values) {
    const index = sketchIndex(value)
    counters[index] = (counters[index] as number) + 1
  }
  return counters
}

describe('the sketch', () => {
  it('keeps its bound on 30 sets, from the median to 99.9 %', () => {
    const n = 50_000
    let worst = 0
    for (let set = 0; set < 30; set++) {
      const values = durations(set, sigmas[set % 3] as number, n).toSorted()
      const counters = counted(values)
      for (const p of percents) {
        const exact = values[Math.ceil((n * p * 1_000) / 100_000) - 1] as number
        worst = Math.max(worst, Math.abs((percentile(counters, p) as number) / exact - 1))
      }
    }
    expect(sketchError).toBeLessThanOrEqual(0.01)
    expect(worst).toBeGreaterThan(0)
    expect(worst).toBeLessThanOrEqual(sketchError)
  })

  it('keeps it at every edge of its counters', () => {
    for (let octave = -16; octave < 11; octave++)
      for (let part = 0; part < 64; part++) {
        const edge = 2 ** octave * (1 + part / 64)
        for (const value of [edge, edge * (1 + 1e-9), edge * (1 - 1e-9)]) {
          const told = percentile(counted([value]), 50) as number
          expect(Math.abs(told / value - 1)).toBeLessThanOrEqual(sketchError)
        }
      }
  })

  it('takes the nearest rank', () => {
    const values = Array.from({ length: 1_000 }, (_, index) => (index < 999 ? 0.1 : 10))
    expect(percentile(counted(values), 99.9)).toBeCloseTo(0.1, 2)
    expect(percentile(counted([...values, 10]), 99.9)).toBeGreaterThan(9)
    expect(percentile(counted([]), 50)).toBeUndefined()
  })

  it.each([0, 1e-9, 1e9, Number.POSITIVE_INFINITY])('has a counter for %d', (seconds) => {
    const told = percentile(counted([seconds]), 50) as number
    expect(told).toBeGreaterThan(0)
    expect(told).toBeLessThanOrEqual(2_048)
  })
})
