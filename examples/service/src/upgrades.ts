import { type IncomingMessage, type Server, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SocketAudit } from '@sallyport/audit-chain'
import {
  type AdapterOptions,
  allow,
  decider,
  denialReply,
  deny,
  every,
  type Guard,
  type GuardRequest,
  type MetricsSink,
  type Nothing,
  type Observer,
  type Reply,
  systemTimers,
  type Timers,
  watcher,
} from '@sallyport/core'
import { nodeRequest } from '@sallyport/core/node'
import { webSockets } from '@sallyport/metrics/catalogs'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Listener, listeners } from './listeners.ts'

/** A WebSocket, and who may open one. */
export interface UpgradeRoute<T extends object> {
  readonly path: string
  readonly guard: Guard<T, string>
  /** Asked again before each message, and each half minute: who may no longer listen is sent away. */
  readonly still: Guard<object, string>
  readonly options: AdapterOptions<T>
  readonly metrics: MetricsSink
  /** Sees those that are refused. */
  readonly observer: Observer
  /** How many may be open, and how many of one holder. */
  readonly most: { readonly all: number; readonly each: number }
  readonly holder: (proved: T) => string
  readonly timers?: Timers | undefined
  /** It is open, until what this answers with is called. */
  opened(send: (text: string) => void, proved: T): () => void
  /** Writes down how it began and ended. */
  recorded(request: GuardRequest, proved: T): SocketAudit
}

/** {@link guardedUpgrades}, for the server of any framework: it is Node's. */
export interface Upgrades {
  on(server: Server): void
  /** Tells those who are connected that the service goes away, and waits a second for them. */
  close(): Promise<void>
}

const longestMessage = 4_096

/** Guards an upgrade as an adapter guards a route: the same decider, so that it is counted and recorded. */
export function guardedUpgrades<T extends object>(route: UpgradeRoute<T>): Upgrades {
  const { path, guard, options, metrics, still, timers = systemTimers } = route
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage })
  const { room, listen, close } = listeners<T>(route, timers)
  const whole = every(handshake as Guard<object, string>, guard as Guard<object>, room as Guard)
  const decide = decider(whole as Guard<T, string>, options)
  const watch = watcher(route.observer, options)
  const counted = webSockets(metrics, path)
  const welcome = (socket: WebSocket, request: GuardRequest, proved: T): void => {
    const record = route.recorded(request, proved)
    const counting = counted.accepted()
    const may = async (): Promise<boolean> => (await still(request, {})).ok
    const listener: Listener = listen(socket, proved, may, counting.sent)
    const closed = route.opened(listener.send, proved)
    socket
      .on('message', () => counting.received())
      // A message that is too long, a frame that is none: the socket closes by itself.
      .on('error', (error) => record.failed(error))
      .on('close', (code) => {
        record.closed(code)
        counting.closed()
        listener.left()
        closed()
      })
  }

  const upgrade = async (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Before anything is waited for: a client that leaves meanwhile must not end the process.
    socket.on('error', () => socket.destroy())
    const request = nodeRequest(incoming, { route: () => path }, options)
    const ended = watch.begin(request)
    const verdict = await decide(request)
    if (verdict.ok) {
      return sockets.handleUpgrade(incoming, socket, head, (open) => {
        welcome(open, request, verdict.value)
      })
    }
    counted.denied()
    const reply = denialReply(verdict)
    ended({ status: reply.status, bytes: refuse(socket, reply), aborted: false })
  }
  const isMeant = ({ method, url, headers }: IncomingMessage): boolean =>
    method === 'GET' &&
    url?.replace(/\?.*/, '') === path &&
    headers.upgrade?.toLowerCase() === 'websocket'
  return {
    on(server) {
      // Node before 24.9 does not ask, and sends everything to the listener.
      Object.assign(server, { shouldUpgradeCallback: isMeant })
      server.on('upgrade', (incoming, socket, head) =>
        isMeant(incoming)
          ? void upgrade(incoming, socket, head)
          : ignored(server, incoming, socket),
      )
    },
    async close() {
      const all = close()
      sockets.close()
      // Each is still to be written down.
      await all
    },
  }
}

/** RFC 6455 §4.2.1: what a socket cannot begin with is refused, not let in and dropped. */
const handshake: Guard<Nothing, 'handshake_malformed'> = ({ header }) =>
  /^[+/0-9A-Za-z]{22}==$/.test(header('sec-websocket-key') ?? '') &&
  header('sec-websocket-version') === '13'
    ? allow()
    : deny('handshake_malformed', 400, { headers: { 'sec-websocket-version': '13' } })

/** RFC 9110 §7.8: another protocol may be offered with any request, which is answered in this one. Its body Node has skipped. */
function ignored(server: Server, incoming: IncomingMessage, socket: Duplex): void {
  const response = new ServerResponse(incoming)
  response.shouldKeepAlive = false
  response.assignSocket(socket as Socket)
  response.on('finish', () => (socket as Socket).destroySoon())
  server.emit('request', incoming, response)
}

/** Frameworks' replies need a response, which an upgrade has not. Gives the length of what was sent. */
function refuse(socket: Duplex, { status, headers, body }: Reply): number {
  const text = typeof body === 'string' ? body : ''
  const bytes = Buffer.byteLength(text)
  const all = { ...headers, connection: 'close', 'content-length': `${bytes}` }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}`)
  // A client that does not close its end must not keep the connection.
  socket.once('finish', () => socket.destroy())
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'))
  return bytes
}
