import { allow, deny, type Endpoint, type Guard, responder } from '@sallyport/core'
import { manualTime, testRequest } from '@sallyport/core/testing'
import {
  aggregateEndpoint,
  checksFormat,
  createHealth,
  healthJsonFormat,
  livenessEndpoint,
  readinessEndpoint,
  startupEndpoint,
} from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { turns } from './support/turns.ts'

const ask = (endpoint: Endpoint, init = {}) => responder(endpoint)(testRequest(init))
const healthOf = (ok: boolean, options = {}) =>
  createHealth({
    startupGraceMs: 0,
    checks: { db: { check: () => ({ ok, message: 'said' }), ...options } },
  })
const all = [livenessEndpoint, readinessEndpoint, startupEndpoint, aggregateEndpoint] as const

describe('the endpoints', () => {
  it.each(all.map((one) => [one.name, one] as const))(
    '%s: GET and HEAD, kept by no cache',
    async (_name, endpoint) => {
      const answer = endpoint(healthOf(true))
      const get = await ask(answer)
      expect([get.status, get.headers['cache-control'], get.headers['content-type']]).toEqual([
        ...[200, 'no-store', 'application/json'],
      ])
      expect((await ask(answer, { method: 'HEAD' })).status).toBe(200)
      const post = await ask(answer, { method: 'POST' })
      expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD'])
      expect((await ask(answer, { url: '/ready?x=1' })).status).toBe(200)
    },
  )

  it('answer 503 when it is down, but never that it does not live', async () => {
    const health = healthOf(false)
    const status = async (endpoint: (typeof all)[number]) => (await ask(endpoint(health))).status
    expect(await Promise.all(all.map(status))).toEqual([200, 503, 503, 503])
  })

  it('answer 200 when it is degraded', async () => {
    expect((await ask(readinessEndpoint(healthOf(false, { critical: false })))).status).toBe(200)
  })

  it('say that it drains: 503, and 200 that it lives', async () => {
    const health = healthOf(true)
    await ask(startupEndpoint(health))
    await health.drain({ delayMs: 0 })
    const status = async (endpoint: (typeof all)[number]) => (await ask(endpoint(health))).status
    expect(await Promise.all(all.map(status))).toEqual([200, 503, 200, 503])
  })

  it('ask nothing for liveness', async () => {
    let asked = 0
    const health = createHealth({ checks: { db: () => ({ ok: ++asked > 0 }) } })
    await ask(livenessEndpoint(health))
    expect(asked).toBe(0)
  })

  it('speak as they are told to', async () => {
    const { headers, body } = await ask(
      readinessEndpoint(healthOf(true), { format: healthJsonFormat }),
    )
    expect(headers['content-type']).toBe('application/health+json')
    expect(body).toBe('{"status":"pass","checks":{"db":[{"status":"pass"}]}}')
  })
})

describe('a viewer', () => {
  const shows = async (viewer?: Guard<object>) => {
    const options = { format: checksFormat, ...(viewer && { viewer }) }
    const { body } = await ask(aggregateEndpoint(healthOf(true), options))
    return String(body).includes('said')
  }

  it('sees messages when the guard admits it, and only then', async () => {
    expect(await shows()).toBe(false)
    expect(await shows(() => allow())).toBe(true)
    expect(await shows(async () => allow({ who: 'ada' }))).toBe(true)
    expect(await shows(() => deny('unknown', 401))).toBe(false)
  })

  it.each<[string, Guard<object>]>([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['answers nonsense', () => ({ ok: 'yes' }) as never],
    ['answers nothing', () => undefined as never],
  ])('whose guard %s is not admitted, and is answered', async (_what, viewer) => {
    expect(await shows(viewer)).toBe(false)
  })

  it('whose guard hangs is answered in time, and not admitted', async () => {
    const { timers, advance } = manualTime()
    const viewer = () => new Promise<never>(() => {})
    const endpoint = readinessEndpoint(healthOf(true), { viewer, timers })
    const answer = ask(endpoint)
    await turns()
    advance(500)
    const { status, body } = await answer
    expect([status, String(body)]).toEqual([200, expect.not.stringContaining('said')])
  })
})
