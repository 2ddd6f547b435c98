import { createHash } from 'node:crypto'
import { testRequest } from '@sallyport/core/testing'
import { limits, memoryLimitStore, type PolicyDefinition, rateLimit } from '@sallyport/limits'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainKey } from '../src/key.ts'
import { awayLimits } from './support/away-limits.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const long = 'x'.repeat(300)
const digestOf = (key: string): string =>
  `#${createHash('sha256').update(key, 'utf16le').digest('base64url')}`

/** Keys that one store or another would cut off, replace, refuse or take for another. */
const hostile = [
  ...['', ' ', 'a', 'a ', ' a', 'A', 'a\0', 'a\0b', '\0', 'a\nb', 'a\r\nb', '\t'],
  ...['\ud800', '\udc00', 'a\ud800', '\ufffd', '\ufeff', '\u202e', 'é', 'e\u0301', '😀', 'ﬃ'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '-0', 'null'],
  ...['{a}', 'a:b', 'a b', '%00', "'; DROP TABLE limits; --", '\\', '"', '*', '?', '#', '#a'],
  ...[long, `${long}y`, digestOf(long), `#${digestOf(long)}`, digestOf(digestOf(long))],
  ...['x'.repeat(1_000_000), `${'x'.repeat(999_999)}y`, '\0'.repeat(1_000_000)],
]
const kinds: readonly PolicyDefinition[] = [
  { kind: 'rate', limit: 1, windowMs: minute },
  { kind: 'exact', limit: 1, windowMs: minute },
  { kind: 'quota', limit: 1, period: 'day' },
  { kind: 'concurrency', limit: 1, leaseMs: minute },
]

describe.each(kinds)('hostile keys, and a $kind policy', (policy) => {
  it('are each a key of their own', async () => {
    const limiter = limits({ policies: { p: policy }, ...handTime() })
    for (const [i, key] of hostile.entries()) {
      expect([i, limiter.check('p', key).ok]).toEqual([i, true])
      expect([i, limiter.check('p', key).ok]).toEqual([i, false])
    }
    for (const key of hostile) {
      await limiter.forget('p', key)
      expect(limiter.peek('p', key).ok).toBe(true)
    }
  })
})

describe('hostile keys, and a store on another machine', () => {
  it('reach it short, plain and different', async () => {
    const { limiter, store } = awayLimits()
    const reached = new Set<string>()
    const { claim } = store
    store.claim = (steps, clocks) => {
      for (const { key } of steps) reached.add(key)
      return claim(steps, clocks)
    }
    for (const key of hostile) await limiter.check('exact', key)
    expect(reached.size).toBe(hostile.length)
    for (const key of reached) expect(key).toMatch(/^[!-~]{1,200}$/)
  })
})

describe('plainKey', () => {
  const character = fc.constantFrom('a', '#', ' ', '\0', '\ud800', '\udc00', 'é', '~', '!')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(character, { maxLength: 6 }).map((all) => all.join('')),
    fc.integer({ min: 198, max: 203 }).map((length) => 'k'.repeat(length)),
  )

  it('makes of different keys different ones, and of its own making others again', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(plainKey(a) === plainKey(b)).toBe(a === b)
        // Nobody can name what another's long key became.
        if (plainKey(a) !== a) expect(plainKey(plainKey(a))).not.toBe(plainKey(a))
      }),
      { numRuns: 5_000 },
    )
  })

  it('keeps short plain ones as they are', () => {
    for (const key of ['192.0.2.1', '2001:db8::', 'sk_live_1', 'x'.repeat(200), 'a#b']) {
      expect(plainKey(key)).toBe(key)
    }
  })
})

describe('hostile requests', () => {
  it('are refused or let in; the guard throws at none', () => {
    const store = memoryLimitStore({ maxKeys: 100 })
    const limiter = limits({ policies: { p: kinds[1] as PolicyDefinition }, store, ...handTime() })
    const guard = rateLimit(limiter, { by: (request) => request.header('x-key') })
    const ask = (key: string, ip: string) => {
      const verdict = guard(testRequest({ ip, headers: { 'x-key': key } }), {})
      expect(verdict).toHaveProperty('ok')
    }
    for (const key of hostile) ask(key, '192.0.2.1')
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), ask))
    expect(store.size).toBeLessThanOrEqual(100)
  })
})
