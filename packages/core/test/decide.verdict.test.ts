import {
  type AuditSink,
  allow,
  type DecisionOptions,
  decider,
  denialReply,
  deny,
  type Guard,
  noAudit,
  type RequestEnd,
  watcher,
} from '@sallyport/core'
import { recordAudit, testRequest } from '@sallyport/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { anotherCopy } from './support/copies.ts'
import { answers, passes, refuses } from './support/guards.ts'
import { settled } from './support/turns.ts'

const request = testRequest()
const unavailable = { ok: false, reason: 'unavailable', status: 503 }

describe('a verdict that is not whole', () => {
  it.each([
    ['allows without a value', { ok: true }],
    ['allows a value of undefined', { ok: true, value: undefined }],
    ['allows null', { ok: true, value: null }],
    ['allows a text', { ok: true, value: 'ada' }],
    ['denies without a reason', { ok: false, status: 403 }],
    ['denies for no word', { ok: false, reason: 5, status: 403 }],
    ['denies without a status', { ok: false, reason: 'no' }],
    ['denies with a status that is text', { ok: false, reason: 'no', status: '403' }],
  ])('is none: one that %s', async (_how, answer) => {
    const audit = recordAudit()
    const onError = vi.fn()
    for (const guard of [answers(answer), answers(Promise.resolve(answer))]) {
      expect(await decider(guard, { audit, onError })(request)).toStrictEqual(unavailable)
    }
    const expected = new TypeError(
      'core: a guard must answer with a verdict: return allow() or deny()',
    )
    expect(onError.mock.calls).toEqual([
      [expected, request],
      [expected, request],
    ])
    expect(audit.events).toMatchObject([{ outcome: 'error' }, { outcome: 'error' }])
  })
})

describe('a verdict that could not be sent', () => {
  const bad = [
    { 'x-a': 'a\r\nset-cookie: b' },
    { 'x-a': ['fine', 'a\n'] },
    { 'x-a': '\u0000' },
    { 'x-a': '\u0100' },
    { 'x a': 'a' },
    { 'x\r\n': 'a' },
    { '': 'a' },
  ]
  it.each(bad)('is a 503, not a response cut in two: %j', async (headers) => {
    const onError = vi.fn()
    const reply = { status: 200, headers, body: '' }
    const guards = [
      () => allow({ a: 1 }, headers),
      () => deny('no', 403, { headers }),
      () => deny('no', 403, { reply }),
    ]
    for (const guard of guards) {
      expect(await decider<object, string>(guard, { onError })(request)).toStrictEqual(unavailable)
    }
    expect(onError).toHaveBeenCalledTimes(3)
    expect(onError).toHaveBeenCalledWith(expect.any(TypeError), request)
  })

  it.each([0, 99, 100, 600, Number.NaN])('is a 503: a reply with the status %d', async (status) => {
    const guard = () => deny('no', 403, { reply: { status, headers: {}, body: '' } })
    const onError = vi.fn()
    expect(await decider(guard, { onError })(request)).toStrictEqual(unavailable)
    expect(onError).toHaveBeenCalledWith(expect.any(RangeError), request)
  })

  it.each([undefined, null, 5, ['fine', undefined]])(
    'is a 503: a header whose value is %j, for which a server throws',
    async (value) => {
      const onError = vi.fn()
      const guard = () => deny('no', 403, { headers: { 'x-a': value as never } })
      expect(await decider(guard, { onError })(request)).toStrictEqual(unavailable)
      expect(onError).toHaveBeenCalledWith(expect.any(TypeError), request)
    },
  )

  it.each([Number.NaN, 0, 99, 100, 199, 600, 1_000, 401.5])(
    'is a 503: a denial made by hand with the status %d',
    async (status) => {
      const onError = vi.fn()
      const guard: Guard<object, string> = () => ({ ok: false, reason: 'no', status })
      expect(await decider(guard, { onError })(request)).toStrictEqual(unavailable)
      const error = `core: deny("no") needs a status from 200 to 599, got ${status}`
      expect(onError.mock.calls).toEqual([[new RangeError(error), request]])
    },
  )

  it('is put right where that is all: the names of a reply’s headers, like a denial’s', async () => {
    const reply = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'done' }
    const guard = () => deny('done', 409, { reply, headers: { 'content-type': 'text/html' } })
    const verdict = await decider<object, string>(guard)(request)
    expect(!verdict.ok && denialReply(verdict).headers).toEqual({ 'content-type': 'text/html' })
    expect(Object.keys(reply.headers)).toEqual(['Content-Type'])
  })

  it('is put right where that is all: names in lower case, values joined', async () => {
    const headers = { 'X-A': '1', 'x-a': '2', 'Set-Cookie': ['a=1', 'b=2'] }
    const verdict = await decider(() => allow({ a: 1 }, headers))(request)
    expect(verdict).toMatchObject({ ok: true, value: { a: 1 } })
    expect(verdict.headers).toEqual({
      'x-a': expect.toSatisfy((both: string[]) => both.toSorted().join() === '1,2'),
      'set-cookie': ['a=1', 'b=2'],
    })
    const denied = await decider(() => deny('no', 401, { headers: { 'Retry-After': '5' } }))(
      request,
    )
    expect(denied.headers).toEqual({ 'retry-after': '5' })
    expect(Object.keys(headers)).toEqual(['X-A', 'x-a', 'Set-Cookie'])
  })
})

describe('what cannot be decided with', () => {
  const wrong: readonly (readonly [string, string, unknown[]])[] = [
    ['a guard', 'guard', [undefined]],
    ['a guard', 'guard', [{}]],
    ['an audit sink', 'audit.record', [passes, { audit: {} }]],
    ['a metrics sink', 'metrics.add', [passes, { metrics: { observe() {} } }]],
    ['onError', 'onError', [passes, { onError: 'print' }]],
    ['onError', 'onError', [passes, { onError: null }]],
  ]
  it.each(wrong)('is refused when a decider is made: what is not %s', (_what, name, given) => {
    const make: (...given: unknown[]) => unknown = decider as never
    expect(() => make(...given)).toThrow(
      new RegExp(`^core: decider\\(\\) needs "${name.replace('.', '\\.')}" to be a function, got `),
    )
  })

  it('is a record that decides and that nobody is to write', () => {
    const missing = { whenAuditFails: 'deny', audit: undefined } as never as DecisionOptions
    const expected = new TypeError(
      `core: "whenAuditFails" is 'deny', which needs "audit", got undefined`,
    )
    expect(() => decider(passes, { whenAuditFails: 'deny' })).toThrow(expected)
    expect(() => decider(passes, missing)).toThrow(expected)
    expect(() => decider(passes, { whenAuditFails: 'deny', audit: noAudit })).not.toThrow()
  })

  it('is not what is left out by saying undefined', () => {
    const options = { metrics: undefined, audit: undefined, onError: undefined }
    expect(() => decider(passes, options as never as DecisionOptions)).not.toThrow()
  })
})

const noted = (own: ReturnType<typeof testRequest>, watching = watcher): RequestEnd => {
  const ended = vi.fn()
  watching(() => ended).begin(own)({ status: 200, bytes: 0, aborted: false })
  return ended.mock.calls[0]?.[0]
}

describe('whether a decision was recorded', () => {
  const broken: AuditSink = { record: () => Promise.reject(new Error('disk full')) }
  const strict = { whenAuditFails: 'deny', onError() {} } as const

  it.each([
    ['let in', passes, { audit: recordAudit() }, { recorded: true }],
    [
      'let in, by a sink that takes its time',
      passes,
      { audit: { record: settled } },
      { recorded: true },
    ],
    ['refused', refuses('no'), { audit: recordAudit() }, { denied: 'no', recorded: true }],
    ['nobody to record it', refuses('no'), {}, { denied: 'no' }],
    ['let in with nobody to record it', passes, {}, {}],
    ['not waited for', passes, { audit: broken, onError() {} }, { recorded: true }],
    ['waited for in vain', passes, { audit: broken, ...strict }, { denied: 'unavailable' }],
    ['throws', passes, { audit: { record: thrown }, onError() {} }, {}],
  ] as const)('%s', async (_what, guard, options, note) => {
    const own = testRequest()
    await decider(guard, options)(own)
    expect(noted(own)).toStrictEqual({ status: 200, bytes: 0, aborted: false, ...note })
  })

  it('is the last decision’s', async () => {
    const own = testRequest()
    await decider(passes, { audit: recordAudit() })(own)
    await decider(passes)(own)
    expect(noted(own).recorded).toBeUndefined()
  })
})

function thrown(): never {
  throw new Error('disk full')
}

describe('the reason for which a request was refused', () => {
  const endOf = async (own: ReturnType<typeof testRequest>, watching = watcher) =>
    noted(own, watching).denied

  it('is the last decision’s, and none when that let it through', async () => {
    const own = testRequest()
    await decider(refuses('first'))(own)
    await decider(refuses('second'))(own)
    expect(await endOf(own)).toBe('second')
    await decider(passes)(own)
    expect(await endOf(own)).toBeUndefined()
  })

  it('reaches the watcher of another copy of this package', async () => {
    const other = await anotherCopy()
    expect(other.watcher).not.toBe(watcher)
    const own = testRequest()
    await decider(refuses('no_key'))(own)
    expect(await endOf(own, other.watcher)).toBe('no_key')
  })
})
