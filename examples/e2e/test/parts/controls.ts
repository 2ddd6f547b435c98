import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manualTime } from '@sallyport/core/testing'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { type Answered, issuedKey, send } from './keys-at-hand.ts'
import { auditKey, folder, opened, settings, settingsFrom } from './opened-service.ts'

const { githubSecret } = settings
const reader = { authorization: 'Bearer the-reader' }
const refusal = '{"error":"Service is in maintenance mode","status":"maintenance"}'
const body = '{"n":1}'

interface At {
  readonly url: string
}

/** A delivery of GitHub's, and always the same one unless it is told. */
const deliver = ({ url }: At, sent = body, signed = sent): Promise<Answered> => {
  const { headers } = sign(github, { secret: githubSecret, body: signed, deliveryId: `id ${sent}` })
  return send(`${url}/webhook/github`, sent, headers)
}
const set = ({ url }: At, name: string, value: unknown, more: object = {}): Promise<Answered> =>
  send(`${url}/admin/controls`, { name, value, why: 'a new disk', ...more })
const ready = ({ url }: At, headers = {}) => send(`${url}/ready`, undefined, headers)

/** What can be switched while the example service runs. */
export function controls(framework: Framework): void {
  inMaintenance(framework)
  endOfMaintenance(framework)
  administered(framework)
  heeded(framework)
  keptInFile(framework)
  describe.skipIf(missing('redis', 'flags of three instances'))('in Redis', () =>
    keptInRedis(framework),
  )
}

function inMaintenance(framework: Framework): void {
  it('refuses who has proved who they are, and takes the same delivery when it is over', async () => {
    // What is refused takes nothing from the one delivery that there may be.
    const app = await opened(framework, { ...settings, hooksPerMinute: 1 })
    expect((await set(app, 'maintenance_mode', true)).status).toBe(200)
    const refused = await deliver(app)
    expect([refused.status, refused.text]).toEqual([503, refusal])
    expect(refused.headers.get('cache-control')).toBe('no-store')
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThanOrEqual(60)
    expect(seconds).toBeLessThanOrEqual(70)
    const wrong = await deliver(app, body, '{"n":2}')
    expect([wrong.status, wrong.json().status]).toEqual([401, 'webhook_refused'])

    expect((await set(app, 'maintenance_mode', false)).status).toBe(200)
    const taken = await deliver(app)
    expect([taken.status, taken.json()]).toEqual([200, { service: 'github', received: { n: 1 } }])
    const changed = { type: 'controls.changed', actor: { kind: 'admin', id: 'admin' } }
    const why = 'a new disk'
    const events = (await app.events()).filter(({ ctx }) => ctx?.route !== '/admin/controls')
    expect(events).toMatchObject([
      { ...changed, event: { from: false, to: true, why } },
      { outcome: 'denied', reason: 'maintenance', actor: { kind: 'service', id: 'github' } },
      { outcome: 'denied', reason: 'signature_wrong' },
      { ...changed, event: { from: true, to: false, why } },
      { outcome: 'success', actor: { kind: 'service', id: 'github' } },
    ])
  })

  it('refuses keys too, which it costs nothing, and nobody in the admin area', async () => {
    const app = await opened(framework, settings)
    const { token } = await issuedKey(app.url, { requestsPerHour: 1 })
    const key = { 'x-api-key': token }
    const orders = `${app.url}/api/orders`
    const order = { item: 'anvil', quantity: 2 }
    await set(app, 'maintenance_mode', true)
    for (const asked of [undefined, order]) {
      const refused = await send(orders, asked, key)
      expect([refused.status, refused.text]).toEqual([503, refusal])
      expect((await send(orders, asked, {})).status).toBe(401)
      expect((await send(orders, asked, { 'x-api-key': 'a guess' })).status).toBe(401)
    }
    for (const path of ['whoami', 'keys', 'audit', 'controls']) {
      expect((await send(`${app.url}/admin/${path}`)).status, path).toBe(200)
    }
    await set(app, 'maintenance_mode', false)
    expect((await send(orders, order, key)).status).toBe(201)
  })

  it('stays ready, and says why it is degraded', async () => {
    const app = await opened(framework, settings)
    expect((await ready(app)).json().dependencies.maintenance).toEqual({ status: 'healthy' })
    await set(app, 'maintenance_mode', true)
    const stranger = await ready(app)
    expect([stranger.status, stranger.json().status]).toEqual([200, 'degraded'])
    expect(stranger.json().dependencies.maintenance).toEqual({ status: 'degraded' })
    const told = (await ready(app, reader)).json().dependencies.maintenance
    expect(told).toEqual({ status: 'degraded', message: 'maintenance' })
    for (const path of ['health', 'startup']) {
      const probe = await send(`${app.url}/${path}`, undefined, {})
      expect([probe.status, probe.json().status]).toEqual([200, 'healthy'])
    }
  })
}

function endOfMaintenance(framework: Framework): void {
  it('ends by itself where that was said, and tells when', async () => {
    const { advance, clock, monotonic, timers } = manualTime(Date.parse('2026-11-21T12:00:00Z'))
    const app = await opened(framework, settings, { clock, monotonic, timers })
    const answer = await set(app, 'maintenance_mode', true, { for: '90m' })
    const until = '2026-11-21T13:30:00.000Z'
    expect(answer.json()).toEqual({ name: 'maintenance_mode', from: false, to: true, until })
    advance(60_000)
    const seconds = Number((await deliver(app)).headers.get('retry-after'))
    expect(seconds).toBeGreaterThanOrEqual(89 * 60)
    expect(seconds).toBeLessThanOrEqual(89 * 60 + 10)
    advance(89 * 60_000)
    expect((await deliver(app)).status).toBe(200)
    await expect
      .poll(async () => (await app.events()).map(({ type }) => type))
      .toContain('controls.reverted')
  })

  it('says what the operator has to say, once there is something', async () => {
    const app = await opened(framework, settings)
    await set(app, 'maintenance_message', 'Back at noon.')
    await set(app, 'maintenance_mode', true)
    expect((await deliver(app)).json()).toEqual({
      error: 'Service is in maintenance mode',
      status: 'maintenance',
      message: 'Back at noon.',
    })
  })
}

function administered(framework: Framework): void {
  it('shows flags to readers, and lets administrators alone set them', async () => {
    const app = await opened(framework, settings)
    const url = `${app.url}/admin/controls`
    await set(app, 'maintenance_mode', true)
    const list = await send(url, undefined, reader)
    expect(list.json().flags).toHaveLength(4)
    expect(list.json().flags[0]).toMatchObject({
      name: 'maintenance_mode',
      value: true,
      by: 'admin',
      why: 'a new disk',
    })
    const change = { name: 'maintenance_mode', value: false, why: 'over' }
    expect((await send(url, change, reader)).status).toBe(403)
    expect((await send(url, change, {})).status).toBe(401)
    expect((await send(url, undefined, {})).status).toBe(401)
    expect((await deliver(app)).status).toBe(503)
  })

  it('is written down with the names of flags and of who set them, where people have pseudonyms', async () => {
    const { signingKey: pseudonymKey } = auditKey()
    const app = await opened(framework, { ...settings, pseudonymKey })
    await set(app, 'maintenance_mode', true)
    await ready(app)
    const entries = await app.entries()
    expect(entries).toContainEqual(
      expect.objectContaining({
        actor: { kind: 'admin', id: 'admin' },
        targets: [{ kind: 'flag', id: 'maintenance_mode' }],
      }),
    )
    const targets = entries.flatMap((entry) => entry.targets ?? [])
    expect(targets).toContainEqual({ kind: 'dependency', id: 'maintenance' })
  })

  it.each([
    [{ name: 'rate_limit_per_minute', value: 60, why: 'a' }, 404, 'unknown_flag'],
    [{ name: '__proto__', value: true, why: 'a' }, 404, 'unknown_flag'],
    [{ name: 'maintenance_mode', value: 'on', why: 'a' }, 400, 'invalid_value'],
    [{ name: 'maintenance_mode', value: true }, 400, 'bad_change'],
    [{ name: 'maintenance_mode', value: true, why: 'a', for: 'ever' }, 400, 'bad_change'],
    ['{"name"', 400, 'bad_change'],
  ])('refuses what cannot be: %j', async (change, status, word) => {
    const app = await opened(framework, settings)
    const answer = await send(`${app.url}/admin/controls`, change)
    expect([answer.status, answer.json()]).toEqual([
      status,
      { error: expect.any(String), status: word },
    ])
    expect((await deliver(app)).status).toBe(200)
  })
}

function heeded(framework: Framework): void {
  it('writes probes down too, and limits no webhook, where flags say so', async () => {
    const app = await opened(framework, { ...settings, hooksPerMinute: 1 })
    const ended = async (route: string) =>
      (await app.entries()).filter(
        ({ type, ctx }) => type === 'api.request' && ctx?.route === route,
      ).length
    const probed = () => ended('/health')
    const delivered = () => ended('/webhook/:service')
    await send(`${app.url}/health`, undefined, {})
    expect([(await deliver(app)).status, (await deliver(app, '{"n":2}')).status]).toEqual([
      200, 429,
    ])
    expect([await probed(), await delivered()]).toEqual([0, 0])
    await set(app, 'verbose_logging', true)
    await set(app, 'rate_limiting_enabled', false)
    await send(`${app.url}/health`, undefined, {})
    expect((await deliver(app, '{"n":2}')).status).toBe(200)
    await expect.poll(probed).toBe(1)
    await expect.poll(delivered).toBe(1)
  })

  it('begins as the environment says', async () => {
    const { flags } = settingsFrom({ MAINTENANCE_MODE: 'true', VERBOSE_LOGGING: '' })
    expect(flags).toEqual({ maintenance_mode: true })
    const app = await opened(framework, { ...settings, flags })
    expect((await deliver(app)).status).toBe(503)
    await set(app, 'maintenance_mode', false)
    expect((await deliver(app)).status).toBe(200)
    const both = { CONTROLS_FILE: '/flags.json', MAINTENANCE_MODE: 'true' }
    for (const [given, words] of [
      [{ MAINTENANCE_MODE: 'perhaps' }, 'correct MAINTENANCE_MODE'],
      [both, 'controlsFile cannot be set beside MAINTENANCE_MODE'],
    ] as const) {
      expect(() => settingsFrom(given)).toThrow(words)
    }
  })
}

function keptInFile(framework: Framework): void {
  it('follows a file, which nobody sets by a request', async () => {
    const file = join(folder(), 'flags.json')
    const write = (maintenance_mode: boolean): void => {
      writeFileSync(`${file}.new`, JSON.stringify({ maintenance_mode }))
      renameSync(`${file}.new`, file)
    }
    write(true)
    const app = await opened(framework, { ...settings, controlsFile: file })
    expect((await deliver(app)).text).toBe(refusal)
    const answer = await set(app, 'maintenance_mode', false)
    expect([answer.status, answer.json().status]).toEqual([409, 'read_only'])
    write(false)
    await expect.poll(async () => (await deliver(app)).status).toBe(200)
  })
}

function keptInRedis(framework: Framework): void {
  let redis: Server
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  it('shows a flag that is set on one of three instances on all, and on one that comes later', async () => {
    const { redisUrl } = settingsFrom({ REDIS_URL: redis.url })
    const open = () => opened(framework, { ...settings, redisUrl })
    const instances = await Promise.all([open(), open(), open()])
    const answers = (n: number) =>
      Promise.all(
        instances.map(async (one, i) => (await deliver(one, JSON.stringify({ n, i }))).status),
      )
    expect(await answers(1)).toEqual([200, 200, 200])
    expect((await set(instances[1] as At, 'maintenance_mode', true)).status).toBe(200)
    // Less than the half minute after which each reads it anyway.
    await expect.poll(() => answers(2), { timeout: 10_000 }).toEqual([503, 503, 503])
    expect((await deliver(await open())).text).toBe(refusal)
    const shown = await send(`${instances[0].url}/admin/controls`, undefined, reader)
    expect(shown.json().flags[0]).toMatchObject({ value: true, by: 'admin', why: 'a new disk' })
    expect((await set(instances[2] as At, 'maintenance_mode', false)).status).toBe(200)
    await expect.poll(() => answers(2), { timeout: 10_000 }).toEqual([200, 200, 200])
  })
}
