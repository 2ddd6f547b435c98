import type { Headers } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import {
  claimLimits,
  definePolicy,
  type LimitHeaders,
  limits,
  type PolicyDefinition,
  rateLimit,
} from '@sallyport/limits'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'
import { parseItems } from './support/structured-field.ts'

const minute = 60_000

/** What each of so many requests, one every so often, is told. */
const told = async (
  policies: Readonly<Record<string, PolicyDefinition>>,
  {
    count = 1,
    everyMs = 0,
    headers = 'draft' as LimitHeaders,
    cost = 1 as number | (() => number),
  } = {},
): Promise<(Headers | undefined)[]> => {
  const time = handTime()
  const guard = rateLimit(limits({ policies, ...time }), { headers, cost, by: () => 'a' })
  const all: (Headers | undefined)[] = []
  for (let i = 0; i < count; i++) {
    all.push((await guard(testRequest(), {})).headers)
    time.advance(everyMs)
  }
  return all
}

describe('RateLimit and RateLimit-Policy', () => {
  it('of a rate', async () => {
    const rate = { kind: 'rate', limit: 60, windowMs: minute, burst: 2 } as const
    expect(await told({ api: rate }, { count: 3, everyMs: 100 })).toEqual([
      { ratelimit: '"api";r=1;t=1', 'ratelimit-policy': '"api";q=60;w=60' },
      { ratelimit: '"api";r=0;t=1', 'ratelimit-policy': '"api";q=60;w=60' },
      { ratelimit: '"api";r=0;t=1', 'ratelimit-policy': '"api";q=60;w=60', 'retry-after': '1' },
    ])
  })

  it('of an exact limit', async () => {
    const exact = { kind: 'exact', limit: 1, windowMs: 90_500 } as const
    expect(await told({ login: exact }, { count: 2, everyMs: 10_000 })).toEqual([
      { ratelimit: '"login";r=0;t=91', 'ratelimit-policy': '"login";q=1;w=91' },
      ...[
        {
          ratelimit: '"login";r=0;t=81',
          'ratelimit-policy': '"login";q=1;w=91',
          'retry-after': '81',
        },
      ],
    ])
  })

  it.each([
    ['hour', ';w=3600', 3_600],
    ['day', ';w=86400', 43_200],
    ['week', ';w=604800', 216_000],
    // Neither a month nor a year is always as long.
    ['month', '', 1_425_600],
    ['year', '', 19_915_200],
  ] as const)('of a quota per %s', async (period, w, left) => {
    const quota = { kind: 'quota', limit: 2, period } as const
    expect(await told({ q: quota }, { cost: 2, count: 2 })).toEqual([
      { ratelimit: `"q";r=0;t=${left}`, 'ratelimit-policy': `"q";q=2${w}` },
      ...[
        {
          ratelimit: `"q";r=0;t=${left}`,
          'ratelimit-policy': `"q";q=2${w}`,
          'retry-after': `${left}`,
        },
      ],
    ])
  })

  it('of several, in order; concurrency is not among them', async () => {
    const several = {
      second: { kind: 'rate', limit: 10, windowMs: 1_000 },
      daily: { kind: 'quota', limit: 1, period: 'day' },
      room: { kind: 'concurrency', limit: 9, leaseMs: minute },
    } as const
    const policy = '"second";q=10;w=1, "daily";q=1;w=86400'
    expect(await told(several, { count: 2 })).toEqual([
      { ratelimit: '"second";r=9;t=1, "daily";r=0;t=43200', 'ratelimit-policy': policy },
      {
        ratelimit: '"second";r=9;t=1, "daily";r=0;t=43200',
        ...{ 'ratelimit-policy': policy, 'retry-after': '43200' },
      },
    ])
  })

  it('of what costs more than ever fits: no Retry-After, for there is none', async () => {
    const rate = { kind: 'rate', limit: 60, windowMs: minute, burst: 2 } as const
    // Nor how it stands: nobody was asked.
    expect(await told({ api: rate }, { cost: () => 3 })).toEqual([
      { 'ratelimit-policy': '"api";q=60;w=60' },
    ])
  })

  it('of a caller’s own policies are those', async () => {
    const limiter = limits({
      policies: { api: { kind: 'rate', limit: 1, windowMs: minute } },
      ...handTime(),
    })
    const gold = definePolicy('api', { kind: 'rate', limit: 600, windowMs: minute, burst: 50 })
    const guard = claimLimits(limiter, { claims: () => [{ policy: gold, key: 'a' }] })
    expect((await guard(testRequest(), {})).headers).toEqual({
      ...{ ratelimit: '"api";r=49;t=1', 'ratelimit-policy': '"api";q=600;w=60' },
    })
  })
})

describe('the headers asked for', () => {
  const rate = { kind: 'rate', limit: 60, windowMs: minute, burst: 3 } as const
  const wide = { kind: 'exact', limit: 100, windowMs: minute } as const
  const draft = {
    ratelimit: '"api";r=2;t=1, "wide";r=99;t=60',
    'ratelimit-policy': '"api";q=60;w=60, "wide";q=100;w=60',
  }
  // Of the one with the least left.
  const legacy = {
    ...{ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '2', 'x-ratelimit-reset': '1' },
  }

  it.each([
    ['draft', draft],
    ['legacy', legacy],
    ['both', { ...draft, ...legacy }],
    ['none', undefined],
  ] as const)('%s', async (headers, expected) => {
    expect(await told({ api: rate, wide }, { headers })).toEqual([expected])
    expect(await told({ wide, api: rate }, { headers: 'legacy' })).toEqual([legacy])
  })

  it('none still says when to retry', async () => {
    const [, , , last] = await told({ api: rate }, { headers: 'none', count: 4 })
    expect(last).toEqual({ 'retry-after': '1' })
  })
})

it('are structured fields, of whatever is limited', async () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,63}$/)
  const definition = fc.oneof(
    fc.record({
      kind: fc.constant('rate' as const),
      limit: fc.integer({ min: 1, max: 1e9 }),
      windowMs: fc.integer({ min: 1, max: 366 * 86_400_000 }),
      burst: fc.integer({ min: 1, max: 1e9 }),
    }),
    fc.record({
      kind: fc.constant('exact' as const),
      limit: fc.integer({ min: 1, max: 10_000 }),
      windowMs: fc.integer({ min: 1, max: 366 * 86_400_000 }),
    }),
    fc.record({
      kind: fc.constant('quota' as const),
      limit: fc.integer({ min: 1, max: 1e15 - 1 }),
      period: fc.constantFrom('hour' as const, 'day' as const, 'month' as const),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, definition, { minKeys: 1, maxKeys: 5 }), async (all) => {
      const policies: Readonly<Record<string, PolicyDefinition>> = { ...all }
      for (const headers of await told(policies, { count: 2 })) {
        const [state, policy] = [headers?.ratelimit, headers?.['ratelimit-policy']].map((field) =>
          parseItems(String(field)),
        )
        expect(policy?.map(({ value }) => value)).toEqual(Object.keys(policies))
        expect(policy?.map(({ parameters }) => parameters.q)).toEqual(
          Object.values(policies).map(({ limit }) => limit),
        )
        for (const { parameters } of policy ?? []) expect(parameters.w).not.toBe(0)
        for (const { parameters } of state ?? []) {
          expect(parameters.r).toBeGreaterThanOrEqual(0)
          expect(parameters.t ?? 1).toBeGreaterThanOrEqual(1)
        }
      }
    }),
    { numRuns: 300 },
  )
})
