import { recordAudit, recordMetrics } from '@sallyport/core/testing'
import { type LimitState, limitMetrics, limits, type PolicyDefinition } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const four = {
  rate: { kind: 'rate', limit: 2, windowMs: minute },
  exact: { kind: 'exact', limit: 3, windowMs: minute },
  quota: { kind: 'quota', limit: 4, period: 'day' },
  room: { kind: 'concurrency', limit: 5, leaseMs: minute },
} as const satisfies Record<string, PolicyDefinition>
const names = ['rate', 'exact', 'quota', 'room'] as const
const each = names.map((policy) => ({ policy, key: 'a' }))

const fourLimits = () => {
  const time = handTime()
  const metrics = recordMetrics()
  const audit = recordAudit()
  return { time, metrics, audit, limiter: limits({ policies: four, metrics, audit, ...time }) }
}
const remaining = (limiter: ReturnType<typeof fourLimits>['limiter']) =>
  names.map((policy) => limiter.peek(policy, 'a').remaining)

describe('claim', () => {
  it('takes from all, in the order asked', () => {
    const { limiter } = fourLimits()
    const { ok, denied, states } = limiter.claim(each)
    expect([ok, denied]).toEqual([true, undefined])
    expect(states.map(({ policy }) => policy.name)).toEqual(names)
    expect(remaining(limiter)).toEqual([1, 2, 3, 4])
  })

  it('takes from none when one does not fit, and tells what takes longest', () => {
    const { limiter } = fourLimits()
    limiter.claim([...each.slice(1), { policy: 'rate', key: 'a', cost: 2 }])
    limiter.check('quota', 'a', 3)
    const { ok, denied, states } = limiter.claim(each)
    expect(ok).toBe(false)
    expect(denied).toMatchObject({ policy: { name: 'quota' }, retryAfterMs: 12 * 60 * minute })
    expect(states.map((state) => state.ok)).toEqual([false, true, false, true])
    expect(remaining(limiter)).toEqual([0, 2, 0, 4])
  })

  it('of more than ever fits is refused without being asked for', () => {
    const { limiter } = fourLimits()
    const { denied, states } = limiter.claim([
      { policy: 'quota', key: 'a' },
      { policy: 'rate', key: 'a', cost: 3 },
    ])
    expect(states).toEqual([denied])
    expect(denied).toMatchObject({
      ...{ ok: false, reason: 'cost_too_high', retryAfterMs: Number.POSITIVE_INFINITY },
      policy: { name: 'rate' },
    })
    expect(limiter.check('rate', 'a', 3).reason).toBe('cost_too_high')
    expect(limiter.peek('rate', 'a', 3).reason).toBe('cost_too_high')
    expect(remaining(limiter)).toEqual([2, 3, 4, 5])
  })

  it('has 1 to 16 parts, none of them twice', () => {
    const { limiter } = fourLimits()
    const parts = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ policy: 'quota' as const, key: `${i}` }))
    expect(limiter.claim(parts(16)).ok).toBe(true)
    expect(() => limiter.claim(parts(17))).toThrow(
      'limits: a claim must have 1 to 16 parts, got 17',
    )
    expect(() => limiter.claim([])).toThrow('limits: a claim must have 1 to 16 parts, got 0')
    expect(() => limiter.claim([...each, { policy: 'room', key: 'a', cost: 2 }])).toThrow(
      'limits: a claim names the same policy and key twice; add up their costs',
    )
    expect(remaining(limiter)).toEqual([2, 3, 4, 5])
  })
})

describe('refund', () => {
  it('gives back a check, and all parts of a claim, once', () => {
    const { limiter } = fourLimits()
    const claimed = limiter.claim(each)
    limiter.claim(each)
    for (let i = 0; i < 3; i++) limiter.refund(claimed)
    for (const state of claimed.states) limiter.refund(state)
    expect(remaining(limiter)).toEqual([1, 2, 3, 4])
    const checked = limiter.check('exact', 'a')
    limiter.refund(checked)
    limiter.refund(checked)
    expect(remaining(limiter)).toEqual([1, 2, 3, 4])
  })

  it('gives back nothing that was not taken: a refusal, its neighbours, a look', () => {
    const { limiter } = fourLimits()
    limiter.claim(each)
    limiter.check('rate', 'a')
    const refused = limiter.claim(each)
    const looks = names.map((policy) => limiter.peek(policy, 'a'))
    expect(refused.states.map(({ ok }) => ok)).toEqual([false, true, true, true])
    limiter.refund(refused)
    for (const state of [...refused.states, ...looks]) limiter.refund(state as LimitState)
    expect(remaining(limiter)).toEqual([0, 2, 3, 4])
  })

  it('gives back each holder’s own place', () => {
    const { limiter } = fourLimits()
    const holders = Array.from({ length: 5 }, () => limiter.check('room', 'a'))
    expect(new Set(holders.map(({ lease }) => lease)).size).toBe(5)
    limiter.refund(holders[2] as LimitState)
    expect(limiter.peek('room', 'a').remaining).toBe(1)
  })
})

describe('tally and metrics', () => {
  it('count what was asked for and how it ended, not looks', () => {
    const { limiter, metrics } = fourLimits()
    limiter.claim(each)
    limiter.claim(each)
    limiter.claim(each)
    limiter.check('rate', 'a', 9)
    limiter.peek('rate', 'a')
    const tally = {
      ...{ rate: { allowed: 2, denied: 2 }, exact: { allowed: 2, denied: 0 } },
      ...{ quota: { allowed: 2, denied: 0 }, room: { allowed: 2, denied: 0 } },
    }
    expect(limiter.tally()).toEqual(tally)
    for (const policy of names) {
      for (const decision of ['allowed', 'denied'] as const) {
        const value = metrics.value(limitMetrics.decisions, { policy, decision })
        expect(value).toBe(tally[policy][decision])
      }
    }
  })

  it('uses the series of a sink that has them', () => {
    const added: unknown[] = []
    const metrics = {
      ...recordMetrics(),
      bind: (metric: { id: string }, labels?: object) => ({
        add: (value: number) => void added.push([metric.id, labels, value]),
        set() {},
        observe() {},
      }),
    }
    const limiter = limits({ policies: four, metrics, ...handTime() })
    limiter.check('exact', 'a')
    limiter.check('exact', 'a', 3)
    expect(added).toEqual([
      ['limits.decisions', { policy: 'exact', decision: 'allowed' }, 1],
      ['limits.decisions', { policy: 'exact', decision: 'denied' }, 1],
    ])
  })
})

describe('forget', () => {
  it('lets a key begin anew, and says who did that and why', async () => {
    const { limiter, audit } = fourLimits()
    limiter.check('exact', 'a', 3)
    const actor = { kind: 'user', id: 'ada' }
    await limiter.forget('exact', 'a', { actor, reason: 'a test of the login' })
    expect(limiter.peek('exact', 'a').remaining).toBe(3)
    expect(audit.events).toEqual([
      {
        ...{ type: 'limits.forgotten', outcome: 'success', actor, reason: 'a test of the login' },
        targets: [{ kind: 'limit', id: 'exact a' }],
      },
    ])
  })

  it('forgets nothing when that cannot be recorded', async () => {
    const audit = { record: () => Promise.reject(new Error('the disk is full')) }
    const limiter = limits({ policies: four, audit, ...handTime() })
    limiter.check('exact', 'a', 3)
    await expect(limiter.forget('exact', 'a')).rejects.toThrow('the disk is full')
    expect(limiter.check('exact', 'a').ok).toBe(false)
  })
})

it('its functions may be taken out of it', () => {
  const { check, claim, peek } = fourLimits().limiter
  expect(check('room', 'a').ok).toBe(true)
  expect(check('rate', 'a', 9).ok).toBe(false)
  expect([claim(each).ok, peek('rate', 'a').ok]).toEqual([true, true])
})

it('the store says that it is well', async () => {
  expect(await fourLimits().limiter.health(new AbortController().signal)).toEqual({ ok: true })
})
