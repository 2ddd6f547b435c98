import { manualTime } from '@sallyport/core/testing'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { printed, until } from '../world.ts'
import { issued, send } from './keys-at-hand.ts'
import { opened, settings } from './opened-service.ts'

const reader = { authorization: 'Bearer the-reader' }
const today = Date.parse('2026-11-21T12:00:00Z')
const timestamp = '2026-11-21T12:00:00Z'
const critical = ['audit_log', 'key_store', 'limits']
const names = [
  ...critical,
  'delivery_store',
  'airtable',
  'controls',
  'blocked_networks',
  'maintenance',
  'slo',
]

function atNoon() {
  const { advance, clock, monotonic, timers } = manualTime(today)
  return { advance, surroundings: { clock, monotonic, timers } }
}

/** All of these are as it says. */
const all = (status: string, which: readonly string[] = names) =>
  Object.fromEntries(which.map((name) => [name, { status }]))

/** What the example service says of itself, and how it ends. */
export function health(framework: Framework): void {
  well(framework)
  unwell(framework)
  ending(framework)
}

function well(framework: Framework): void {
  it('says that it lives, is ready and has begun, to GET and HEAD', async () => {
    const app = await opened(framework, settings, atNoon().surroundings)
    for (const [path, more] of [
      ['/health', { uptime_seconds: 0 }],
      ['/ready', { dependencies: all('healthy') }],
      ['/startup', { dependencies: all('healthy', critical) }],
    ] as const) {
      const reply = await send(app.url + path, undefined, {})
      expect([reply.status, reply.json()]).toEqual([200, { status: 'healthy', timestamp, ...more }])
      expect(reply.headers.get('cache-control')).toBe('no-store')
      const head = await fetch(app.url + path, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
    }
    expect(await app.events()).toEqual([])
  })

  it('shows what its checks found to readers alone', async () => {
    const app = await opened(framework, settings)
    const found = async (headers: Record<string, string>) =>
      (await send(`${app.url}/ready`, undefined, headers)).json().dependencies.audit_log
    expect(await found(reader)).toEqual({
      status: 'healthy',
      detail: expect.objectContaining({ size: 1, faults: 0 }),
    })
    for (const headers of [{}, { authorization: 'Bearer other' }, { 'x-api-key': 'other' }]) {
      expect(await found(headers)).toEqual({ status: 'healthy' })
    }
  })
}

function unwell(framework: Framework): void {
  it('is not ready, yet lives, while its audit log takes nothing; why is for readers', async () => {
    const { advance, surroundings } = atNoon()
    const app = await opened(framework, settings, surroundings)
    const ready = (headers: Record<string, string>) => send(`${app.url}/ready`, undefined, headers)
    expect((await ready({})).status).toBe(200)
    await app.service.log.close()
    advance(1_000)
    const answers = { stranger: await ready({}), reader: await ready(reader) }
    expect([answers.stranger.status, answers.stranger.json()]).toEqual([
      503,
      {
        status: 'unhealthy',
        timestamp: '2026-11-21T12:00:01Z',
        dependencies: {
          ...all('healthy'),
          audit_log: { status: 'unhealthy' },
          slo: { status: 'degraded' },
        },
      },
    ])
    expect(answers.reader.status).toBe(503)
    expect(answers.reader.json().dependencies.audit_log).toEqual({
      status: 'unhealthy',
      message: 'the log is closed',
    })
    expect((await send(`${app.url}/health`, undefined, {})).status).toBe(200)
    expect((await send(`${app.url}/startup`, undefined, {})).status).toBe(200)
    await app.service.close()
    expect(printed().join('\n')).toContain('the log was closed')
  })

  it('is ready without what webhooks alone need, and has begun when all else was well', async () => {
    const { advance, surroundings } = atNoon()
    const app = await opened(framework, settings, surroundings)
    let ok = false
    app.service.health.register('more', () => ({ ok, message: 'not yet' }))
    app.service.health.register('less', () => ({ ok: false }), { critical: false })
    const status = async (path: string) => (await send(app.url + path, undefined, {})).status
    expect([await status('/startup'), await status('/ready')]).toEqual([503, 503])
    ok = true
    advance(1_000)
    expect([await status('/startup'), await status('/ready')]).toEqual([200, 200])
    const changes = (await app.entries()).filter(({ type }) => type === 'health.changed')
    const told = changes.map(({ targets, event }) => [targets?.[0]?.id, event?.from, event?.to])
    expect(told).toContainEqual(['more', 'up', 'down'])
    expect(told).toContainEqual(['more', 'down', 'up'])
    const page = (await send(`${app.url}/metrics`, undefined, reader)).text
    expect(page).toMatch(/^health_dependency_health\{dependency="more"\} 1$/m)
  })
}

function ending(framework: Framework): void {
  it('says first that it will end, serves on, and asks clients to come by another way', async () => {
    const { advance, surroundings } = atNoon()
    const app = await opened(framework, settings, surroundings)
    const key = { 'x-api-key': await issued(app.url) }
    const ended = app.service.health.drain({ delayMs: 5_000 })
    const ready = await send(`${app.url}/ready`, undefined, {})
    expect([ready.status, ready.json().status]).toEqual([503, 'unhealthy'])
    expect((await send(`${app.url}/ready`, undefined, reader)).json().cause).toBe('draining')
    for (const [path, headers, status] of [
      ['/health', {}, 200],
      ['/api/orders', key, 200],
      ['/admin/whoami', reader, 200],
      ['/admin/whoami', {}, 401],
      ['/nowhere', {}, 404],
    ] as const) {
      const reply = await send(app.url + path, undefined, headers)
      expect([path, reply.status, reply.headers.get('connection')]).toEqual([path, status, 'close'])
    }
    advance(5_000)
    expect(await ended).toEqual({ inFlight: 0, failed: [] })
    const kept = (await app.service.log.query({ limit: 1 })).rows[0]?.entry
    expect(kept?.type).toBe('system.shutdown')
  })

  it('waits for a request in flight before it closes what that needs', async () => {
    const app = await opened(framework, settings)
    const headers = [`X-API-Key: ${await issued(app.url)}`, 'Content-Type: application/json']
    const order = '{"item":"anvil","quantity":2}'
    const whole = message('POST /api/orders', headers, order)
    const client = await rawClient(app)
    await client.send(whole.subarray(0, -5))
    let isOver = false
    const closed = app.service.close().then(() => {
      isOver = true
    })
    await until(() => app.service.health.isDraining, 'it drains')
    expect((await send(`${app.url}/health`, undefined, {})).status).toBe(200)
    expect(isOver).toBe(false)
    client.push(whole.subarray(-5))
    expect((await client.reply()).status).toBe(201)
    await closed
  })
}
