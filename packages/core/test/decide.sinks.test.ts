import {
  type AuditSink,
  allow,
  coreMetrics,
  decider,
  deny,
  type Guard,
  type MetricsSink,
  type Nothing,
} from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { unhandledDuring } from '@sallyport-scripts/services'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { deferred } from './support/deferred.ts'
import { elsewhere, later, passes, refuses } from './support/guards.ts'
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

describe('describe that fails', () => {
  const throws = () => {
    throw down
  }

  it.each([
    ['throws', throws],
    ['rejects', () => Promise.reject(down) as never],
  ])('and %s costs the record its description, not more', async (_how, describeBadly) => {
    const { errors, metrics, audit, onError } = recorded()
    const decide = decider(passes, { metrics, audit, onError, describe: describeBadly })
    expect(decide(request)).toBe(allow())
    await settled()
    expect(errors).toEqual([down])
    expect(audit.events).toMatchObject([{ outcome: 'success', ctx: { requestId: 'r-1' } }])
    expect(decide.dropped).toBe(0)
    expect(metrics.value(coreMetrics.dropped)).toBe(0)
    expect(metrics.value(coreMetrics.decisions)).toBe(1)
  })

  it('is a 503 where the record must be whole', () => {
    const { errors, audit, onError } = recorded()
    const options = { audit, onError, describe: throws, whenAuditFails: 'deny' } as const
    const decide = decider<Nothing, string>(passes, options)
    expect(decide(request)).toStrictEqual(unavailable)
    expect(errors).toEqual([down])
    expect(audit.events).toEqual([])
  })
})

describe('describe that answers with a promise', () => {
  it.each([
    ['rejects', () => Promise.reject(down)],
    ['resolves', () => Promise.resolve({})],
  ])('and %s is a 503 where the record must be whole', async (how, answer) => {
    const { errors, audit, onError } = recorded()
    const options = { audit, onError, describe: answer as never, whenAuditFails: 'deny' } as const
    const decide = decider<object, string>(passes, options)
    const unhandled = await unhandledDuring(() => {
      expect(decide(request)).toStrictEqual(unavailable)
    })
    expect(unhandled).toEqual([])
    expect(audit.events).toEqual([])
    const misuse = new TypeError('core: "describe" must answer at once, got a promise')
    expect(errors).toEqual(how === 'rejects' ? [misuse, down] : [misuse])
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

  it('is recorded without what it cannot tell', () => {
    const { errors, audit, onError } = recorded()
    const decide = decider(passes, { audit, onError })
    expect(decide(broken)).toBe(allow())
    expect(decide.dropped).toBe(0)
    expect(errors).toEqual([down])
    expect(audit.events[0]?.ctx).toStrictEqual({
      requestId: 'test-request',
      ip: undefined,
      method: 'GET',
      route: undefined,
    })
  })

  it('is refused where the record must be whole', () => {
    const { errors, audit, onError } = recorded()
    const decide = decider<object, string>(passes, { audit, onError, whenAuditFails: 'deny' })
    expect(decide(broken)).toStrictEqual(unavailable)
    expect(errors).toEqual([down])
    expect(audit.events).toEqual([])
  })

  it('may be unable to tell anything', () => {
    const { errors, audit, onError } = recorded()
    const nothing = {
      get: () => {
        throw down
      },
    }
    const mute = Object.defineProperties(
      { ...testRequest() },
      {
        id: nothing,
        ip: nothing,
        method: nothing,
        route: nothing,
      },
    )
    expect(decider(passes, { audit, onError })(mute)).toBe(allow())
    expect(errors).toEqual([down, down, down, down])
    expect(audit.events).toHaveLength(1)
  })
})
