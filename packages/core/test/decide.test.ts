import {
  type AuditSink,
  allow,
  coreEvents,
  coreMetrics,
  type DecisionOptions,
  decider,
  denialReply,
  deny,
  every,
  type Guard,
  type MetricsSink,
  type Nothing,
} from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { deferred } from './support/deferred.ts'
import { answers, elsewhere, isNow, later, passes, proves, refuses } from './support/guards.ts'
import { settled } from './support/turns.ts'

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
    const options = { whenAuditFails } as unknown as DecisionOptions
    expect(() => decider(passes, options)).toThrow(
      new TypeError(
        `core: "whenAuditFails" must be 'continue' or 'deny', got ${String(whenAuditFails)}`,
      ),
    )
  })

  it('takes undefined options for left out', async () => {
    const options = { metrics: undefined, audit: undefined, whenAuditFails: undefined }
    expect(await decider(passes, options as unknown as DecisionOptions)(request)).toBe(allow())
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
    expect(errors).toEqual([new TypeError('core: a guard answered with no verdict')])
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

describe('the record', () => {
  const where = {
    requestId: 'r-1',
    ip: '192.0.2.1',
    method: 'POST',
    route: '/users/:id',
  }

  it('of an allowance', async () => {
    const audit = recordAudit()
    await decider(passes, { audit })(request)
    expect(audit.events).toStrictEqual([
      { type: coreEvents.decided.type, outcome: 'success', ctx: where },
    ])
  })

  it('of a denial says why, in the word the client may not see', async () => {
    const audit = recordAudit()
    await decider(() => deny('key_revoked', 401, { shown: 'unknown_key' }), { audit })(request)
    expect(audit.events).toStrictEqual([
      { type: coreEvents.decided.type, outcome: 'denied', reason: 'key_revoked', ctx: where },
    ])
  })

  it('of a failure is an error', async () => {
    const audit = recordAudit()
    await decider(throws, { audit, onError() {} })(request)
    expect(audit.events).toStrictEqual([
      { type: coreEvents.decided.type, outcome: 'error', reason: 'unavailable', ctx: where },
    ])
  })

  it('never has the path, which carries personal data', async () => {
    const audit = recordAudit()
    await decider(passes, { audit })(request)
    expect(JSON.stringify(audit.events)).not.toContain('token')
    expect(JSON.stringify(audit.events)).not.toContain('/users/7')
  })

  it('says that an address or a route is not known', async () => {
    const audit = recordAudit()
    await decider(passes, { audit })(testRequest({ peer: undefined }))
    expect(audit.events[0]?.ctx).toStrictEqual({
      requestId: 'test-request',
      ip: undefined,
      method: 'GET',
      route: undefined,
    })
  })

  it('has what describe takes from the proofs', async () => {
    const audit = recordAudit()
    const describeUser = ({ user = 'nobody' }: { user?: string }) => ({
      actor: { kind: 'user', id: user },
      targets: [{ kind: 'file', id: 'f' }],
      event: { bytes: 5 },
      ctx: { userAgent: 'curl', traceId: 't' },
    })
    await decider(proves({ user: 'ada' }), { audit, describe: describeUser })(request)
    expect(audit.events).toStrictEqual([
      {
        type: coreEvents.decided.type,
        outcome: 'success',
        actor: { kind: 'user', id: 'ada' },
        targets: [{ kind: 'file', id: 'f' }],
        event: { bytes: 5 },
        ctx: { ...where, userAgent: 'curl', traceId: 't' },
      },
    ])
  })

  it('of a denial is described from the proofs that came before it', async () => {
    const audit = recordAudit()
    const seen: object[] = []
    const guard = every(proves({ user: 'ada' }), every(proves({ role: 'x' }), refuses('no')))
    await decider<object, string>(guard, {
      audit,
      describe(proved) {
        seen.push(proved)
        return { actor: { kind: 'user', id: (proved as { user: string }).user } }
      },
    })(request)
    expect(seen).toEqual([{ user: 'ada', role: 'x' }])
    expect(audit.events).toMatchObject([
      { outcome: 'denied', reason: 'no', actor: { kind: 'user', id: 'ada' } },
    ])
  })

  it('of a denial or a failure before any proof is described from nothing', async () => {
    const audit = recordAudit()
    const seen: object[] = []
    const describe = (proved: object) => {
      seen.push(proved)
      return {}
    }
    await decider(refuses('no'), { audit, describe })(request)
    await decider(throws, { audit, describe, onError() {} })(request)
    expect(seen).toEqual([{}, {}])
    expect(audit.events).toHaveLength(2)
  })

  it('cannot be described as another outcome or reason', async () => {
    const audit = recordAudit()
    const describe = () => ({ outcome: 'success' as const, reason: 'fine', type: 'login.tried' })
    await decider(refuses('no'), { audit, describe })(request)
    await decider(throws, { audit, describe, onError() {} })(request)
    expect(audit.events).toMatchObject([
      { type: 'login.tried', outcome: 'denied', reason: 'no' },
      { type: 'login.tried', outcome: 'error', reason: 'unavailable' },
    ])
    await decider(passes, { audit, describe: () => ({ outcome: 'failure' as const }) })(request)
    expect(audit.events[2]?.outcome).toBe('success')
  })

  it('is not made, nor described, without a sink', () => {
    const describe = vi.fn(() => ({}))
    decider(passes, { describe })(request)
    expect(describe).not.toHaveBeenCalled()
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

describe('onError', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('the listener')
      },
    ],
    ['rejects', () => Promise.reject(new Error('the listener'))],
  ])('that %s breaks nothing', async (_how, onError) => {
    const { metrics, audit } = recorded()
    const decide = decider(throws, { metrics, audit, onError })
    expect(await decide(request)).toStrictEqual(unavailable)
    const denying = decider(() => deny('no', 403, { cause: down }), { onError })
    expect(await denying(request)).toMatchObject({ reason: 'no' })
    const losing = decider(passes, { onError, audit: { record: () => Promise.reject(down) } })
    expect(await losing(request)).toBe(allow())
    await settled()
    expect(losing.dropped).toBe(1)
    expect(audit.events).toHaveLength(1)
  })

  it('prints when nobody listens', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    await decider(throws)(request)
    expect(printed.mock.calls).toEqual([['sallyport:', down]])
  })
})

describe('a metrics sink that fails', () => {
  const failing = (add: MetricsSink['add']): MetricsSink => ({ add, set() {}, observe() {} })

  it.each([
    [
      'throws',
      failing(() => {
        throw down
      }),
    ],
    ['rejects', failing(() => Promise.reject(down))],
    ['rejects in another realm', failing(() => elsewhere(later(throws))(request, {}) as never)],
  ])('and %s changes no decision', async (_how, metrics) => {
    const { errors, audit, onError } = recorded()
    for (const guard of [passes, refuses('no'), later(passes), later(refuses('no'))]) {
      const decide = decider<object, string>(guard, { metrics, audit, onError })
      const verdict = await decide(request)
      expect(verdict).toEqual(await guard(request, {}))
      await settled()
      expect(decide.dropped).toBe(1)
    }
    expect(errors).toEqual([down, down, down, down])
    expect(audit.events).toHaveLength(4)
  })

  it('because it writes to the labels it is given hurts nobody else', async () => {
    const { errors, metrics: other, onError } = recorded()
    const metrics = failing(((_metric: unknown, _value: number, labels: { reason: string }) => {
      labels.reason = 'forged'
    }) as never)
    const decide = decider(refuses('no'), { metrics, onError })
    await decide(request)
    expect(decide.dropped).toBe(1)
    expect(errors).toEqual([expect.any(TypeError)])
    await decider(refuses('no'), { metrics: other })(request)
    expect(other.value(coreMetrics.decisions, { decision: 'denied', reason: 'no' })).toBe(1)
  })
})

describe('an audit sink that fails', () => {
  const failures: readonly (readonly [string, AuditSink['record']])[] = [
    [
      'throws',
      () => {
        throw down
      },
    ],
    ['rejects', () => Promise.reject(down)],
    ['rejects in another realm', () => elsewhere(later(throws))(request, {}) as never],
    [
      'answers with a thenable that throws',
      () =>
        ({
          // biome-ignore lint/suspicious/noThenProperty: that it is a thenable is the point
          then() {
            throw down
          },
        }) as never,
    ],
  ]

  it.each(failures)('and %s: continue goes on, and counts the loss', async (_how, record) => {
    for (const guard of [passes, refuses('no'), later(passes), later(refuses('no'))]) {
      const { errors, metrics, onError } = recorded()
      const decide = decider<object, string>(guard, { metrics, audit: { record }, onError })
      expect(await decide(request)).toEqual(await guard(request, {}))
      await settled()
      expect(decide.dropped).toBe(1)
      expect(errors).toEqual([down])
      expect(metrics.read(coreMetrics.dropped)).toStrictEqual([
        { labels: { sink: 'audit' }, value: 1, resets: 0 },
      ])
      expect(metrics.value(coreMetrics.decisions)).toBe(1)
    }
  })

  it.each(failures)('and %s: deny refuses with a 503, denials too', async (_how, record) => {
    for (const guard of [passes, refuses('no'), later(passes), later(refuses('no')), throws]) {
      const { errors, metrics, onError } = recorded()
      const decide = decider<object, string>(guard, {
        metrics,
        audit: { record },
        onError,
        whenAuditFails: 'deny',
      })
      expect(await decide(request)).toStrictEqual(unavailable)
      expect(decide.dropped).toBe(1)
      expect(errors).toEqual(guard === throws ? [down, down] : [down])
      expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
      expect(metrics.read(coreMetrics.decisions)).toStrictEqual([
        { labels: { decision: 'denied', reason: 'unavailable' }, value: 1, resets: 0 },
      ])
    }
  })

  it('beside a metrics sink that fails: both losses are counted, the decision stands', async () => {
    const { errors, onError } = recorded()
    const metrics: MetricsSink = { add: () => Promise.reject(down), set() {}, observe() {} }
    const audit: AuditSink = { record: () => Promise.reject(down) }
    const decide = decider(passes, { metrics, audit, onError })
    expect(await decide(request)).toBe(allow())
    await settled()
    // The record, the decision's count, and the count of the lost record.
    expect(decide.dropped).toBe(3)
    expect(errors).toHaveLength(3)
  })

  it('counts each loss', async () => {
    const decide = decider(passes, {
      audit: {
        record() {
          throw down
        },
      },
      onError() {},
    })
    expect(decide.dropped).toBe(0)
    for (let count = 1; count <= 3; count++) {
      await decide(request)
      expect(decide.dropped).toBe(count)
    }
    expect(() => Object.assign(decide, { dropped: 0 })).toThrow(TypeError)
  })
})

describe('a record', () => {
  it('is waited for when the route denies without it', async () => {
    const { metrics } = recorded()
    const written = deferred()
    const decide = decider(passes, {
      metrics,
      audit: { record: () => written.promise },
      whenAuditFails: 'deny',
    })
    let verdict: unknown
    const answer = Promise.resolve(decide(request)).then((decided) => {
      verdict = decided
    })
    await settled()
    expect(verdict).toBeUndefined()
    expect(metrics.value(coreMetrics.decisions)).toBe(0)
    written.resolve()
    await answer
    expect(verdict).toBe(allow())
    expect(metrics.value(coreMetrics.decisions)).toBe(1)
  })

  it('is not waited for otherwise, which is the default', async () => {
    const never: AuditSink = { record: () => new Promise(() => {}) }
    expect(decider(passes, { audit: never })(request)).toBe(allow())
    expect(decider(passes, { audit: never, whenAuditFails: 'continue' })(request)).toBe(allow())
    expect(await decider(later(passes), { audit: never })(request)).toBe(allow())
  })
})

describe('describe that throws', () => {
  const describeBadly = () => {
    throw down
  }

  it('loses the record, not the request', () => {
    const { errors, metrics, audit, onError } = recorded()
    const decide = decider(passes, { metrics, audit, onError, describe: describeBadly })
    expect(decide(request)).toBe(allow())
    expect(decide.dropped).toBe(1)
    expect(errors).toEqual([down])
    expect(audit.events).toEqual([])
    expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
    expect(metrics.value(coreMetrics.decisions)).toBe(1)
  })

  it('is a 503 where the record must not be lost', () => {
    const { audit, onError } = recorded()
    const decide = decider<Nothing, string>(passes, {
      audit,
      onError,
      describe: describeBadly,
      whenAuditFails: 'deny',
    })
    expect(decide(request)).toStrictEqual(unavailable)
    expect(audit.events).toEqual([])
  })
})

describe('a request whose properties throw', () => {
  const broken = Object.defineProperty({ ...testRequest() }, 'ip', {
    get() {
      throw down
    },
  })

  it('is refused by a guard that reads them', async () => {
    const { errors, metrics, onError } = recorded()
    const fromHome: Guard = ({ ip }) => (ip === '127.0.0.1' ? allow() : deny('not_home', 403))
    const decide = decider(fromHome, { metrics, onError })
    expect(await decide(broken)).toStrictEqual(unavailable)
    expect(errors).toEqual([down])
    expect(metrics.value(coreMetrics.decisions, { reason: 'unavailable' })).toBe(1)
  })

  it('costs its record, or is refused where the record must not be lost', () => {
    const { errors, audit, onError } = recorded()
    const decide = decider(passes, { audit, onError })
    expect(decide(broken)).toBe(allow())
    expect(decide.dropped).toBe(1)
    const strict = decider<object, string>(passes, { audit, onError, whenAuditFails: 'deny' })
    expect(strict(broken)).toStrictEqual(unavailable)
    expect(errors).toEqual([down, down])
    expect(audit.events).toEqual([])
  })
})

describe('reasons that untyped code makes up', () => {
  it('are counted, each by its name, and not remembered without end', async () => {
    const seen: { reason: string }[] = []
    const metrics: MetricsSink = {
      add: ((_metric: unknown, _value: number, labels: { reason: string }) => {
        seen.push(labels)
      }) as MetricsSink['add'],
      set() {},
      observe() {},
    }
    let count = 0
    const decide = decider<object, string>(() => deny(`made_up_${count}`, 403), { metrics })
    for (count = 0; count < 5_000; count++) await decide(request)
    expect(seen.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 5_000 }, (_, number) => `made_up_${number}`),
    )
    const labelsOf = async (number: number): Promise<object | undefined> => {
      count = number
      await decide(request)
      return seen.at(-1)
    }
    // The first thousand are kept, so that a decision costs no allocation; the last are not.
    expect(await labelsOf(0)).toBe(seen[0])
    expect(await labelsOf(4_999)).not.toBe(seen[4_999])
    expect(await labelsOf(4_999)).toEqual({ decision: 'denied', reason: 'made_up_4999' })
  })

  it('may be named like a part of every object', () => {
    const { metrics } = recorded()
    for (const reason of ['__proto__', 'constructor', 'toString', '']) {
      decider(refuses(reason), { metrics })(request)
      expect(metrics.value(coreMetrics.decisions, { decision: 'denied', reason })).toBe(1)
    }
  })
})
