import { responder } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { limits, limitsEndpoint } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const policies = {
  api: { kind: 'rate', limit: 60, windowMs: minute, burst: 2 },
  daily: { kind: 'quota', limit: 10, period: 'day' },
} as const

const asked = async (endpoint: ReturnType<typeof limitsEndpoint>, url: string) => {
  const { status, body, headers } = await responder(endpoint)(testRequest({ url }))
  return { status, headers, body: JSON.parse(String(body)) }
}

describe('limitsEndpoint', () => {
  const limiter = limits({ policies, ...handTime() })
  for (let i = 0; i < 3; i++) limiter.check('api', '2001:db8::')
  const endpoint = limitsEndpoint(limiter)
  const listed = [
    {
      ...{ name: 'api', kind: 'rate', limit: 60, burst: 2, window_ms: minute },
      ...{ allowed: 2, denied: 1 },
    },
    { name: 'daily', kind: 'quota', limit: 10, period: 'day', allowed: 0, denied: 0 },
  ]

  it('tells the policies, how often they were asked, and whether the store answers', async () => {
    expect(await asked(endpoint, '/limits')).toMatchObject({
      status: 200,
      body: { policies: listed, store: { ok: true } },
    })
  })

  it('tells how a key stands, and takes nothing for it', async () => {
    for (let i = 0; i < 3; i++) {
      const { body } = await asked(endpoint, '/limits?policy=api&key=2001%3Adb8%3A%3A')
      expect(body.key).toEqual({
        ...{ policy: 'api', key: '2001:db8::', ok: false, reason: 'rate_limited', remaining: 0 },
        ...{ retry_after_ms: 1_000, reset_after_ms: 2_000 },
      })
    }
    expect((await asked(endpoint, '/limits?key=%3F&policy=daily')).body.key).toMatchObject({
      ...{ key: '?', ok: true, remaining: 10 },
    })
  })

  it.each([
    ...[
      '?policy=api',
      '?key=a',
      '?policy=other&key=a',
      '?policy=&key=a',
      '?policy=__proto__&key=a',
    ],
    ...['?policy=constructor&key=a', '?policy=API&key=a', '?key', '?policy'],
  ])('%s is answered with 400', async (query) => {
    const { status, body } = await asked(endpoint, `/limits${query}`)
    expect([status, body.status]).toEqual([400, 'bad_query'])
  })

  it.each([
    '?%',
    '?key=%E0%A4%A&policy=api',
    `?policy=api&key=${'x'.repeat(100_000)}`,
    '??',
    '?&&=&',
  ])('%# is answered, whatever it is', async (query) => {
    expect([200, 400]).toContain((await asked(endpoint, `/limits${query}`)).status)
  })

  it('tells that the store is down, and of the key that nobody knows', async () => {
    const { limiter, store } = awayLimits()
    store.mode = 'rejects'
    const { status, body } = await asked(limitsEndpoint(limiter), '/?policy=exact&key=a')
    expect([status, body.store, body.key.ok]).toEqual([200, { ok: false }, false])
    expect(JSON.stringify(body)).not.toContain('away')
  })

  it('tells that the store is asked again soon', async () => {
    const away = awayLimits()
    await away.fail(5)
    const { body } = await asked(limitsEndpoint(away.limiter), '/')
    expect(body.store).toEqual({ ok: true, degraded: true })
  })
})
