import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { burnRate, burns, meets, shareOf } from '../src/decide.ts'
import { parseObjective } from '../src/index.ts'
import { sloOf } from './support/slo-of.ts'

const targets = [
  ...['90', '95', '99', '99.5', '99.9', '99.95'],
  ...['99.97', '99.99', '99.995', '99.999', '99.9999'],
]
const objectives = targets.map(parseObjective)
const rows = sloOf().alerts

describe('at the boundary', () => {
  it('is met with exactly as many bad as allowed, and not with one more: 22,000 cases', () => {
    let [cases, wrong] = [0, 0]
    for (const objective of objectives) {
      const { numerator, denominator } = objective
      for (let k = 1; k <= 2_000; k++) {
        const bad = Number(denominator - numerator) * k
        const total = Number(denominator) * k
        cases++
        if (!meets(objective, bad, total) || meets(objective, bad + 1, total)) wrong++
      }
    }
    expect([cases, wrong]).toEqual([22_000, 0])
  })

  it('does not fire where it burns exactly as fast as the factor, and does with one more: 43 cases', () => {
    let [cases, wrong] = [0, 0]
    for (const objective of objectives)
      for (const row of rows) {
        const { numerator: n, denominator: d } = row.factor
        const bad = n * (objective.denominator - objective.numerator)
        const total = d * objective.denominator
        if (bad >= total) continue
        cases++
        const fires = burns(objective, row, { bad, total })
        if (fires || !burns(objective, row, { bad: bad + 1n, total })) wrong++
      }
    expect([cases, wrong]).toEqual([43, 0])
  })
})

describe('whatever is counted', () => {
  const counts = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.double({ min: 0, max: 1e12, noNaN: true }))
  const objective = fc
    .tuple(fc.integer({ min: 2, max: 99 }), fc.nat(999_999_999))
    .map(([whole, part]) => parseObjective(`${whole}.${String(part).padStart(9, '0')}`))

  it('decides as fractions of integers do', () => {
    fc.assert(
      fc.property(objective, counts, counts, fc.nat(3), (one, bad, good, index) => {
        const row = rows[index % rows.length] as (typeof rows)[number]
        const [b, t] = rational(bad, good)
        const { numerator: n, denominator: d } = one
        expect(meets(one, bad, bad + good)).toBe(compare(b * d, (d - n) * t) <= 0)
        const limit = row.factor.numerator * (d - n) * t
        expect(burns(one, row, shareOf(bad, bad + good))).toBe(
          compare(b * d * row.factor.denominator, limit) > 0,
        )
      }),
    )
  })

  it('tells a rate that is off by rounding alone', () => {
    fc.assert(
      fc.property(objective, fc.nat(1e6), fc.nat(1e9), (one, bad, good) => {
        const rate = burnRate(one, shareOf(bad, bad + good))
        if (bad + good === 0) return rate === undefined
        const budget = Number(one.denominator - one.numerator) / Number(one.denominator)
        const expected = bad / (bad + good) / budget
        return Math.abs((rate as number) - expected) <= expected * 1e-12
      }),
    )
  })
})

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of a sum as doubles make it, which is what was counted: each read from its hexadecimal parts. */
function rational(bad: number, good: number): readonly [bigint, bigint] {
  const exact = (value: number): bigint => {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    const bits = view.getBigUint64(0)
    const exponent = (bits >> 52n) & 0x7ffn
    const mantissa = bits & 0xf_ffff_ffff_ffffn
    if (exponent === 0n) return mantissa
    return (mantissa | (1n << 52n)) << (exponent - 1n)
  }
  return [exact(bad), exact(bad + good)]
}
