import { createServer } from 'node:http'
import { connect } from 'node:net'
import { type AuditParty, systemClock } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { accessMetrics, securityMetrics } from '@sallyport/metrics/catalogs'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { expect, it } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import type { Framework } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { atEnd, settled, until } from '../world.ts'
import { issued, send } from './keys-at-hand.ts'
import { folder, type Opened, opened, settings } from './opened-service.ts'
import { started } from './process.ts'

const ada: AuditParty = { kind: 'user', id: 'ada' }
const path = '/api/orders/live'

async function keyOf({ service }: Opened, tenant: string, ...scopes: ('read' | 'write')[]) {
  const { key, token } = await service.keys.keys.issue({
    ...{ name: 'live', tenant, owner: ada, actor: ada },
    scopes: scopes.map((scope) => `orders:${scope}` as const),
    expiresAt: systemClock() + 60_000,
  })
  return { id: key.id, token: token.reveal() }
}

type At = Pick<Opened, 'url'>

/** A WebSocket of a client, and what it hears; or the status that it was refused with. */
async function socket({ url }: At, token?: string, at = path, options: ClientOptions = {}) {
  const headers = token === undefined ? {} : { 'x-api-key': token }
  const client = new WebSocket(url.replace('http', 'ws') + at, { ...options, headers })
  atEnd(() => client.terminate())
  const heard: unknown[] = []
  client.on('message', (data) => heard.push(JSON.parse(String(data))))
  const closed = new Promise<number>((resolve) => client.on('close', resolve))
  const status = await new Promise<number>((resolve, reject) => {
    client.on('open', () => resolve(101)).on('error', reject)
    client.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
  })
  return { status, heard, closed, client }
}

const place = ({ url }: Opened, token: string, item: string) =>
  fetch(`${url}/api/orders`, {
    method: 'POST',
    headers: { 'x-api-key': token, 'content-type': 'application/json' },
    body: JSON.stringify({ item, quantity: 1 }),
  })

/** Orders as they are placed, over a WebSocket. */
export function live(framework: Framework): void {
  heard(framework)
  sentAway(framework)
  crowded(framework)
  otherProtocols(framework)
}

function heard(framework: Framework): void {
  it('tells who may read orders of those of their tenant, and of no others', async () => {
    const app = await opened(framework, settings)
    const [one, other] = [
      await keyOf(app, 't1', 'read', 'write'),
      await keyOf(app, 't2', 'read', 'write'),
    ]
    const hearing = await socket(app, one.token)
    expect(hearing.status).toBe(101)
    for (const [{ token }, item] of [
      [one, 'anvil'],
      [other, 'rocket'],
      [one, 'rope'],
    ] as const) {
      expect((await place(app, token, item)).status).toBe(201)
    }
    await until(() => hearing.heard.length > 1, 'two orders')
    expect(hearing.heard).toMatchObject([{ item: 'anvil' }, { item: 'rope' }])
    expect(app.service.metrics.read(accessMetrics.open)).toMatchObject([{ value: 1 }])
    hearing.client.close()
    await hearing.closed
    await until(() => app.service.metrics.read(accessMetrics.open)[0]?.value === 0, 'it is closed')
    const sent = app.service.metrics.read(accessMetrics.messages)
    expect(sent).toMatchObject([{ labels: { route: path, direction: 'out' }, value: 2 }])
  })

  it('refuses an upgrade as a route refuses a request, and writes each down', async () => {
    const app = await opened(framework, settings)
    const [reader, writer] = [await keyOf(app, 't1', 'read'), await keyOf(app, 't1', 'write')]
    const { status } = await socket(app, reader.token)
    const refused = [await socket(app), await socket(app, 'other'), await socket(app, writer.token)]
    expect([status, ...refused.map((one) => one.status)]).toEqual([101, 401, 401, 403])
    expect((await socket(app, reader.token, '/live')).status).toBe(404)
    const written = (await app.events()).filter(({ ctx }) => ctx?.route === path)
    const decided = written.filter(({ type }) => type.endsWith('.decided'))
    expect(decided.map(({ outcome, actor }) => [outcome, actor?.id])).toEqual([
      ['success', reader.id],
      ['denied', undefined],
      ['denied', undefined],
      ['denied', writer.id],
    ])
    expect(written.filter(({ type }) => type.startsWith('ws.'))).toMatchObject([
      { type: 'ws.connect', actor: { kind: 'key', id: reader.id } },
    ])
    const counted = app.service.metrics.read(accessMetrics.connections)
    expect(counted.map(({ labels, value }) => [labels.outcome, value])).toEqual([
      ['accepted', 1],
      ['denied', 3],
    ])
  })

  it('tells who is connected that it ends, and outlives those who leave in the middle', async () => {
    const app = await opened(framework, settings)
    const { token } = await keyOf(app, 't1', 'read')
    const { hostname, port } = new URL(app.url)
    const raw = connect(Number(port), hostname)
    raw.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    raw.destroy()
    const hearing = await socket(app, token)
    await app.service.close()
    expect(await hearing.closed).toBe(1001)
  })

  it('keeps no process that was asked to end, which writes down that it closed', async () => {
    const dataDir = folder()
    const server = await started(framework, { ADMIN_TOKEN: 'the-token', DATA_DIR: dataDir })
    const hearing = await socket(server, await issued(server.url))
    expect(hearing.status).toBe(101)
    expect(await server.stop()).toEqual({ code: 0, complaints: '' })
    expect(await hearing.closed).toBe(1001)
    const again = await opened(framework, { ...settings, dataDir })
    expect((await again.entries()).filter(({ type }) => type.startsWith('ws.'))).toMatchObject([
      { type: 'ws.connect' },
      { type: 'ws.disconnect', outcome: 'success', event: { code: 1001 } },
    ])
  })
}

function sentAway(framework: Framework): void {
  const revoke = ({ url }: Opened, id: string) => send(`${url}/admin/keys/${id}/revoke`, {})

  it('tells a key that was revoked nothing more, and sends it away', async () => {
    const app = await opened(framework, settings)
    const [one, other] = [await keyOf(app, 't1', 'read'), await keyOf(app, 't1', 'read', 'write')]
    const [gone, stays] = [await socket(app, one.token), await socket(app, other.token)]
    expect((await revoke(app, one.id)).status).toBe(200)
    expect((await place(app, other.token, 'anvil')).status).toBe(201)
    expect(await gone.closed).toBe(1008)
    await until(() => stays.heard.length === 1, 'the order')
    expect(gone.heard).toEqual([])
    await until(() => app.service.metrics.read(accessMetrics.open)[0]?.value === 1, 'one is left')
    const ended = (await app.entries()).filter(({ type }) => type === 'ws.disconnect')
    expect(ended).toMatchObject([{ outcome: 'denied', actor: { id: one.id } }])
  })

  it('looks now and then who is gone, and who may no longer listen', async () => {
    const { timers, advance } = manualTime()
    const app = await opened(framework, settings, { timers })
    const [one, other] = [await keyOf(app, 't1', 'read'), await keyOf(app, 't1', 'read')]
    const revoked = await socket(app, one.token)
    const stays = await socket(app, other.token)
    const deaf = await socket(app, other.token, path, { autoPong: false })
    await revoke(app, one.id)
    const asked = new Promise((resolve) => stays.client.once('ping', resolve))
    advance(30_000)
    expect(await revoked.closed).toBe(1008)
    await asked
    await settled()
    advance(30_000)
    expect(await deaf.closed).toBe(1006)
    expect(stays.client.readyState).toBe(WebSocket.OPEN)
  })
}

function crowded(framework: Framework): void {
  it('leaves room for others than one key', async () => {
    const app = await opened(framework, settings)
    const [one, other] = [await keyOf(app, 't1', 'read'), await keyOf(app, 't1', 'read')]
    const opening = Array.from({ length: 20 }, () => socket(app, one.token))
    expect(new Set((await Promise.all(opening)).map(({ status }) => status))).toEqual(
      new Set([101]),
    )
    expect((await socket(app, one.token)).status).toBe(503)
    expect((await socket(app, other.token)).status).toBe(101)
    const [first] = await Promise.all(opening)
    first?.client.close()
    await expect.poll(async () => (await socket(app, one.token)).status).toBe(101)
    const refused = (await app.events()).filter(({ outcome }) => outcome === 'denied')
    expect(refused[0]).toMatchObject({ reason: 'too_many_connections', actor: { id: one.id } })
  })

  it('counts a guess at a key as an attack, there too, and refuses a handshake that is none', async () => {
    const app = await opened(framework, settings)
    const [{ token }, stranger] = [
      await keyOf(app, 't1', 'read'),
      await keyOf(await opened(framework, settings), 't1', 'read'),
    ]
    expect((await socket(app, stranger.token)).status).toBe(401)
    expect(app.service.metrics.read(securityMetrics.attacksBlocked)).toMatchObject([
      { labels: { attack_type: 'guessing' }, value: 1 },
    ])
    const reply = await asked(app, `GET ${path}`, ['Upgrade: websocket', `X-API-Key: ${token}`])
    expect([reply.status, reply.all('sec-websocket-version')]).toEqual([400, ['13']])
    expect((await app.events()).at(-1)?.reason).toBe('handshake_malformed')
  })
}

const offered = ['Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__']

async function asked(app: Opened, line: string, headers: readonly string[], body = '') {
  const client = await rawClient(app)
  client.push(message(line, [...offered, ...headers], body))
  return client.reply()
}

function otherProtocols(framework: Framework): void {
  it('answers who offers another protocol as everybody, and writes it down', async () => {
    const app = await opened(framework, settings)
    const h2c = 'Upgrade: h2c'
    expect((await asked(app, 'GET /health', [h2c])).status).toBe(200)
    expect((await asked(app, 'GET /admin/keys', ['Upgrade: websocket'])).status).toBe(401)
    expect((await asked(app, `GET ${path}`, [h2c])).status).toBe(404)
    expect((await asked(app, 'GET /nowhere', ['Upgrade: websocket'])).status).toBe(404)
    expect((await app.events()).at(-1)).toMatchObject({ reason: 'token_missing' })
    const ended = (await app.entries()).filter(({ type }) => type === 'api.request')
    expect(ended.map(({ event }) => event?.status)).toEqual([404, 404])
    if ('shouldUpgradeCallback' in createServer()) {
      const body = '{"n":1}'
      const { headers } = sign(github, { secret: settings.githubSecret, body })
      const given = Object.entries({ 'content-type': 'application/json', ...headers })
      const lines = given.map((header) => header.join(': '))
      expect((await asked(app, 'POST /webhook/github', [h2c, ...lines], body)).status).toBe(200)
    }
  })
}
