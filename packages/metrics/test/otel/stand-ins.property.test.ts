import fc from 'fast-check'
import { expect, it } from 'vitest'
import { standIns } from '../../src/otel/stand-ins.ts'

const bounds = Float64Array.of(0.005, 0.1, 1, 2.5, 10)
const bucketOf = (value: number): number => {
  const found = bounds.findIndex((bound) => value <= bound)
  return found < 0 ? bounds.length : found
}

it('each value lies in its bucket, and together they have the sum of what they stand for', () => {
  const value = fc.oneof(
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.constantFrom(0, 0.005, 0.1, 1, 2.5, 10, 1e-300),
  )
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), (values) => {
      const counts = new Float64Array(bounds.length + 1)
      for (const one of values) counts[bucketOf(one)] = (counts[bucketOf(one)] as number) + 1
      const sum = values.reduce((total, one) => total + one, 0)
      const found = standIns(bounds, counts, sum)
      found.forEach((one, i) => {
        if (counts[i] !== 0) expect(bucketOf(one)).toBe(i)
      })
      const total = found.reduce((all, one, i) => all + one * (counts[i] as number), 0)
      expect(Math.abs(total - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1, sum))
    }),
    { numRuns: 2_000 },
  )
})

it('of what was negative the buckets are right all the same', () => {
  const found = standIns(Float64Array.of(-10, 0, 10), [2, 1, 1, 1], -500)
  expect(found.map((one) => [-10, 0, 10].findIndex((bound) => one <= bound))).toEqual([0, 1, 2, -1])
})
