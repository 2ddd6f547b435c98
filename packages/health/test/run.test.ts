import type { Check } from '@sallyport/core'
import { createHealth } from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { fakeHealth } from './support/fake-health.ts'

const forever = new Promise<never>(() => {})
const throws =
  (thrown: unknown): Check =>
  () => {
    throw thrown
  }
const answers =
  (answer: unknown): Check =>
  () =>
    answer as ReturnType<Check>
const nonsense = 'the answer is no CheckResult'
const unreadable = {
  get ok(): boolean {
    throw new Error('the getter of ok')
  },
}
const textless = {
  toString() {
    throw new Error('no text')
  },
}

describe('whatever a check does', () => {
  it.each<[string, Check, string | undefined]>([
    ['throws at once', throws(new Error('refused')), 'refused'],
    ['throws text', throws('refused'), 'refused'],
    ['throws nothing', throws(undefined), 'undefined'],
    ['throws what has no text', throws(textless), 'it threw what has no text'],
    [
      'throws an object without prototype',
      throws(Object.create(null)),
      'it threw what has no text',
    ],
    [
      'throws an error without a message',
      throws(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })),
      'ECONNREFUSED',
    ],
    [
      'throws as fetch does',
      throws(new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } })),
      'fetch failed (ENOTFOUND)',
    ],
    ['rejects', () => Promise.reject(new Error('refused')), 'refused'],
    ['rejects with a number', () => Promise.reject(7), '7'],
    ['says no', answers({ ok: false, message: 'no' }), 'no'],
    ['answers nothing', answers(undefined), nonsense],
    ['answers true', answers(true), nonsense],
    ['answers with a word for ok', answers({ ok: 'yes' }), nonsense],
    ['answers what cannot be read', answers(unreadable), 'the getter of ok'],
    [
      'answers a thenable that throws',
      answers(
        Object.defineProperty({}, 'then', {
          get: () => {
            throw new Error('then')
          },
        }),
      ),
      'then',
    ],
    ['answers with a message that is none', answers({ ok: false, message: { a: 1 } }), undefined],
  ])('that %s: it is down, and says why', async (_what, check, message) => {
    const { health } = fakeHealth({ checks: { it: check } })
    const { status, checks } = await health.ready()
    expect([status, checks[0]?.status, checks[0]?.message]).toEqual(['down', 'down', message])
  })

  it.each<[string, Check]>([
    ['hangs', () => forever],
    [
      'ignores the signal and answers later',
      (signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () =>
            Promise.resolve().then(() => resolve({ ok: true })),
          ),
        ),
    ],
  ])('that %s: it is down when its timeout is due', async (_what, check) => {
    const { health, pass } = fakeHealth({ checks: { it: { check, timeoutMs: 200 } } })
    const report = health.ready()
    await pass(199)
    let isAnswered = false
    void Promise.resolve(report).then(() => {
      isAnswered = true
    })
    await pass(0)
    expect(isAnswered).toBe(false)
    await pass(1)
    const { checks, uptimeMs } = await report
    expect(uptimeMs).toBe(200)
    expect(checks[0]).toMatchObject({
      status: 'down',
      message: 'no answer within 200 ms',
      durationMs: 200,
    })
  })

  it('is told by the signal when nobody waits any more, and why', async () => {
    const reasons: string[] = []
    const check: Check = (signal) => {
      signal.addEventListener('abort', () => reasons.push(String(signal.reason)))
      return forever
    }
    const { health, pass } = fakeHealth({ checks: { it: check } })
    const report = health.ready()
    await pass(500)
    await report
    expect(reasons).toEqual(['Error: health: no answer within 500 ms'])
  })

  it('asks for the report it is part of, and is asked once', async () => {
    let asked = 0
    const { health, pass } = fakeHealth({
      checks: {
        it: async () => {
          asked++
          await health.ready()
          return { ok: true }
        },
      },
    })
    await pass(0)
    const report = health.ready()
    await pass(500)
    expect((await report).checks[0]?.message).toBe('no answer within 500 ms')
    expect(asked).toBe(1)
  })
})

// real time: that nothing but the clocks and timers of the machine is needed for a hung check to be answered.
describe('a check that hangs, in real time', () => {
  const hung = { it: { check: () => forever, timeoutMs: 50 } }

  it.each([
    ['of its own', hung, {}, { message: 'no answer within 50 ms' }],
    ['of the report', { it: () => forever }, { overallTimeoutMs: 50 }, { cause: 'starting' }],
  ])('is answered when the timeout %s is due', async (_whose, checks, options, said) => {
    const health = createHealth({ startupGraceMs: 0, checks, ...options })
    const report = await health.ready()
    expect(report).toMatchObject({ status: 'down', checks: [{ status: 'down', ...said }] })
    health.close()
  })
})
