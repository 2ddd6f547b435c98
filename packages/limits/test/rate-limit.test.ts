import { allow, denialReply, deny, every, type Guard, type Nothing } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { claimLimits, definePolicy, limitMetrics, limits, rateLimit } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const policies = {
  api: { kind: 'exact', limit: 2, windowMs: minute },
  daily: { kind: 'quota', limit: 10, period: 'day' },
  room: { kind: 'concurrency', limit: 1, leaseMs: minute },
} as const
const limited = () => limits({ policies, ...handTime() })
const from = (ip: string) => testRequest({ ip })

describe('whose limit', () => {
  const outcomes = async (
    guard: ReturnType<typeof rateLimit>,
    ips: readonly (string | undefined)[],
  ) => {
    const all = []
    for (const ip of ips) {
      const verdict = await guard(testRequest({ ip }), {})
      all.push(verdict.ok ? 'in' : verdict.reason)
    }
    return all
  }

  it('an address’s, unless told; IPv6 by /64, IPv4 in IPv6 is IPv4', async () => {
    expect(
      await outcomes(rateLimit(limited()), [
        ...['192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1', '::ffff:c000:201', '192.0.2.2'],
        ...['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:0:5::', '2001:db8:0:1::1'],
      ]),
    ).toEqual([
      ...['in', 'in', 'rate_limited', 'rate_limited', 'in'],
      ...['in', 'in', 'rate_limited', 'in'],
    ])
  })

  it('nobody’s, where the address cannot be told: refused with 403', async () => {
    const guard = rateLimit(limited())
    expect(await outcomes(guard, [undefined, '', 'unknown', '192.0.2.1:80'])).toEqual(
      Array(4).fill('limit_key_missing'),
    )
    const verdict = await guard(testRequest({ ip: undefined }), {})
    expect(!verdict.ok && denialReply(verdict)).toMatchObject({ status: 403 })
  })

  it('whoever earlier guards proved it to be', async () => {
    const identified: Guard<{ readonly user: string }, 'no_user'> = (request) => {
      const user = request.header('x-user')
      return user === undefined ? deny('no_user', 401) : allow({ user })
    }
    const limiter = limited()
    const guard = every(
      identified,
      rateLimit(limiter, { by: (_, { user }: { readonly user: string }) => user }),
    )
    for (const user of ['ada', 'ada', 'bob', 'ada']) {
      await guard(testRequest({ headers: { 'x-user': user } }), {})
    }
    expect(limiter.peek('api', 'ada').remaining).toBe(0)
    expect(limiter.peek('api', 'bob').remaining).toBe(1)
  })
})

describe('what it takes', () => {
  it('from every policy but concurrency, or from those named', async () => {
    const limiter = limited()
    await rateLimit(limiter)(from('192.0.2.1'), {})
    await rateLimit(limiter, { policies: ['daily'] })(from('192.0.2.1'), {})
    expect(limiter.tally()).toEqual({
      api: { allowed: 1, denied: 0 },
      daily: { allowed: 2, denied: 0 },
      room: { allowed: 0, denied: 0 },
    })
  })

  it('all or nothing', async () => {
    const limiter = limited()
    const guard = rateLimit(limiter)
    for (let i = 0; i < 5; i++) await guard(from('192.0.2.1'), {})
    expect(limiter.peek('daily', '192.0.2.1').remaining).toBe(8)
  })

  it('as much as the request costs', async () => {
    const limiter = limited()
    const guard = rateLimit(limiter, {
      policies: ['daily'],
      cost: (request) => Number(request.header('x-rows')),
    })
    await guard(testRequest({ ip: '192.0.2.1', headers: { 'x-rows': '7' } }), {})
    expect(limiter.peek('daily', '192.0.2.1').remaining).toBe(3)
    expect(() => guard(testRequest({ headers: { 'x-rows': 'many' } }), {})).toThrow(
      'limits: "cost" must be an integer >= 1, got NaN',
    )
  })

  it('from the caller’s own policies; from none, nothing', async () => {
    const gold = definePolicy('api', { kind: 'exact', limit: 5, windowMs: minute })
    const guard = claimLimits(limited(), {
      claims: (request) =>
        request.header('x-plan') === 'gold' ? [{ policy: gold, key: 'ada' }] : [],
    })
    expect(await guard(from('192.0.2.1'), {})).toEqual(allow())
    const rich = testRequest({ ip: '192.0.2.1', headers: { 'x-plan': 'gold' } })
    expect((await guard(rich, {})).headers?.ratelimit).toBe('"api";r=4;t=60')
  })

  it('from several keys at once, all or nothing', async () => {
    const limiter = limited()
    const shared = definePolicy('shared', { kind: 'exact', limit: 1, windowMs: minute })
    const own = definePolicy('own', { kind: 'exact', limit: 5, windowMs: minute })
    const guard = claimLimits(limiter, {
      claims: (request) => [
        { policy: shared, key: 'tenant' },
        { policy: own, key: request.header('x-key') ?? 'none' },
      ],
    })
    const by = (key: string) => guard(testRequest({ headers: { 'x-key': key } }), {})
    expect((await by('a')).ok).toBe(true)
    expect(await by('b')).toMatchObject({ ok: false, reason: 'rate_limited' })
    expect(limiter.peek(own, 'b').remaining).toBe(5)
    const room = definePolicy('room', { kind: 'concurrency', limit: 1, leaseMs: minute })
    const wrong = claimLimits(limiter, { claims: () => [{ policy: room, key: 'a' }] })
    expect(() => wrong(testRequest(), {})).toThrow('use inFlight()')
  })

  it('nothing for a request that an earlier guard refused', async () => {
    const limiter = limited()
    const closed: Guard<Nothing, 'closed'> = () => deny('closed', 403)
    const guard = every(closed, rateLimit(limiter))
    for (let i = 0; i < 5; i++) await guard(from('192.0.2.1'), {})
    expect(limiter.peek('api', '192.0.2.1').remaining).toBe(2)
    expect(limiter.tally().api).toEqual({ allowed: 0, denied: 0 })
  })
})

describe('its answer', () => {
  it('is no promise with a store that answers at once, alone or in a chain', () => {
    const guard = rateLimit(limited())
    for (const one of [guard, every(guard)]) {
      for (let i = 0; i < 3; i++) expect(one(from('192.0.2.1'), {})).not.toBeInstanceOf(Promise)
    }
  })

  it('is 429 with the house’s body and the headers', async () => {
    const guard = rateLimit(limited(), { policies: ['api'], cost: 2 })
    await guard(from('192.0.2.1'), {})
    const verdict = await guard(from('192.0.2.1'), {})
    if (verdict.ok) throw new Error('expected a refusal')
    const { status, headers, body } = denialReply(verdict)
    expect([status, JSON.parse(String(body))]).toEqual([
      429,
      { error: 'Too many requests.', status: 'rate_limited' },
    ])
    expect(headers).toMatchObject({ ratelimit: '"api";r=0;t=60', 'retry-after': '60' })
  })

  it('is 503 while the store is down, and does not say what is', async () => {
    const { limiter, store } = awayLimits()
    store.mode = 'rejects'
    const verdict = await rateLimit(limiter, { policies: ['exact'] })(from('192.0.2.1'), {})
    if (verdict.ok) throw new Error('expected a refusal')
    const { status, headers, body } = denialReply(verdict)
    expect([status, JSON.parse(String(body)).status, headers['retry-after']]).toEqual([
      ...[503, 'unavailable', '1'],
    ])
    expect(String(body)).not.toContain('away')
    expect(verdict).toMatchObject({ reason: 'limits_unavailable', cause: expect.any(Error) })
  })
})

describe('mode: shadow', () => {
  it('counts, refuses nobody and tells the client nothing', async () => {
    const metrics = recordMetrics()
    const audit = recordAudit()
    const limiter = limited()
    const guard = rateLimit(limiter, { mode: 'shadow', metrics, audit, policies: ['api'] })
    for (let i = 0; i < 5; i++) expect(await guard(from('192.0.2.1'), {})).toEqual(allow())
    expect(await guard(testRequest({ ip: undefined }), {})).toEqual(allow())
    expect(limiter.tally().api).toEqual({ allowed: 2, denied: 3 })
    expect(metrics.value(limitMetrics.violations, { mode: 'shadow' })).toBe(3)
    expect(audit.events).toMatchObject([{ type: 'limits.violated', event: { mode: 'shadow' } }])
  })
})
