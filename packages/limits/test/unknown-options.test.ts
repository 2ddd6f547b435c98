import {
  byAddress,
  claimLimits,
  definePolicy,
  failures,
  inFlight,
  limits,
  memoryLimitStore,
  rateLimit,
} from '@sallyport/limits'
import { postgresLimitStore } from '@sallyport/limits/postgres'
import { redisLimitStore } from '@sallyport/limits/redis'
import { sqliteLimitStore } from '@sallyport/limits/sqlite'
import { describe, expect, it } from 'vitest'

const policies = { login: { kind: 'exact', limit: 5, windowMs: 1_000 } } as const
const limiter = limits({ policies })
const none = {} as never

/** Who takes options, and one that there is not. */
const takers: Readonly<Record<string, readonly [wrong: string, call: (given: never) => unknown]>> =
  {
    limits: ['onStoreErorr', limits],
    rateLimit: ['policy', (given) => rateLimit(limiter, given)],
    claimLimits: ['claim', (given) => claimLimits(limiter, given)],
    inFlight: ['policies', (given) => inFlight(limiter, given)],
    failures: ['policies', (given) => failures(limiter, given)],
    byAddress: ['V6', byAddress],
    memoryLimitStore: ['maxKey', memoryLimitStore],
    sqliteLimitStore: ['name', (given) => sqliteLimitStore(none, given)],
    postgresLimitStore: ['tabel', (given) => postgresLimitStore(none, given)],
    redisLimitStore: ['key', (given) => redisLimitStore({ command: async () => null }, given)],
  }

describe('an option that there is not is refused', () => {
  it.each(Object.entries(takers))('by %s()', (name, [wrong, call]) => {
    const message = new RegExp(`^limits: ${name}\\(\\) takes only \\w+(, \\w+)*, got "${wrong}"$`)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(TypeError)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(message)
  })

  it('by around()', () => {
    const guard = () => ({ ok: true, value: {} }) as const
    const wrong = { count: () => true } as never
    expect(() => failures(limiter, { policy: 'login' }).around(guard, wrong)).toThrow(
      new TypeError('limits: around() takes only by, counts, got "count"'),
    )
  })

  it('by forget(), whose record would lack it', async () => {
    await expect(limiter.forget('login', 'a', { who: 'ada' } as never)).rejects.toThrow(
      new TypeError('limits: forget() takes only actor, reason, got "who"'),
    )
  })

  it('by limits() that are given none', () => {
    expect(() => limits(...([] as never as [never]))).toThrow(
      new TypeError('limits: limits() takes options by name, got undefined'),
    )
  })

  it.each([
    ['rate', 'limit, windowMs, burst', { windowMs: 1 }],
    ['exact', 'limit, windowMs', { windowMs: 1 }],
    ['quota', 'limit, period, refill, startsAt', { period: 'day' }],
    ['concurrency', 'limit, leaseMs', { leaseMs: 1 }],
  ] as const)('by the definition of a policy: %s', (kind, names, more) => {
    const definition = { kind, limit: 1, ...more, bursts: 9 } as never
    // What a later version has stored is not the program's.
    expect(definePolicy('api', definition).limit).toBe(1)
    expect(() => limits({ policies: { api: definition } })).toThrow(
      new TypeError(`limits: the policy "api" takes only kind, ${names}, got "bursts"`),
    )
  })
})
