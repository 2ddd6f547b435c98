import { allow, anyOf, every, type Guard } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import {
  answers,
  elsewhere,
  isNow,
  later,
  noting,
  passes,
  proves,
  refuses,
} from './support/guards.ts'

const request = testRequest()

describe('anyOf', () => {
  it('wants a guard', () => {
    expect(() => anyOf(...([] as never as [Guard]))).toThrow(
      new TypeError('core: anyOf() needs at least one guard, got none'),
    )
  })

  it('gives the first allowance and asks nobody after it', () => {
    const asked: object[] = []
    const first = allow({ a: 1 }, { deprecation: '@0' })
    const verdict = anyOf(
      refuses('no', 503),
      () => first,
      noting(asked, proves({ b: 2 })),
    )(request, {})
    expect(verdict).toBe(first)
    expect(asked).toEqual([])
  })

  it('refuses with the gravest status', () => {
    expect(
      anyOf(
        refuses('malformed', 400),
        refuses('unknown', 401),
        refuses('down', 503),
        refuses('limited', 429),
        refuses('not_home', 403),
      )(request, {}),
    ).toStrictEqual({ ok: false, reason: 'down', status: 503 })
  })

  it('refuses with the first of equals', async () => {
    const guards = [refuses('first', 401), refuses('second', 401), refuses('third', 401)] as const
    const expected = { ok: false, reason: 'first', status: 401 }
    expect(anyOf(...guards)(request, {})).toStrictEqual(expected)
    const [first, second, third] = guards
    expect(await anyOf(later(first), second, later(third))(request, {})).toStrictEqual(expected)
  })

  it('does not forget a grave denial over a promise', async () => {
    expect(
      await anyOf(
        refuses('down', 503),
        later(refuses('unknown', 401)),
        refuses('no', 403),
      )(request, {}),
    ).toStrictEqual({ ok: false, reason: 'down', status: 503 })
    expect(
      await anyOf(
        refuses('no', 403),
        later(refuses('down', 503)),
        later(refuses('unknown', 401)),
      )(request, {}),
    ).toStrictEqual({ ok: false, reason: 'down', status: 503 })
  })

  it('gives each guard what was proved outside, and none what another proved', () => {
    const seen: object[] = []
    const inner = every(noting(seen, proves({ a: 1 })), refuses('no'))
    anyOf(inner, noting(seen, passes))(request, { outside: 0 } as object)
    expect(seen).toEqual([{ outside: 0 }, { outside: 0 }])
  })

  it('refuses with what the refusing arm had proved, and with what came before', () => {
    const verdict = every(
      proves({ a: 1 }),
      anyOf(every(proves({ b: 2 }), refuses('grave', 503)), refuses('slight', 401)),
    )(request, {})
    expect(verdict).toStrictEqual({
      ok: false,
      reason: 'grave',
      status: 503,
      proved: { a: 1, b: 2 },
    })
  })

  it('answers now while its guards do', async () => {
    expect(isNow(anyOf(refuses('no'), passes)(request, {}))).toBe(true)
    expect(isNow(anyOf(refuses('no'), passes, later(passes))(request, {}))).toBe(true)
    const answer = anyOf(refuses('no'), later(passes))(request, {})
    expect(isNow(answer)).toBe(false)
    expect(await answer).toBe(allow())
  })

  it('waits for a thenable of another realm', async () => {
    const guard = anyOf(elsewhere(refuses('no')), elsewhere(proves({ a: 1 })))
    expect(await guard(request, {})).toStrictEqual({ ok: true, value: { a: 1 } })
  })
})

describe('anyOf fails closed', () => {
  const failing: Guard = () => {
    throw new Error('the store is down')
  }

  it('when a guard throws, whoever would have allowed after it', () => {
    const asked: object[] = []
    expect(() => anyOf(failing, noting(asked, passes))(request, {})).toThrow('the store is down')
    expect(asked).toEqual([])
  })

  it('when a guard rejects', async () => {
    await expect(anyOf(later(failing), passes)(request, {})).rejects.toThrow('the store is down')
    await expect(anyOf(later(refuses('no')), failing, passes)(request, {})).rejects.toThrow(
      'the store is down',
    )
  })

  it.each([undefined, null, true, 'ok', {}, { ok: 'yes' }])(
    'when a guard answers with %j, or a promise of it',
    async (answer) => {
      const asked: object[] = []
      const next = noting(asked, passes)
      expect(() => anyOf(refuses('no'), answers(answer), next)(request, {})).toThrow(
        'core: guard 2 of anyOf() must answer with a verdict: return allow() or deny()',
      )
      await expect(
        anyOf(refuses('no'), answers(Promise.resolve(answer)), next)(request, {}),
      ).rejects.toThrow(
        'core: guard 2 of anyOf() must answer with a verdict: return allow() or deny()',
      )
      expect(asked).toEqual([])
    },
  )
})
