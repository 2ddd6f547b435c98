import { allow, anyOf, deny, every, type Guard, type GuardRequest } from '@sallyport/core'
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
import { settled } from './support/turns.ts'

const request = testRequest()
/** `every` for lists that only a test would make: the same proof twice, wrong answers. */
const all: (...guards: readonly Guard<object>[]) => Guard<object> = every as never

describe('every', () => {
  it('allows and proves nothing without guards', () => {
    expect(every()(request, {})).toBe(allow())
  })

  it('asks in order and stops at the first denial', async () => {
    const asked: string[] = []
    const asks = (name: string, guard: Guard<object>): Guard<object> => {
      return (request, proved) => {
        asked.push(name)
        return guard(request, proved)
      }
    }
    const verdict = await every(
      asks('first', passes),
      asks('second', later(passes)),
      asks('third', refuses('third', 429)),
      asks('fourth', refuses('fourth', 503)),
    )(request, {})
    expect(asked).toEqual(['first', 'second', 'third'])
    expect(verdict).toStrictEqual({ ok: false, reason: 'third', status: 429 })
  })

  it('gives each guard the same request', async () => {
    const seen: GuardRequest[] = []
    const sees: Guard = (request) => {
      seen.push(request)
      return allow()
    }
    await every(sees, later(sees), every(sees))(request, {})
    expect(seen).toHaveLength(3)
    for (const one of seen) expect(one).toBe(request)
  })

  it('adds up what is proved', () => {
    expect(every(proves({ a: 1 }), passes, proves({ b: 2, c: 3 }))(request, {})).toStrictEqual({
      ok: true,
      value: { a: 1, b: 2, c: 3 },
    })
  })

  it('hands on the verdict of the only guard that proves something', () => {
    const proved = allow({ key: 'k' }, { deprecation: '@0' })
    const verdict = every(passes, () => proved, passes)(request, {})
    expect(verdict).toBe(proved)
  })

  it('changes no verdict it was given', () => {
    const first = Object.freeze(allow(Object.freeze({ a: 1 }), Object.freeze({ x: '1' })))
    const second = Object.freeze(allow(Object.freeze({ b: 2 }), Object.freeze({ x: '2' })))
    const refused = Object.freeze(deny('no', 403))
    const verdict = every(
      () => first,
      () => second,
      () => refused,
    )(request, {})
    expect(verdict).toStrictEqual({ ...refused, proved: { a: 1, b: 2 } })
    expect(first).toStrictEqual({ ok: true, value: { a: 1 }, headers: { x: '1' } })
    expect(refused).toStrictEqual({ ok: false, reason: 'no', status: 403 })
  })

  it('keeps a proof named like a part of every object', () => {
    const verdict = every(
      proves({ constructor: 'c', toString: 't' }),
      proves(JSON.parse('{"__proto__":"p"}') as { other: string }),
    )(request, {})
    expect(isNow(verdict)).toBe(true)
    const { value } = verdict as { value: object }
    expect(Object.entries(value)).toEqual([
      ['constructor', 'c'],
      ['toString', 't'],
      ['__proto__', 'p'],
    ])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  it('lets the later win where untyped code proves a name twice', () => {
    expect(all(proves({ a: 1 }), proves({ a: 2 }))(request, {})).toStrictEqual({
      ok: true,
      value: { a: 2 },
    })
  })
})

describe('what a guard of every needs', () => {
  it('is what earlier ones proved', () => {
    const seen: object[] = []
    every(
      noting(seen, proves({ a: 1 })),
      noting(seen, passes),
      noting(seen, proves({ b: 2 })),
      noting(seen, passes),
    )(request, {})
    expect(seen).toEqual([{}, { a: 1 }, { a: 1 }, { a: 1, b: 2 }])
  })

  it('is what was proved outside, too, which it does not claim to have proved', () => {
    const seen: object[] = []
    const verdict = every(
      noting(seen, passes),
      noting(seen, proves({ a: 1 })),
      noting(seen, proves({ b: 2 })),
      noting(seen, passes),
    )(request, { outside: 0 } as object)
    expect(seen).toEqual([
      { outside: 0 },
      { outside: 0 },
      { outside: 0, a: 1 },
      { outside: 0, a: 1, b: 2 },
    ])
    expect(verdict).toStrictEqual({ ok: true, value: { a: 1, b: 2 } })
  })

  it.each([
    ['now', (guard: Guard<object>) => guard],
    ['later', later],
  ])('reaches into a nested every that answers %s', async (_when, wrapped) => {
    const seen: object[] = []
    await every(
      wrapped(proves({ a: 1 })),
      every(wrapped(noting(seen, proves({ b: 2 }))), wrapped(noting(seen, passes))),
    )(request, {})
    expect(seen).toEqual([{ a: 1 }, { a: 1, b: 2 }])
  })
})

describe('headers of every', () => {
  it('are those of all guards', () => {
    expect(
      every(
        proves({ a: 1 }, { ratelimit: 'r=9' }),
        proves({ b: 2 }),
        proves({}, { deprecation: '@0' }),
      )(request, {}),
    ).toStrictEqual({
      ok: true,
      value: { a: 1, b: 2 },
      headers: { ratelimit: 'r=9', deprecation: '@0' },
    })
  })

  it.each([
    ['two values', 'a=1', 'b=2', ['a=1', 'b=2']],
    ['a list and a value', ['a=1', 'b=2'], 'c=3', ['a=1', 'b=2', 'c=3']],
    ['a value and a list', 'a=1', ['b=2', 'c=3'], ['a=1', 'b=2', 'c=3']],
    ['two lists', ['a=1'], ['b=2'], ['a=1', 'b=2']],
    ['the same twice', 'a=1', 'a=1', ['a=1', 'a=1']],
  ])('keep %s of one name, in order', (_what, first, second, both) => {
    const verdict = every(
      proves({ a: 1 }, { 'set-cookie': first, x: 'x' }),
      proves({ b: 2 }, { 'set-cookie': second }),
    )(request, {})
    expect(verdict).toStrictEqual({
      ok: true,
      value: { a: 1, b: 2 },
      headers: { 'set-cookie': both, x: 'x' },
    })
  })

  it('keep three of one name across a nested every and a promise', async () => {
    const verdict = await every(
      proves({ a: 1 }, { ratelimit: 'one' }),
      every(
        later(proves({ b: 2 }, { ratelimit: 'two' })),
        proves({ c: 3 }, { ratelimit: 'three' }),
      ),
    )(request, {})
    expect(verdict).toMatchObject({ headers: { ratelimit: ['one', 'two', 'three'] } })
  })

  it('may be named like a part of every object', () => {
    const verdict = every(
      proves({ a: 1 }, { x: '1' }),
      proves({ b: 2 }, { constructor: '2', tostring: '3' } as never),
    )(request, {})
    expect(verdict).toMatchObject({ headers: { x: '1', constructor: '2', tostring: '3' } })
  })

  it('are the denial’s own when refused', () => {
    const verdict = every(proves({ a: 1 }, { ratelimit: 'r=9' }), () =>
      deny('no', 401, { headers: { 'www-authenticate': 'Key' } }),
    )(request, {})
    expect(verdict).toMatchObject({ headers: { 'www-authenticate': 'Key' } })
  })
})

describe('a denial of every', () => {
  it('is the guard’s own when nothing was proved', () => {
    const refused = deny('no', 403)
    expect(every(passes, () => refused)(request, {})).toBe(refused)
  })

  it('carries what had been proved, for the record', async () => {
    const guards = [proves({ a: 1 }), proves({ b: 2 }), refuses('no'), proves({ c: 3 })]
    const expected = { ok: false, reason: 'no', status: 403, proved: { a: 1, b: 2 } }
    expect(every(...guards)(request, {})).toStrictEqual(expected)
    expect(await every(...guards.map(later))(request, {})).toStrictEqual(expected)
  })

  it('carries what was proved outside and inside of a nested every', async () => {
    const nested = every(
      proves({ a: 1 }),
      every(proves({ b: 2 }), every(proves({ c: 3 }), later(refuses('no')))),
    )
    expect(await nested(request, {})).toStrictEqual({
      ok: false,
      reason: 'no',
      status: 403,
      proved: { a: 1, b: 2, c: 3 },
    })
  })

  it('does not claim what the caller had proved', () => {
    const verdict = every(proves({ a: 1 }), refuses('no'))(request, { outside: 0 } as object)
    expect(verdict).toMatchObject({ proved: { a: 1 } })
    expect(verdict).not.toHaveProperty('proved.outside')
  })

  it('keeps its message, cause, reply and shown word', () => {
    const more = {
      shown: 'bad',
      message: 'No.',
      cause: new Error('why'),
      reply: { status: 302, headers: { location: '/' }, body: '' },
    }
    const verdict = every(proves({ a: 1 }), () => deny('no', 403, more))(request, {})
    expect(verdict).toStrictEqual({
      ok: false,
      reason: 'no',
      status: 403,
      ...more,
      proved: { a: 1 },
    })
  })
})

describe('every answers', () => {
  it('now while its guards do', () => {
    expect(isNow(every(passes, proves({ a: 1 }), every(passes))(request, {}))).toBe(true)
    expect(isNow(every(passes, refuses('no'), later(passes))(request, {}))).toBe(true)
  })

  it('by a promise once one of its guards does', async () => {
    const answer = every(passes, later(passes), refuses('no'))(request, {})
    expect(isNow(answer)).toBe(false)
    expect(await answer).toStrictEqual({ ok: false, reason: 'no', status: 403 })
  })

  it('by what a thenable of another realm comes to', async () => {
    const answer = every(
      elsewhere(proves({ a: 1 })),
      elsewhere(passes),
      elsewhere(refuses('no')),
    )(request, {})
    expect(isNow(answer)).toBe(false)
    expect(await answer).toStrictEqual({ ok: false, reason: 'no', status: 403, proved: { a: 1 } })
  })

  it('without asking the next guard before the one before it has answered', async () => {
    const order: string[] = []
    const slow: Guard = async () => {
      order.push('slow begins')
      await settled()
      order.push('slow ends')
      return allow()
    }
    const next: Guard = () => {
      order.push('next')
      return allow()
    }
    await every(slow, next)(request, {})
    expect(order).toEqual(['slow begins', 'slow ends', 'next'])
  })
})

describe('what is no guard', () => {
  it.each([undefined, null, {}, true, 'guard'])(
    'is refused when guards are put together: %j',
    (given) => {
      const misuse = (where: string) =>
        new TypeError(`core: ${where}() needs "guards" to be a function, got ${String(given)}`)
      expect(() => every(passes, given as never)).toThrow(misuse('every'))
      expect(() => anyOf(passes, given as never)).toThrow(misuse('anyOf'))
    },
  )
})

describe('every lets nobody pass for', () => {
  const wrong: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['false', false],
    ['a number', 1],
    ['a word', 'ok'],
    ['an empty object', {}],
    ['{ ok: "yes" }', { ok: 'yes' }],
    ['{ ok: 1 }', { ok: 1, value: {} }],
  ]
  it.each(wrong)('%s', (_what, answer) => {
    const asked: object[] = []
    const guard = every(passes, answers(answer), noting(asked, passes))
    expect(() => guard(request, {})).toThrow(
      'core: guard 2 of every() must answer with a verdict: return allow() or deny()',
    )
    expect(asked).toEqual([])
  })

  it.each(wrong)('a promise of %s', async (_what, answer) => {
    const asked: object[] = []
    const guard = every(passes, answers(Promise.resolve(answer)), noting(asked, passes))
    await expect(guard(request, {})).rejects.toThrow(
      'core: guard 2 of every() must answer with a verdict: return allow() or deny()',
    )
    expect(asked).toEqual([])
  })

  it('a guard that throws, at once or later', async () => {
    const failing: Guard = () => {
      throw new Error('the store is down')
    }
    expect(() => every(passes, failing)(request, {})).toThrow('the store is down')
    await expect(every(later(passes), failing)(request, {})).rejects.toThrow('the store is down')
    await expect(every(passes, later(failing))(request, {})).rejects.toThrow('the store is down')
  })
})
