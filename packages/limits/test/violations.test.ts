import { coreMetrics, deny, type Guard, type Nothing } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { failures, inFlight, limitMetrics, limits, rateLimit } from '@sallyport/limits'
import { unhandledDuring } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000

const watched = (audit = recordAudit()) => {
  const time = handTime()
  const metrics = recordMetrics()
  const limiter = limits({
    policies: { api: { kind: 'exact', limit: 1, windowMs: 60 * minute } },
    ...time,
  })
  const guard = rateLimit(limiter, { metrics, audit, monotonic: time.monotonic })
  const ask = async (ip: string) => guard(testRequest({ ip, route: '/users/:id', id: 'r1' }), {})
  return { time, metrics, audit, ask }
}

describe('a violation', () => {
  it('is counted each time, by policy and route', async () => {
    const { metrics, ask } = watched()
    for (let i = 0; i < 4; i++) await ask('192.0.2.1')
    const labels = { policy: 'api', route: '/users/:id', mode: 'enforce' } as const
    expect(metrics.value(limitMetrics.violations, labels)).toBe(3)
  })

  it('is recorded when it begins, and again after a minute of quiet', async () => {
    const { audit, ask, time } = watched()
    for (let i = 0; i < 10; i++) {
      await ask('192.0.2.1')
      time.advance(59_999)
    }
    expect(audit.events).toEqual([
      {
        ...{ type: 'limits.violated', outcome: 'denied', reason: 'rate_limited' },
        targets: [{ kind: 'limit', id: 'api' }],
        ctx: { requestId: 'r1', ip: '192.0.2.1', method: 'GET', route: '/users/:id' },
        event: { key: '192.0.2.1', mode: 'enforce' },
      },
    ])
    time.advance(1)
    await ask('192.0.2.1')
    expect(audit.events).toHaveLength(2)
  })

  it('of each key is recorded', async () => {
    const { audit, ask } = watched()
    for (let i = 0; i < 6; i++) await ask(`192.0.2.${i % 3}`)
    expect(audit.events).toHaveLength(3)
  })

  it.each([
    ['rejects', () => Promise.reject(new Error('full'))],
    [
      'throws',
      () => {
        throw new Error('full')
      },
    ],
  ])('whose record %s is refused all the same, and the loss counted', async (_how, record) => {
    const { metrics, ask } = watched({ events: [], record })
    const unhandled = await unhandledDuring(async () => {
      await ask('192.0.2.1')
      expect((await ask('192.0.2.1')).ok).toBe(false)
    })
    expect(unhandled).toEqual([])
    expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
  })

  it('is not that the store is down', async () => {
    const { limiter, store } = awayLimits()
    const [metrics, audit] = [recordMetrics(), recordAudit()]
    store.mode = 'rejects'
    const guard = rateLimit(limiter, { policies: ['exact'], metrics, audit })
    expect((await guard(testRequest(), {})).ok).toBe(false)
    expect(audit.events).toEqual([])
    expect(metrics.read(limitMetrics.violations)).toEqual([])
  })
})

describe('a violation of failures and of requests in flight', () => {
  it('is counted and recorded like any other, its key shortened to a digest where it is long', async () => {
    const [metrics, audit] = [recordMetrics(), recordAudit()]
    const limiter = limits({
      policies: {
        login: { kind: 'exact', limit: 1, windowMs: 60_000 },
        room: { kind: 'concurrency', limit: 1, leaseMs: 60_000 },
      },
    })
    const token = 'secret-'.repeat(10)
    const by = () => token
    const wrong: Guard<Nothing, 'wrong'> = () => deny('wrong', 401)
    const login = failures(limiter, { policy: 'login', metrics, audit }).around(wrong, {
      by,
    })
    const { guard } = inFlight(limiter, { policy: 'room', by, metrics, audit })
    for (let i = 0; i < 3; i++) await login(testRequest(), {})
    for (let i = 0; i < 2; i++) await guard(testRequest(), {})
    expect(metrics.value(limitMetrics.violations, { policy: 'login' })).toBe(2)
    expect(metrics.value(limitMetrics.violations, { policy: 'room' })).toBe(1)
    expect(audit.events.map(({ targets }) => targets?.[0]?.id)).toEqual(['login', 'room'])
    expect(JSON.stringify(audit.events)).not.toContain('secret')
  })
})
