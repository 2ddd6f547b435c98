import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordSocket, type SocketAuditOptions } from '@sallyport/audit-chain'
import { nodeRequest } from '@sallyport/core/node'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { lineLog } from './support/line-log.ts'

const given = { id: 'r1', ip: '192.0.2.1', route: '/live/:room', headers: { 'user-agent': 'x' } }
const settled = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => resolve()))

async function recorded(run: (socket: ReturnType<typeof recordSocket>) => void) {
  const log = lineLog()
  run(recordSocket(log, testRequest(given), { onError: () => {} }))
  await settled()
  return log.entries().slice(1)
}

describe('recordSocket', () => {
  it('records the connection at once, and all it is told, under one request', async () => {
    const log = lineLog()
    const { monotonic, advance } = manualTime()
    const actor = { kind: 'user', id: 'ada' }
    const context = () => ({ sessionId: 's1' })
    const record = recordSocket(log, testRequest(given), { actor, context, monotonic })
    record.sent({ bytes: 12 })
    advance(1_500)
    record.closed(1000, 'bye')
    await settled()
    const entries = log.entries()
    expect(entries.map(({ type, outcome, event }) => ({ type, outcome, event }))).toEqual([
      { type: 'ws.connect', outcome: 'success' },
      { type: 'ws.message_sent', outcome: 'success', event: { bytes: 12 } },
      {
        type: 'ws.disconnect',
        outcome: 'success',
        event: { code: 1000, durationMs: 1_500, reason: 'bye' },
      },
    ])
    const ctx = {
      ip: '192.0.2.1',
      method: 'GET',
      requestId: 'r1',
      route: '/live/:room',
      sessionId: 's1',
      userAgent: 'x',
    }
    for (const entry of entries) expect(entry).toMatchObject({ transport: 'ws', actor, ctx })
  })

  it.each([
    [1000, 'success'],
    [1001, 'success'],
    [undefined, 'success'],
    [1002, 'failure'],
    [1006, 'failure'],
    [1008, 'denied'],
    [1011, 'failure'],
    [4000, 'success'],
  ])('closed with %s is a %s', async (code, outcome) => {
    const [entry] = await recorded(({ closed }) => closed(code))
    expect(entry).toMatchObject({ type: 'ws.disconnect', outcome, event: { code: code ?? 1005 } })
  })

  it('is closed once', async () => {
    const entries = await recorded(({ closed }) => {
      closed(1000)
      closed(1006)
    })
    expect(entries).toHaveLength(1)
  })

  it.each([
    [Object.assign(new Error('no'), { code: 'EPIPE' }), 'EPIPE'],
    [new Error('no'), undefined],
    ['text', undefined],
    [undefined, undefined],
    [Object.defineProperty({}, 'code', { get: () => JSON.parse('') }), undefined],
  ])('a failure of any form is an error: %j', async (error, reason) => {
    const [entry] = await recorded(({ failed }) => failed(error))
    expect([entry?.type, entry?.outcome, entry?.reason]).toEqual(['ws.error', 'error', reason])
  })

  it('tells of a log that fails, and throws at nobody', async () => {
    const heard: string[] = []
    const options: SocketAuditOptions = { onError: (error) => heard.push(`${error}`) }
    const broken = { append: () => Promise.reject(new Error('disk full')) }
    const record = recordSocket(broken, testRequest(), options)
    record.closed(1000)
    await settled()
    await settled()
    expect(heard).toEqual(['Error: disk full', 'Error: disk full'])
  })

  it('needs a log, and functions where there are to be some', () => {
    expect(() => recordSocket({} as never, testRequest())).toThrow('needs a log with "append"')
    expect(() => recordSocket(lineLog(), testRequest(), { context: 7 as never })).toThrow(
      'recordSocket() needs "context" to be a function, got number',
    )
  })
})

describe('with a WebSocket of ws', () => {
  const open: Server[] = []
  afterEach(() => {
    for (const server of open.splice(0)) server.close()
  })

  /** A server that answers each message, and the log of what it records. */
  async function serve() {
    const log = lineLog()
    const server = createServer()
    open.push(server)
    const sockets = new WebSocketServer({ server })
    const ended = new Promise<void>((resolve) => {
      sockets.on('connection', (socket, incoming) => {
        const record = recordSocket(log, nodeRequest(incoming))
        socket.on('error', (error) => record.failed(error))
        socket.on('message', (data: Buffer) => {
          socket.send(data, () => record.sent({ bytes: data.length }))
        })
        socket.on('close', (code, reason) => {
          record.closed(code, `${reason}`)
          resolve()
        })
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    return { log, ended, url: `ws://127.0.0.1:${port}/live` }
  }

  it('records its life, and never what was said', async () => {
    const { log, ended, url } = await serve()
    const client = new WebSocket(url, { headers: { 'x-request-id': 'upgrade-1' } })
    await once(client, 'open')
    client.send('psst')
    await once(client, 'message')
    client.close(1000, 'done')
    await ended
    await settled()
    expect(log.entries().map(({ type }) => type)).toEqual([
      'ws.connect',
      'ws.message_sent',
      'ws.disconnect',
    ])
    expect(log.entries().map(({ ctx }) => ctx?.requestId)).toEqual(Array(3).fill('upgrade-1'))
    expect(log.entries()[2]?.event).toMatchObject({ code: 1000, reason: 'done' })
    expect(log.lines.join()).not.toContain('psst')
  })

  it('records what a client that breaks the protocol brings about', async () => {
    const { log, ended, url } = await serve()
    const client = new WebSocket(url)
    client.on('error', () => {})
    await once(client, 'open')
    // A frame with all reserved bits set: RFC 6455 §5.2 has the server fail the connection.
    ;(client as unknown as Raw)._socket.write(Buffer.from([0xff, 0x80, 0, 0, 0, 0])) // ws's own: its API sends no such frame
    await ended
    await settled()
    const [, failed, closed] = log.entries()
    expect(failed).toMatchObject({ type: 'ws.error', outcome: 'error' })
    expect(failed?.reason).toMatch(/^WS_ERR_/)
    expect(closed).toMatchObject({ type: 'ws.disconnect', outcome: 'failure' })
  })
})

interface Raw {
  readonly _socket: { write(bytes: Buffer): void }
}
