import type { Json } from '@sallyport/core'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, deepest } from '../src/canonical.ts'
import { jcsVectors, missingVectors } from './support/jcs-vectors.ts'

const wellFormed = fc.string({ unit: 'binary' })
const json = fc.jsonValue({ stringUnit: 'binary' })
const nested = (depth: number): Json => (depth === 0 ? 0 : [nested(depth - 1)])
const no = (value: unknown): Json => value as Json

describe.skipIf(missingVectors('canonical'))('canonical, beside the vectors of RFC 8785', () => {
  it.each(jcsVectors())('$name', ({ input, output, hex }) => {
    const text = canonical(JSON.parse(input))
    expect(text).toBe(output)
    expect(Buffer.from(text).toString('hex')).toBe(hex)
  })

  it('finds them', () => {
    expect(jcsVectors().length).toBeGreaterThanOrEqual(6)
  })
})

describe('canonical, a law at a time', () => {
  it('writes what canonicalize writes', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonical(value as Json)).toBe(canonicalize(value))
      }),
      { numRuns: 2_000 },
    )
  })

  it('JSON.parse reads the same value back, and its form is the same again', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value as Json)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonical(JSON.parse(text))).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  it('does not see in what order keys were set', () => {
    const names = fc.uniqueArray(wellFormed, { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(names, (keys) => {
        const from = (order: string[]): Json => Object.fromEntries(order.map((key) => [key, key]))
        expect(canonical(from(keys))).toBe(canonical(from(keys.toReversed())))
      }),
    )
  })

  it('writes numbers as canonicalize does: any double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(canonical(value)).toBe(canonicalize(value))
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('canonical, by example', () => {
  it('sorts by UTF-16 code units, numbers among them as text', () => {
    expect(canonical({ 10: 1, 9: 2, b: 3, B: 4, '\u{1f600}': 5, '\ufb33': 6 })).toBe(
      '{"10":1,"9":2,"B":4,"b":3,"\u{1f600}":5,"\ufb33":6}',
    )
  })

  it('writes a key of its own called __proto__', () => {
    expect(canonical(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}')
  })

  it.each([
    ['\u0000\u001f"\\', '"\\u0000\\u001f\\"\\\\"'],
    ['\b\t\n\f\r', '"\\b\\t\\n\\f\\r"'],
    ['/\u007f\u2028é', '"/\u007f\u2028é"'],
  ])('escapes %j, short or long, as value and as key', (text, escaped) => {
    const long = 'x'.repeat(60)
    expect(canonical(text)).toBe(escaped)
    expect(canonical(long + text)).toBe(`"${long}${escaped.slice(1)}`)
    expect(canonical({ [text]: 1 })).toBe(`{${escaped}:1}`)
  })

  it('keeps no more names than it may, and writes each right', () => {
    for (let at = 0; at < 10_000; at++) {
      expect(canonical({ [`name ${at}"`]: at })).toBe(`{"name ${at}\\"":${at}}`)
    }
  })
})

describe('canonical, what it refuses', () => {
  const pad = 'x'.repeat(60)

  it.each(['\ud800', 'a\udc00', '\udc00\ud800', `${pad}\ud83d`, `\ude00${pad}`])(
    'a lone surrogate in %j, as value and as key',
    (text) => {
      expect(() => canonical(text)).toThrow(TypeError)
      expect(() => canonical({ [text]: 1 })).toThrow('lone surrogate')
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d', (value) => {
    expect(() => canonical([value])).toThrow(`JSON has no ${value}`)
  })

  it.each([undefined, 1n, Symbol('s'), () => 1])('what JSON has not: %s', (value) => {
    expect(() => canonical(no(value))).toThrow(TypeError)
    expect(() => canonical(no({ a: value }))).toThrow('JSON has no')
  })

  it('a hole in an array', () => {
    expect(() => canonical(no(new Array(2)))).toThrow('JSON has no undefined')
  })

  it('what is deeper than it may be, a circle among it', () => {
    const circle: unknown[] = []
    circle.push(circle)
    expect(canonical(nested(deepest))).toHaveLength(2 * deepest + 1)
    expect(() => canonical(nested(deepest + 1))).toThrow(RangeError)
    expect(() => canonical(no(circle))).toThrow(RangeError)
  })
})
