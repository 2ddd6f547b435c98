import type { Json } from '@sallyport/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cut, sizeOf } from '../src/cut.ts'

const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 }) as fc.Arbitrary<Json>
const large = fc.array(value, { minLength: 5, maxLength: 40 })

it('what fits stays; what does not, fits afterwards, whatever it is', () => {
  fc.assert(
    fc.property(large, fc.integer({ min: 64, max: 2_000 }), (all, most) => {
      const kept = cut(all, most)
      expect(sizeOf(kept)).toBeLessThanOrEqual(most)
      if (sizeOf(all) <= most) expect(kept).toBe(all)
    }),
    { numRuns: 3_000 },
  )
})

it.each(['x', '\u0000', 'é', '€', '\u{1f600}', '"'])(
  'fills a text of %j to the last byte',
  (unit) => {
    for (let most = 100; most < 126; most++) {
      const kept = cut({ a: unit.repeat(150) }, most) as { a: string }
      const room = most - sizeOf(kept)
      expect(kept.a).toMatch(/…$/)
      // Of the marks that could have been needed, and of one unit, some may be left over.
      expect(room).toBeGreaterThanOrEqual(0)
      expect(room).toBeLessThan(21 + sizeOf(unit))
    }
  },
)

it('says how many are missing, those of an earlier cut among them', () => {
  const all = Array.from({ length: 100 }, (_, at) => at)
  const kept = cut([...all, { $left: 900 }], 100) as Json[]
  expect(kept.at(-1)).toEqual({ $left: 1_000 - (kept.length - 1) })
  const names = Object.fromEntries(all.map((at) => [`k${at}`, at]))
  const some = cut({ ...names, $left: 900 }, 200) as { readonly [name: string]: Json }
  expect(some.$left).toBe(1_000 - (Object.keys(some).length - 1))
  expect(cut({ a: { $left: 5, b: 1 }, c: 'x'.repeat(99) }, 120)).toMatchObject({
    a: { $left: 5, b: 1 },
  })
})

it('keeps members in canonical order, whatever the order they were set in', () => {
  const names = Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v'] as const)
  expect(cut(Object.fromEntries(names), 150)).toEqual(
    cut(Object.fromEntries(names.toReversed()), 150),
  )
})
