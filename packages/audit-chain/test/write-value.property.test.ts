import { secret } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../src/canonical.ts'
import { type Bounds, eventBounds, normalise, Reading } from '../src/normalise.ts'
import { written } from '../src/write-value.ts'

/** What the careful way gives, beside what the quick one does. */
function both(value: unknown, bounds: Bounds): readonly [careful: unknown, quick: unknown] {
  const { json, lost, repaired } = normalise(value, bounds)
  const reading = new Reading(bounds)
  const text = written(value, reading)
  if (reading.isAscii) expect(text ?? '').toMatch(/^[\0-\x7f]*$/)
  return [
    { text: json === undefined ? undefined : canonical(json), lost, repaired },
    { text, lost: reading.lost, repaired: reading.repaired },
  ]
}

const names = fc.oneof(
  fc.constantFrom('a', 'b', 'id', 'kind', '$left', '$', '__proto__', '', '10', '9', 'ä'),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'x', '\ufffd'), maxLength: 3 }),
)
const leaves = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.constantFrom(-0, 1e21, Number.NaN, undefined, null, '', 'x'.repeat(100), '\ud800', '"', '\n'),
  fc.constantFrom(secret('no'), new Error('no'), /a/, new Date(Number.NaN), () => 1, new Array(2)),
)
const values = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    leaves,
    fc.array(tie('tree'), { maxLength: 6 }),
    fc.dictionary(names, tie('tree'), { maxKeys: 8 }),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({ a, b, again: a })),
    tie('tree').map((one) => new Proxy({ one }, {})),
    tie('tree').map((one) => ({
      get throws() {
        throw one
      },
      get gives() {
        return one
      },
    })),
  ),
})).tree
const bounds = fc.oneof(
  fc.constant(eventBounds),
  fc.record({
    depth: fc.integer({ min: 0, max: 4 }),
    entries: fc.integer({ min: 0, max: 4 }),
    text: fc.integer({ min: 64, max: 200 }),
    size: fc.integer({ min: -1, max: 120 }),
  }),
)

describe('a value that is written at once', () => {
  it('is what it becomes when it is read, and then written', () => {
    fc.assert(
      fc.property(values, bounds, (value, within) => {
        const [careful, quick] = both(value, within)
        expect(quick).toEqual(careful)
      }),
      { numRuns: 5_000 },
    )
  })
})
