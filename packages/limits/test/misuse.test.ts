import {
  definePolicy,
  failures,
  inFlight,
  type LimitStore,
  type LimitsOptions,
  limits,
  memoryLimitStore,
  type PolicyDefinition,
  rateLimit,
} from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'

const policies = {
  api: { kind: 'rate', limit: 10, windowMs: 1_000 },
  room: { kind: 'concurrency', limit: 1, leaseMs: 1_000 },
} as const
const limiter = limits({ policies, ...handTime() })
const wrong = (given: unknown) => given as never

describe('a cost', () => {
  it.each([-5, 0, Number.NaN, 1.5, '1', Number.POSITIVE_INFINITY, null, 1n, {}])(
    'cannot be %o',
    (cost) => {
      const message = `limits: "cost" must be an integer >= 1, got ${String(cost)}`
      const claims = [{ policy: 'api' as const, key: 'a', cost: wrong(cost) }]
      expect(() => limiter.check('api', 'a', wrong(cost))).toThrow(new RangeError(message))
      expect(() => limiter.check('room', 'a', wrong(cost))).toThrow(new RangeError(message))
      expect(() => limiter.peek('api', 'a', wrong(cost))).toThrow(new RangeError(message))
      expect(() => limiter.claim(claims)).toThrow(new RangeError(message))
      expect(limiter.peek('api', 'a').remaining).toBe(10)
    },
  )
})

describe('a key', () => {
  it.each([undefined, null, 1, {}, ['a'], Symbol('a')])('cannot be %o', (key) => {
    const message = `limits: "key" must be text, got ${typeof key}`
    expect(() => limiter.check('api', wrong(key))).toThrow(new TypeError(message))
    expect(() => limiter.peek('api', wrong(key))).toThrow(new TypeError(message))
    expect(() => limiter.claim([{ policy: 'api', key: wrong(key) }])).toThrow(
      new TypeError(message),
    )
  })
})

describe('a policy that there is not', () => {
  const message = (name: string) => `limits: there is no policy "${name}", only api, room`

  it.each(['apis', '', 'toString', '__proto__', 'constructor'])('"%s" is refused', async (name) => {
    for (const given of [name]) {
      expect(() => limiter.check(wrong(given), 'a')).toThrow(new RangeError(message(name)))
      expect(() => limiter.peek(wrong(given), 'a')).toThrow(new RangeError(message(name)))
      expect(() => limiter.claim([{ policy: wrong(given), key: 'a' }])).toThrow(message(name))
      await expect(limiter.forget(wrong(given), 'a')).rejects.toThrow(message(name))
    }
    expect(() => rateLimit(limiter, { policies: [wrong(name)] })).toThrow(message(name))
    expect(() => failures(limiter, { policy: wrong(name) })).toThrow(/limits: failures\(\)/)
    expect(() => inFlight(limiter, { policy: wrong(name) })).toThrow(/limits: inFlight\(\)/)
  })
})

describe('limits()', () => {
  it.each([{}, { policies: null }])('of %o is refused', (given) => {
    expect(() => limits(wrong(given))).toThrow(/limits: "policies" must be definitions/)
  })

  it('with a store that is none is refused', () => {
    expect(() => limits({ policies: {}, store: wrong({ claim() {} }) })).toThrow(
      new TypeError(
        'limits: "store" must be a store of limits, got one without look, refund, forget, check',
      ),
    )
  })

  it('does not take a policy of a key’s own for one of its names', () => {
    const other = limits({ policies: {} })
    const gold = definePolicy('gold', { kind: 'exact', limit: 1, windowMs: 1_000 })
    expect(other.check(gold, 'a').ok).toBe(true)
    expect(() => other.check(wrong('gold'), 'a')).toThrow(/there is no policy "gold"/)
  })
})

describe('a definition', () => {
  const day = 86_400_000
  it.each<[string, object, string]>([
    ['kind', { kind: 'window' }, 'must be one of rate, exact, quota, concurrency, got window'],
    ['kind', { kind: 'toString' }, 'must be one of rate, exact, quota, concurrency, got toString'],
    ['limit', { limit: 0 }, 'must be an integer from 1 to 1000000000, got 0'],
    ['limit', { limit: '5' }, 'must be an integer from 1 to 1000000000, got 5'],
    ['limit', { kind: 'exact', limit: 10_001 }, 'must be an integer from 1 to 10000, got 10001'],
    ['windowMs', { windowMs: 366 * day + 1 }, 'from 1 to 31622400000, got 31622400001'],
    ['windowMs', { windowMs: 0.5 }, 'from 1 to 31622400000, got 0.5'],
    ['windowMs', { windowMs: undefined }, 'from 1 to 31622400000, got undefined'],
    ['windowMs', { kind: 'exact', windowMs: 400 * day }, 'from 1 to 31622400000, got 34560000000'],
    ['burst', { burst: 0 }, 'from 1 to 1000000000, got 0'],
    ['burst', { burst: Number.NaN }, 'from 1 to 1000000000, got NaN'],
    ['leaseMs', { kind: 'concurrency', leaseMs: day + 1 }, 'from 1 to 86400000, got 86400001'],
    ['period', { kind: 'quota', period: 'minute' }, 'must be hour, day, week, month or year, got'],
    ['limit', { kind: 'quota', limit: 1e15 }, 'from 1 to 999999999999999, got 1000000000000000'],
    ['refill', { kind: 'quota', period: 'day', refill: 6 }, 'from 1 to 5, got 6'],
    ['startsAt', { kind: 'quota', period: 'day', startsAt: -1 }, 'from 0 to 253402300799999'],
    ['startsAt', { kind: 'quota', period: 'day', startsAt: '2026-01-01' }, 'got 2026-01-01'],
  ])('says what is wrong with "%s" of %o', (option, part, message) => {
    const bad = { kind: 'rate', limit: 5, windowMs: 1_000, ...part } as PolicyDefinition
    expect(() => limits({ policies: { p: bad } })).toThrow(`limits: "p.${option}" `)
    expect(() => definePolicy('p', bad)).toThrow(message)
  })

  it.each(['', 'Api', '1a', 'a b', 'a"', '__proto__', 'é', 'x'.repeat(65)])(
    'cannot be called "%s"',
    (name) => {
      expect(() => definePolicy(name, policies.api)).toThrow(
        "limits: a policy's name must be a letter",
      )
    },
  )

  it('may last 366 days, and means them', () => {
    const time = handTime()
    const year = limits({
      policies: {
        rate: { kind: 'rate', limit: 1, windowMs: 366 * day },
        exact: { kind: 'exact', limit: 1, windowMs: 366 * day },
      },
      ...time,
    })
    for (const policy of ['rate', 'exact'] as const) {
      expect(year.check(policy, 'a').ok).toBe(true)
      // A rate is true to a millionth of a request.
      time.advance(366 * day - 32_000)
      expect(year.check(policy, 'a').ok).toBe(false)
      time.advance(32_000)
      expect(year.check(policy, 'a').ok).toBe(true)
    }
  })
})

describe('options', () => {
  const elsewhere: LimitStore = {
    ...{ claim: async () => [], look: async () => [], refund: async () => {} },
    ...{ forget: async () => {}, check: () => ({ ok: true }) },
  }
  it.each<[Partial<LimitsOptions<'api', LimitStore>>, string]>([
    [
      { onStoreError: wrong('closed') },
      `"onStoreError" must be 'deny', 'allow' or 'local', got closed`,
    ],
    [{ timeoutMs: 0 }, '"timeoutMs" must be an integer from 1 to 60,000, got 0'],
    [{ timeoutMs: Number.NaN }, '"timeoutMs" must be an integer from 1 to 60,000, got NaN'],
    [{ timeoutMs: 60_001 }, '"timeoutMs" must be an integer from 1 to 60,000, got 60001'],
  ])('%o are refused, whatever the store', (options, message) => {
    for (const store of [elsewhere, memoryLimitStore()]) {
      expect(() => limits({ policies, store, ...options })).toThrow(`limits: ${message}`)
    }
  })

  it.each<[object, string]>([
    [{ maxKeys: 0 }, '"maxKeys" must be an integer from 1 to 16,000,000, got 0'],
    [{ maxKeys: 16_000_001 }, '"maxKeys" must be an integer from 1 to 16,000,000, got 16000001'],
    [{ maxKeys: '5' }, '"maxKeys" must be an integer from 1 to 16,000,000, got 5'],
    [{ maxBytes: 0 }, '"maxBytes" must be an integer >= 1, got 0'],
    [{ maxBytes: Number.POSITIVE_INFINITY }, '"maxBytes" must be an integer >= 1, got Infinity'],
  ])('of the memory store: %o are refused', (options, message) => {
    expect(() => memoryLimitStore(options)).toThrow(new RangeError(`limits: ${message}`))
  })

  it('of guards are refused when the guard is made', () => {
    expect(() => rateLimit(limiter, { mode: wrong('dry-run') })).toThrow(
      new TypeError(`limits: "mode" must be 'enforce' or 'shadow', got dry-run`),
    )
    expect(() => rateLimit(limiter, { headers: wrong('draft-8') })).toThrow(
      new TypeError(`limits: "headers" must be 'draft', 'legacy', 'both' or 'none', got draft-8`),
    )
    expect(() => rateLimit(limiter, { policies: ['room'] })).toThrow(/use inFlight\(\)/)
    expect(() => rateLimit(limiter, { policies: [] })).toThrow(/needs 1 to 16 policies, got 0/)
    expect(() => rateLimit(limiter, { policies: ['api', 'api'] })).toThrow(
      /"policies" must name each once, got api, api/,
    )
    expect(() => rateLimit(limiter, { by: wrong('ip') })).toThrow(/"by" must be a function, got ip/)
    for (const cost of [0, 1.5, Number.NaN, '2', 1e12]) {
      expect(() => rateLimit(limiter, { cost: wrong(cost) })).toThrow(/"cost" must be an integer/)
    }
    expect(() => failures(limiter, { policy: 'room' })).toThrow(/no concurrency, got "room"/)
    expect(() => inFlight(limiter, { policy: 'api' })).toThrow(/"concurrency", got "api"/)
  })
})
