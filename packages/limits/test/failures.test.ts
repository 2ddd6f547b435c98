import { allow, denialReply, deny, type Guard, type Nothing } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { failures, limits, memoryLimitStore } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000

/** A login that is right or wrong as the request says, and how often it was run. */
const login = (options: Parameters<ReturnType<typeof failures>['around']>[1] = {}) => {
  const time = handTime()
  const limiter = limits({
    policies: { login: { kind: 'exact', limit: 5, windowMs: 15 * minute } },
    ...time,
  })
  const ran: string[] = []
  const password: Guard<Nothing, string> = (request) => {
    const given = request.header('x-password') ?? ''
    ran.push(given)
    const status = Number(given)
    return status === 200 ? allow() : deny('refused', status)
  }
  const guard = failures(limiter, { policy: 'login' }).around(password, options)
  const attempt = async (given: number, ip = '192.0.2.1') => {
    const verdict = await guard(testRequest({ ip, headers: { 'x-password': `${given}` } }), {})
    return verdict.ok ? 'in' : verdict.reason
  }
  return { time, limiter, ran, guard, attempt }
}

describe('failures', () => {
  it('counts only 401 and 403: who succeeds comes in as often as they like', async () => {
    const { attempt, limiter } = login()
    for (const status of [200, 200, 400, 404, 429, 500, 503]) await attempt(status)
    expect(limiter.peek('login', '192.0.2.1').remaining).toBe(5)
    await attempt(401)
    await attempt(403)
    expect(limiter.peek('login', '192.0.2.1').remaining).toBe(3)
  })

  it('counts what it is told to', async () => {
    const { attempt, limiter } = login({
      by: (request) => request.header('x-password'),
      counts: ({ status }) => status === 404,
    })
    await attempt(401)
    await attempt(404)
    expect(limiter.peek('login', '401').remaining).toBe(5)
    expect(limiter.peek('login', '404').remaining).toBe(4)
  })

  it('stops a key, with the right password too, and does not run the guard for it', async () => {
    const { attempt, ran, time } = login()
    for (let i = 0; i < 5; i++) expect(await attempt(401)).toBe('refused')
    expect(await attempt(200)).toBe('rate_limited')
    expect(ran).toHaveLength(5)
    expect(await attempt(200, '192.0.2.2')).toBe('in')
    time.advance(15 * minute)
    expect(await attempt(200)).toBe('in')
  })

  it('says when to try again', async () => {
    const { attempt, guard, time } = login()
    await attempt(401)
    time.advance(minute)
    for (let i = 0; i < 4; i++) await attempt(401)
    const verdict = await guard(testRequest({ ip: '192.0.2.1' }), {})
    expect(!verdict.ok && denialReply(verdict)).toMatchObject({
      status: 429,
      headers: { 'retry-after': `${14 * 60}` },
    })
  })

  it('refuses who cannot be told', async () => {
    const { guard, ran } = login({ by: () => undefined })
    expect(await guard(testRequest(), {})).toMatchObject({ reason: 'limit_key_missing' })
    expect(ran).toEqual([])
  })
})

describe('requests under way when the limit is reached', () => {
  it('are let through, and no more than those', async () => {
    const { limiter } = login()
    const waiting: (() => void)[] = []
    let ran = 0
    const slow: Guard<Nothing, 'wrong'> = async () => {
      ran++
      await new Promise<void>((resolve) => void waiting.push(resolve))
      return deny('wrong', 401)
    }
    const guard = failures(limiter, { policy: 'login' }).around(slow)
    const inFlight = 8
    const attempts: Promise<unknown>[] = []
    for (let i = 0; i < 200; i++) {
      attempts.push(Promise.resolve(guard(testRequest({ ip: '192.0.2.1' }), {})))
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
      if (waiting.length >= inFlight) waiting.shift()?.()
    }
    for (let turn = 0; turn < 50; turn++) {
      waiting.shift()?.()
      await Promise.resolve()
    }
    await Promise.all(attempts)
    expect(ran).toBeGreaterThan(5)
    expect(ran).toBeLessThanOrEqual(5 + inFlight)
  })
})

describe('where failures cannot be counted', () => {
  it('nobody is let try: the store is down', async () => {
    const { limiter, store } = awayLimits()
    store.mode = 'rejects'
    let ran = 0
    const guard = failures(limiter, { policy: 'exact' }).around(() => {
      ran++
      return deny('wrong', 401)
    })
    for (let i = 0; i < 3; i++) {
      expect(await guard(testRequest(), {})).toMatchObject({ reason: 'limits_unavailable' })
    }
    expect(ran).toBe(0)
  })

  it('nobody new is let try: the store is full of blocked keys', async () => {
    const limiter = limits({
      store: memoryLimitStore({ maxKeys: 3 }),
      policies: { login: { kind: 'exact', limit: 1, windowMs: minute } },
      ...handTime(),
    })
    const guard = failures(limiter, { policy: 'login' }).around(() => deny('wrong', 401))
    const reasons = []
    for (let i = 0; i < 5; i++) {
      const verdict = await guard(testRequest({ ip: `192.0.2.${i}` }), {})
      reasons.push(!verdict.ok && verdict.reason)
    }
    expect(reasons).toEqual(['wrong', 'wrong', 'wrong', 'limits_full', 'limits_full'])
  })
})

it('blocked and failed can be asked by hand', async () => {
  const { limiter } = login()
  const { blocked, failed } = failures(limiter, { policy: 'login' })
  for (let i = 0; i < 5; i++) {
    expect(await blocked('ada')).toBeUndefined()
    await failed('ada')
  }
  expect(await blocked('ada')).toMatchObject({ ok: false, reason: 'rate_limited', status: 429 })
  const away = awayLimits()
  const there = failures(away.limiter, { policy: 'exact' })
  await there.failed('ada')
  expect(await there.blocked('ada')).toBeUndefined()
  await there.failed('ada')
  expect(await there.blocked('ada')).toMatchObject({ reason: 'rate_limited' })
})
