import { controls, controlsMetrics, operationalFlags } from '@sallyport/controls'
import { maintenance, maintenanceCheck } from '@sallyport/controls/maintenance'
import { allow, decider, denialReply, deny, every, type Guard } from '@sallyport/core'
import { manualTime, recordMetrics, testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { ada, minute, noon, opened } from './support/opened.ts'

const on = () => true
const windows = [{ from: '2026-11-21T13:00:00Z', until: '2026-11-21T15:30:00+01:00' }]

const answerOf = async (guard: Guard<object, string>, request = testRequest()) => {
  const verdict = await guard(request, {})
  if (verdict.ok) return 'in'
  const { status, body, headers } = denialReply(verdict)
  return { status, body, headers, cause: verdict.cause }
}

describe('maintenance', () => {
  it('answers with exactly the documented status, body and headers', async () => {
    expect(await answerOf(maintenance({ state: on, jitterSeconds: 0 }))).toEqual({
      status: 503,
      body: '{"error":"Service is in maintenance mode","status":"maintenance"}',
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'retry-after': '60',
      },
      cause: undefined,
    })
  })

  it('follows its flag at once, and counts whom it refuses', async () => {
    const { flags } = opened()
    const metrics = recordMetrics()
    const guard = maintenance({ state: flags, metrics })
    expect(await answerOf(guard)).toBe('in')
    await flags.set('maintenance_mode', true, ada)
    const request = testRequest({ route: '/hook/:service' })
    expect(await answerOf(guard, request)).toMatchObject({ status: 503 })
    expect(metrics.value(controlsMetrics.maintenanceRefusals, { route: '/hook/:service' })).toBe(1)
    await flags.set('maintenance_mode', false, ada)
    expect(await answerOf(guard)).toBe('in')
  })

  it('decides at once where nobody can bypass it', () => {
    expect(maintenance({ state: on })(testRequest(), {})).not.toBeInstanceOf(Promise)
  })

  it('says another sentence, and what the operator says, where it is told to', async () => {
    const { flags } = opened()
    await flags.set('maintenance_message', 'Scheduled maintenance in progress', ada)
    const message = () => flags.current.maintenance_message
    const answer = await answerOf(maintenance({ state: on, message, jitterSeconds: 0 }))
    expect(answer).toMatchObject({ headers: { 'cache-control': 'no-store', 'retry-after': '60' } })
    expect(answer).toHaveProperty(
      'body',
      '{"error":"Service is in maintenance mode","status":"maintenance","message":"Scheduled maintenance in progress"}',
    )
    expect(
      await answerOf(maintenance({ state: on, error: 'Back soon', message: '' })),
    ).toHaveProperty('body', '{"error":"Back soon","status":"maintenance"}')
  })

  it('stands behind a signature, so that nobody else learns of it', async () => {
    const signed: Guard<object, 'signature_wrong'> = (request) =>
      request.header('x-signature') === 's' ? allow() : deny('signature_wrong', 401)
    const decide = decider(every(signed, maintenance({ state: on })))
    expect(await decide(testRequest())).toMatchObject({ reason: 'signature_wrong' })
    const headers = { 'x-signature': 's' }
    expect(await decide(testRequest({ headers }))).toMatchObject({ reason: 'maintenance' })
  })
})

describe('Retry-After', () => {
  const seconds = async (guard: Guard<object, string>): Promise<number> => {
    const answer = await answerOf(guard)
    return answer === 'in' ? Number.NaN : Number(answer.headers['retry-after'])
  }

  it('is what was given and some more, other each time, whatever chance says', async () => {
    const bytes = (byte: number) =>
      maintenance({ state: on, retryAfterSeconds: 120, random: () => new Uint8Array([byte, byte]) })
    expect(await seconds(bytes(0))).toBe(120)
    const all = await Promise.all(Array.from({ length: 256 }, (_, byte) => seconds(bytes(byte))))
    expect(new Set(all)).toEqual(new Set(Array.from({ length: 11 }, (_, i) => 120 + i)))
  })

  it('is the rest of the window, rounded up', async () => {
    const time = manualTime(noon + 60 * minute)
    const guard = maintenance({ windows, clock: time.clock, jitterSeconds: 0 })
    expect(await seconds(guard)).toBe(90 * 60)
    time.advance(89 * minute + 59_500)
    expect(await seconds(guard)).toBe(1)
  })

  it('is the rest of all windows, where one begins before the other ends', async () => {
    const day = '2026-11-21T'
    const next = [
      { from: `${day}15:00:00Z`, until: `${day}16:00:00Z` },
      { from: `${day}14:30:00Z`, until: `${day}15:00:00Z` },
      { from: `${day}16:00:01Z`, until: `${day}17:00:00Z` },
    ]
    const clock = () => noon + 60 * minute
    const plan = { windows: [...windows, ...next], clock, jitterSeconds: 0 }
    expect(await seconds(maintenance(plan))).toBe(3 * 3_600)
  })

  it('is the rest of the time for which the flag was set', async () => {
    const { flags, time } = opened()
    await flags.set('maintenance_mode', true, { ...ada, forMs: 10 * minute })
    const guard = maintenance({ state: flags, clock: time.clock, jitterSeconds: 0 })
    time.advance(minute)
    expect(await seconds(guard)).toBe(9 * 60)
  })

  it('is not the window’s end where maintenance was turned on with none', async () => {
    const clock = () => noon + 60 * minute
    expect(await seconds(maintenance({ state: on, windows, clock, jitterSeconds: 0 }))).toBe(60)
  })
})

describe('a window', () => {
  it.each([
    ['2026-11-21T12:59:59.999Z', false],
    ['2026-11-21T13:00:00.000Z', true],
    ['2026-11-21T14:29:59.999Z', true],
    ['2026-11-21T14:30:00.000Z', false],
  ])('at %s: %s', async (at, isOn) => {
    const plan = { windows, clock: () => Date.parse(at), state: () => false }
    expect(await answerOf(maintenance(plan))).toEqual(isOn ? expect.anything() : 'in')
    const found = await maintenanceCheck(plan)(new AbortController().signal)
    expect(found).toEqual(
      isOn
        ? {
            ...{ ok: true, degraded: true, message: 'maintenance' },
            detail: { until: '2026-11-21T14:30:00.000Z' },
          }
        : { ok: true },
    )
  })
})

describe('bypass', () => {
  const bypassed = (bypass: Guard<object, string>) => maintenance({ state: on, bypass })
  const error = new Error('down')

  it.each<[string, Guard<object, string>]>([
    ['allows', () => allow({ admin: true })],
    ['allows later', async () => allow()],
  ])('lets through whom it %s', async (_, bypass) => {
    expect(await answerOf(bypassed(bypass))).toBe('in')
    expect(await bypassed(bypass)(testRequest(), {})).toEqual(allow())
  })

  it.each<[string, unknown, unknown]>([
    ['denies', () => deny('no', 401), undefined],
    [
      'throws',
      () => {
        throw error
      },
      error,
    ],
    [
      'rejects',
      async () => {
        throw error
      },
      error,
    ],
    ['answers with nothing', () => undefined, undefined],
    ['answers with true', () => true, undefined],
    ['answers with a word', () => ({ ok: 'yes' }), undefined],
  ])('lets nobody through when it %s', async (_, bypass, cause) => {
    const answer = await answerOf(bypassed(bypass as Guard<object, string>))
    expect(answer).toMatchObject({ status: 503, cause })
    expect(answer).toHaveProperty('body', expect.stringContaining('"status":"maintenance"'))
  })

  it('is not asked where there is no maintenance', async () => {
    const bypass = () => {
      throw error
    }
    expect(await answerOf(maintenance({ state: () => false, bypass }))).toBe('in')
  })
})

describe('a state that cannot be told', () => {
  it('is 503 from the decider, never in', async () => {
    const guard = maintenance({
      state: () => {
        throw new Error('lost')
      },
    })
    const decide = decider(guard, { onError: () => {} })
    expect(await decide(testRequest())).toMatchObject({ ok: false, status: 503 })
  })
})

describe('maintenance()', () => {
  const other = controls({ definition: { a: operationalFlags.verbose_logging } })
  it.each<[object, string]>([
    [{}, '"state" or "windows" must be given'],
    [{ windows: [] }, '"state" or "windows" must be given'],
    [{ state: true }, '"state" must be a function'],
    [{ state: other }, '"state" must be a function, or controls with the flag maintenance_mode'],
    [{ state: on, retryAfterSeconds: -1 }, '"retryAfterSeconds" must be whole seconds'],
    [{ state: on, retryAfterSeconds: Number.NaN }, 'got NaN'],
    [{ state: on, jitterSeconds: 1.5 }, '"jitterSeconds"'],
    [{ state: on, bypass: true }, '"bypass" must be a function'],
    [{ state: on, message: 5 }, '"message" must be a function'],
    [{ state: on, error: '' }, '"error" must be a sentence'],
    [{ state: on, retryafter: 5 }, 'takes only state'],
    [
      { windows: [{ from: '2026-11-21T13:00:00', until: '2026-11-21T14:00:00Z' }] },
      'with an offset',
    ],
    [
      { windows: [{ from: '2026-11-21T13:00:00Z', until: '2026-11-21T13:00:00Z' }] },
      'must end after',
    ],
    [{ windows: [null] }, 'a window must be'],
    [
      { windows: [{ from: '2026-02-28T00:00:00Z', until: '2026-02-30T00:00:00Z' }] },
      'got "2026-02-30T00:00:00Z"',
    ],
  ])('of %j is refused', (options, message) => {
    expect(() => maintenance(options as never)).toThrow(message)
  })

  it('maintenanceCheck() takes no other options either', () => {
    expect(() => maintenanceCheck({ state: on, window: windows } as never)).toThrow(
      'maintenanceCheck() takes only state, windows, clock, got "window"',
    )
  })
})
