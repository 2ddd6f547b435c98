import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SocketAudit } from '@sallyport/audit-chain'
import {
  type AdapterOptions,
  decider,
  denialReply,
  deny,
  type Guard,
  type GuardRequest,
  type MetricsSink,
  type Reply,
  systemTimers,
} from '@sallyport/core'
import { nodeRequest } from '@sallyport/core/node'
import { webSockets } from '@sallyport/metrics/catalogs'
import { type WebSocket, WebSocketServer } from 'ws'

/** A WebSocket, and who may open one. */
export interface UpgradeRoute<T extends object> {
  readonly path: string
  readonly guard: Guard<T, string>
  readonly options: AdapterOptions<T>
  readonly metrics: MetricsSink
  /** How many may be open. */
  readonly most: number
  /** It is open, until what this answers with is called. */
  opened(send: (text: string) => void, proved: T): () => void
  /** Writes down how it began and ended. */
  recorded(request: GuardRequest, proved: T): SocketAudit
}

/** {@link guardedUpgrades}, for the server of any framework: it is Node's. */
export interface Upgrades {
  on(server: Pick<Server, 'on'>): void
  /** Tells those who are connected that the service goes away, and waits a second for them. */
  close(): Promise<void>
}

const longestMessage = 4_096
const mostUnread = 1_048_576

/**
 * Guards an upgrade as an adapter guards a route: the same decider, so that it is counted and recorded. Frameworks do
 * not see upgrades; a socket that nobody answers would stay open for ever, so that what is no such route is a 404.
 */
export function guardedUpgrades<T extends object>(route: UpgradeRoute<T>): Upgrades {
  const { path, guard, options, metrics, most } = route
  const decide = decider(guard, options)
  const counted = webSockets(metrics, path)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage })
  const welcome = (socket: WebSocket, request: GuardRequest, proved: T): void => {
    const record = route.recorded(request, proved)
    const counting = counted.accepted()
    const closed = route.opened((text) => {
      // Of one that does not read, what is sent would pile up here.
      if (socket.bufferedAmount > mostUnread) return socket.terminate()
      counting.sent()
      socket.send(text)
    }, proved)
    socket
      .on('message', () => counting.received())
      // A message that is too long, a frame that is none: the socket closes by itself.
      .on('error', (error) => record.failed(error))
      .on('close', (code) => {
        record.closed(code)
        counting.closed()
        closed()
      })
  }

  const upgrade = async (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Before anything is waited for: a client that leaves meanwhile must not end the process.
    socket.on('error', () => socket.destroy())
    if (incoming.url?.replace(/\?.*/, '') !== path) return refuse(socket, none)
    const request = nodeRequest(incoming, { route: () => path }, options)
    const verdict = await decide(request)
    if (!verdict.ok) {
      counted.denied()
      return refuse(socket, denialReply(verdict))
    }
    if (sockets.clients.size >= most) {
      counted.failed()
      return refuse(socket, full)
    }
    sockets.handleUpgrade(incoming, socket, head, (open) => {
      welcome(open, request, verdict.value)
    })
  }
  return {
    on: (server) => server.on('upgrade', upgrade),
    async close() {
      const open = [...sockets.clients]
      const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
      for (const socket of open) socket.close(goingAway, 'The service ends.')
      const cancel = systemTimers.after(1_000, () => {
        for (const socket of open) socket.terminate()
      })
      sockets.close()
      // Each is still to be written down.
      await Promise.all(closed)
      cancel()
    },
  }
}

/** RFC 6455 §7.4.1. */
const goingAway = 1001
const none = denialReply(deny('not_found', 404))
const full = denialReply(deny('too_many_connections', 503, { headers: { 'retry-after': '10' } }))

/** Frameworks' replies need a response, which an upgrade has not. */
function refuse(socket: Duplex, { status, headers, body }: Reply): void {
  const text = typeof body === 'string' ? body : ''
  const all = { ...headers, connection: 'close', 'content-length': `${Buffer.byteLength(text)}` }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'))
}
