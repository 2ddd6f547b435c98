import { connect } from 'node:net'
import { type AuditParty, systemClock } from '@sallyport/core'
import { accessMetrics } from '@sallyport/metrics/catalogs'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Framework } from '../apps.ts'
import { atEnd, until } from '../world.ts'
import { type Opened, opened, settings } from './opened-service.ts'

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

/** A WebSocket of a client, and what it hears; or the status that it was refused with. */
async function socket({ url }: Opened, token?: string, at = path) {
  const headers = token === undefined ? {} : { 'x-api-key': token }
  const client = new WebSocket(url.replace('http', 'ws') + at, { headers })
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
}
