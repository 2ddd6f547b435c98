import type { AuditEvent } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatEntry, type Place } from '../src/format-entry.ts'
import { parseEntry } from '../src/parse-entry.ts'

const place: Place = {
  prev: 'A'.repeat(43),
  seq: 7,
  id: '01a1fdfa-4600-7fff-bfff-ffffffffffff',
  time: 0,
  transport: 'http',
}

/** The same behind proxies: such a value is never read the quick way. */
function guarded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return new Proxy(value.map(guarded), {})
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const all = Object.entries(value).map(([name, one]) => [name, guarded(one)])
  return new Proxy(Object.fromEntries(all), {})
}

const sizes = [62, 63, 126, 127, 510, 511, 1_022, 1_023, 1_025]
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', '"', '\n', '\ud800', ...sizes.map((size) => 'x'.repeat(size))),
  fc.constantFrom(...sizes.map((size) => 'ä'.repeat(size / 2))),
)
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true })
const odd = fc.oneof({ weight: 9, arbitrary: text }, anything)
const either = (usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: usual }, anything)
const party = either(fc.record({ kind: odd, id: odd }, { requiredKeys: ['id'] }))
const names = ['ip', 'method', 'requestId', 'route', 'userAgent', 'more']
const event = fc.record(
  {
    type: either(text),
    outcome: either(fc.constantFrom('success', 'failure', 'denied', 'error')),
    actor: party,
    reason: odd,
    ctx: either(fc.dictionary(fc.constantFrom(...names), odd)),
    targets: either(fc.array(party, { maxLength: 34 })),
    event: fc.oneof(anything, fc.array(text, { maxLength: 200 })),
    more: odd,
  },
  { requiredKeys: ['type', 'outcome'] },
)

describe('an event that is read the quick way', () => {
  it('has the line that the careful way gives it, and that is an entry', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 5, arbitrary: event }, anything), (given) => {
        const quick = formatEntry(given as AuditEvent, place)
        expect(quick).toBe(formatEntry(guarded(given) as AuditEvent, place))
        expect(parseEntry(quick)).toMatchObject({ ok: true })
      }),
      { numRuns: 1_500 },
    )
  })

  it.each([
    ['sets', (one: unknown) => new Set([one])],
    ['maps', (one: unknown) => new Map([['a', one]])],
    ['errors', (one: unknown) => new Error('no', { cause: one })],
  ])('%s in one another are no deeper than an entry may be', (_, around) => {
    let value: unknown = 1
    for (let depth = 0; depth < 100; depth++) value = around(value)
    const events = [{ type: 'a.b', outcome: 'success', event: value }, { event: value }, value]
    for (const given of events) {
      expect(parseEntry(formatEntry(given as AuditEvent, place))).toMatchObject({ ok: true })
    }
  })
})
