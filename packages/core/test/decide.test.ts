import {
  type AuditSink,
  allow,
  coreMetrics,
  type DecisionOptions,
  decider,
  denialReply,
  deny,
  every,
  type Guard,
} from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answers, elsewhere, isNow, later, passes, proves, refuses } from './support/guards.ts'

const request = testRequest({
  id: 'r-1',
  method: 'POST',
  url: '/users/7?token=t',
  route: '/users/:id',
  ip: '192.0.2.1',
})
const unavailable = { ok: false, reason: 'unavailable', status: 503 }
const down = new Error('the store at 10.0.0.5 is down')

/** All that a decision leaves behind. */
function recorded() {
  const errors: unknown[] = []
  const metrics = recordMetrics()
  const audit = recordAudit()
  return { errors, metrics, audit, onError: (error: unknown) => void errors.push(error) }
}

const throws: Guard = () => {
  throw down
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('decider', () => {
  it('gives the guard’s own verdict, now or later', async () => {
    const allowed = allow({ user: 'ada' }, { deprecation: '@0' })
    const denied = deny('no', 403)
    expect(decider(() => allowed)(request)).toBe(allowed)
    expect(decider(() => denied)(request)).toBe(denied)
    expect(await decider(async () => allowed)(request)).toBe(allowed)
    expect(await decider(elsewhere(() => denied))(request)).toBe(denied)
  })

  it('asks the guard once, with the request and nothing proved', () => {
    const guard = vi.fn<Guard>(() => allow())
    decider(guard)(request)
    expect(guard.mock.calls).toEqual([[request, {}]])
    expect(guard.mock.calls[0]?.[0]).toBe(request)
  })

  it.each(['ignore', '', null, true, 'Deny'])('does not know the policy %j', (whenAuditFails) => {
    const options: DecisionOptions = { whenAuditFails: whenAuditFails as never }
    expect(() => decider(passes, options)).toThrow(
      new TypeError(
        `core: "whenAuditFails" must be 'continue' or 'deny', got ${String(whenAuditFails)}`,
      ),
    )
  })

  it('takes undefined options for left out', async () => {
    const options = { metrics: undefined, audit: undefined, whenAuditFails: undefined }
    expect(await decider(passes, options as never)(request)).toBe(allow())
  })
})

describe('a guard that fails', () => {
  it.each([
    ['throws', throws],
    ['rejects', later(throws)],
    ['rejects in another realm', elsewhere(later(throws))],
  ])('and %s is a 503, and only onError hears why', async (_how, guard) => {
    const { errors, metrics, audit, onError } = recorded()
    const verdict = await decider(guard, { metrics, audit, onError })(request)
    expect(verdict).toStrictEqual(unavailable)
    expect(errors).toEqual([down])
    expect(errors[0]).toBe(down)
    expect(audit.events).toMatchObject([{ outcome: 'error', reason: 'unavailable' }])
    expect(JSON.stringify(audit.events)).not.toContain('10.0.0.5')
  })

  it('tells the client nothing', async () => {
    const verdict = await decider(throws, { onError() {} })(request)
    if (verdict.ok) throw new Error('allowed')
    const reply = denialReply(verdict)
    expect(reply.status).toBe(503)
    expect(JSON.stringify(reply)).not.toContain('10.0.0.5')
    expect(verdict).not.toHaveProperty('cause')
  })

  it.each([null, undefined, 'down', 0])('may throw %j', async (thrown) => {
    const { errors, onError } = recorded()
    const guard: Guard = () => {
      throw thrown
    }
    expect(await decider(guard, { onError })(request)).toStrictEqual(unavailable)
    expect(await decider(later(guard), { onError })(request)).toStrictEqual(unavailable)
    expect(errors).toEqual([thrown, thrown])
  })

  it('gives the same answer each time, that nobody can change for the next', async () => {
    const decide = decider(throws, { onError() {} })
    const first = await decide(request)
    expect(Object.isFrozen(first)).toBe(true)
    expect(await decide(request)).toStrictEqual(unavailable)
  })
})

describe('what is no verdict', () => {
  const wrong: readonly (readonly [string, unknown])[] = [
    ['true', true],
    ['false', false],
    ['a number', 1],
    ['a word', 'ok'],
    ['an empty object', {}],
    ['an empty list', []],
    ['{ ok: "yes" }', { ok: 'yes' }],
    ['{ ok: 1 }', { ok: 1 }],
    ['{ ok: null }', { ok: null }],
    ['a function', () => allow()],
  ]
  it.each([...wrong, ['undefined', undefined] as const, ['null', null] as const])(
    'does not pass: %s',
    async (_what, answer) => {
      const { errors, metrics, audit, onError } = recorded()
      const decide = decider(answers(answer), { metrics, audit, onError })
      expect(await decide(request)).toStrictEqual(unavailable)
      expect(errors).toEqual([expect.any(TypeError)])
      expect(audit.events).toHaveLength(1)
      expect(metrics.value(coreMetrics.decisions)).toBe(1)
    },
  )

  it.each(wrong)('does not pass as a promise: %s', async (_what, answer) => {
    const { errors, metrics, audit, onError } = recorded()
    const decide = decider(answers(Promise.resolve(answer)), { metrics, audit, onError })
    expect(await decide(request)).toStrictEqual(unavailable)
    expect(errors).toEqual([
      new TypeError('core: a guard must answer with a verdict: return allow() or deny()'),
    ])
    expect(audit.events).toHaveLength(1)
    expect(metrics.value(coreMetrics.decisions)).toBe(1)
  })

  it('does not pass as a thenable that throws', async () => {
    const { errors, onError } = recorded()
    const hostile = {
      // biome-ignore lint/suspicious/noThenProperty: that it is a thenable is the point
      then() {
        throw down
      },
    }
    expect(await decider(answers(hostile), { onError })(request)).toStrictEqual(unavailable)
    expect(errors).toEqual([down])
  })

  it('does not pass as an object whose `ok` throws', async () => {
    const { errors, onError } = recorded()
    const hostile = {
      get ok() {
        throw down
      },
    }
    expect(await decider(answers(hostile), { onError })(request)).toStrictEqual(unavailable)
    expect(errors).toEqual([down])
  })
})

describe('each decision', () => {
  const ways: readonly (readonly [string, Guard<object>, string, string])[] = [
    ['allowed', passes, 'allowed', 'none'],
    ['allowed later', later(passes), 'allowed', 'none'],
    ['allowed with a proof', proves({ user: 'ada' }), 'allowed', 'none'],
    ['denied', refuses('no_key', 401), 'denied', 'no_key'],
    ['denied later', later(refuses('no_key', 401)), 'denied', 'no_key'],
    ['denied after a proof', every(proves({ a: 1 }), refuses('no', 403)), 'denied', 'no'],
    ['denied with a cause', () => deny('no', 403, { cause: down }), 'denied', 'no'],
    ['failed', throws, 'denied', 'unavailable'],
    ['failed later', later(throws), 'denied', 'unavailable'],
    ['without a verdict', answers(true), 'denied', 'unavailable'],
  ]
  const policies = ['continue', 'deny'] as const
  const records: readonly (readonly [string, (audit: AuditSink) => AuditSink])[] = [
    ['at once', (audit) => audit],
    ['by a promise', (audit) => ({ record: async (event) => audit.record(event) })],
    [
      'by a promise of another realm',
      (audit) => ({
        record: (event) => elsewhere(answers(audit.record(event)))(request, {}) as never,
      }),
    ],
  ]
  const all = ways.flatMap(([way, guard, decision, reason]) =>
    policies.flatMap((policy) =>
      records.map(
        ([how, wrapped]) => [way, how, policy, { guard, decision, reason, wrapped }] as const,
      ),
    ),
  )
  it.each(all)(
    '%s is counted once, and recorded once %s (%s)',
    async (_way, _how, whenAuditFails, { guard, decision, reason, wrapped }) => {
      const { metrics, audit, onError } = recorded()
      const decide = decider(guard, { metrics, audit: wrapped(audit), onError, whenAuditFails })
      const verdict = await decide(request)
      expect(verdict.ok).toBe(decision === 'allowed')
      expect(metrics.read(coreMetrics.decisions)).toStrictEqual([
        { labels: { decision, reason }, value: 1, resets: 0 },
      ])
      expect(audit.events).toHaveLength(1)
      expect(metrics.read(coreMetrics.dropped)).toEqual([])
      expect(decide.dropped).toBe(0)
    },
  )

  it('adds to the ones before', async () => {
    const { metrics, audit } = recorded()
    const decide = decider<object, string>(
      ({ header }) => (header('x-key') === undefined ? deny('no_key', 401) : allow()),
      { metrics, audit },
    )
    for (const key of [{}, { 'x-key': 'k' }, {}]) await decide(testRequest({ headers: key }))
    expect(metrics.value(coreMetrics.decisions, { decision: 'denied', reason: 'no_key' })).toBe(2)
    expect(metrics.value(coreMetrics.decisions, { decision: 'allowed' })).toBe(1)
    expect(audit.events.map(({ outcome }) => outcome)).toEqual(['denied', 'success', 'denied'])
  })

  it('is made now when guard and sinks are', () => {
    const { metrics, audit } = recorded()
    expect(isNow(decider(passes, { metrics, audit, whenAuditFails: 'deny' })(request))).toBe(true)
    expect(isNow(decider(refuses('no'), { metrics, audit })(request))).toBe(true)
    expect(isNow(decider(throws, { metrics, audit, onError() {} })(request))).toBe(true)
    const slow: AuditSink = { record: async () => {} }
    expect(isNow(decider(passes, { audit: slow })(request))).toBe(true)
  })
})

describe('the cause of a denial', () => {
  it('goes to onError, with the request, and no further', async () => {
    const onError = vi.fn()
    const { metrics, audit } = recorded()
    const decide = decider(() => deny('no', 500, { cause: down }), { metrics, audit, onError })
    const verdict = await decide(request)
    expect(onError.mock.calls).toEqual([[down, request]])
    expect(JSON.stringify([audit.events, metrics.read(coreMetrics.decisions)])).not.toContain(
      '10.0.0.5',
    )
    if (verdict.ok) throw new Error('allowed')
    expect(JSON.stringify(denialReply(verdict))).not.toContain('10.0.0.5')
  })

  it('is told once when the denial comes later, and through every', async () => {
    const { errors, onError } = recorded()
    const guard = every(
      proves({ a: 1 }),
      later(() => deny('no', 500, { cause: down })),
    )
    await decider(guard, { onError })(request)
    expect(errors).toEqual([down])
  })
})
