import { allow, deny, nothing } from '@sallyport/core'
import { describe, expect, it } from 'vitest'

describe('allow', () => {
  it('is one frozen value when it proves nothing', () => {
    expect(allow()).toBe(allow())
    expect(Object.isFrozen(allow())).toBe(true)
    expect(allow()).toStrictEqual({ ok: true, value: {} })
    expect(allow().value).toBe(nothing)
  })

  it('cannot be made to prove something to everyone', () => {
    expect(Object.isFrozen(nothing)).toBe(true)
    expect(() => Object.assign(allow().value, { key: 'forged' })).toThrow(TypeError)
    expect(() => Object.assign(allow(), { headers: { 'set-cookie': 'forged' } })).toThrow(TypeError)
    expect(allow()).toStrictEqual({ ok: true, value: {} })
  })

  it('hands on what was proved, untouched', () => {
    const value = Object.freeze({ user: 'ada' })
    expect(allow(value).value).toBe(value)
    expect(allow(value)).toStrictEqual({ ok: true, value: { user: 'ada' } })
  })

  it('carries headers when there are some', () => {
    expect(allow({ user: 'ada' }, { deprecation: '@0' })).toStrictEqual({
      ok: true,
      value: { user: 'ada' },
      headers: { deprecation: '@0' },
    })
  })
})

describe('deny', () => {
  it.each([200, 204, 304, 401, 503, 599])('takes the status %d', (status) => {
    expect(deny('no', status)).toStrictEqual({ ok: false, reason: 'no', status })
  })

  it.each([
    199,
    600,
    100,
    0,
    -401,
    401.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '401' as never,
    undefined as never,
    null as never,
  ])('does not take the status %s', (status) => {
    expect(() => deny('no', status)).toThrow(
      new RangeError(`core: deny("no") needs a status from 200 to 599, got ${status}`),
    )
  })

  it('keeps all it is told besides', () => {
    const cause = new Error('revoked yesterday')
    const reply = { status: 200, headers: {}, body: 'done before' }
    const more = { shown: 'bad', message: 'No.', headers: { 'retry-after': '1' }, reply, cause }
    expect(deny('no', 401, more)).toStrictEqual({ ok: false, reason: 'no', status: 401, ...more })
  })

  it('gives a verdict of its own each time', () => {
    expect(deny('no', 401)).not.toBe(deny('no', 401))
  })
})
