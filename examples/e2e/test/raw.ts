import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { atEnd, until, within } from './world.ts'

/** A server under test, and the sockets it has accepted. */
export interface Served {
  readonly server: Server
  readonly port: number
  readonly url: string
  readonly sockets: ReadonlySet<Socket>
}

/** Opens a server on a free port of this machine until the test is over. */
export async function served(server: Server, host = '127.0.0.1'): Promise<Served> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, host)
  await once(server, 'listening')
  atEnd(async () => {
    server.close()
    server.closeAllConnections()
    if (server.listening) await once(server, 'close')
    await until(() => [...sockets].every((socket) => socket.closed), 'sockets closed')
  })
  const { port } = server.address() as AddressInfo
  return { server, port, url: `http://127.0.0.1:${port}`, sockets }
}

/** An answer as it came over the wire. */
export interface RawReply {
  readonly version: string
  readonly status: number
  /** In order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
  readonly text: string
  /** Each value of a header. */
  all(name: string): string[]
  json(): unknown
}

/** A client that says exactly what it is told to. */
export interface RawClient {
  readonly socket: Socket
  /** The server's end of the connection. */
  readonly peer: Socket
  /** Sends, and waits until the server has read it all or reads no more. */
  send(...pieces: readonly (string | Uint8Array)[]): Promise<void>
  /** Sends without waiting: the server may not want to read it. */
  push(...pieces: readonly (string | Uint8Array)[]): void
  /** The next whole answer. Fails when the connection ends before. */
  reply(method?: string): Promise<RawReply>
  /** When the server has ended the connection: whether bytes are left that are no answer. */
  ended(): Promise<{ readonly rest: string }>
  /** Leaves, and waits until the server has noticed. */
  leave(): Promise<void>
}

export async function rawClient({ port, sockets }: Served): Promise<RawClient> {
  const known = new Set(sockets)
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let got: Buffer = Buffer.alloc(0)
  let over = false
  socket.on('data', (piece) => {
    got = Buffer.concat([got, piece as Buffer])
  })
  socket.on('error', () => {})
  socket.on('end', () => {
    over = true
  })
  socket.on('close', () => {
    over = true
  })
  atEnd(async () => {
    socket.destroy()
    await until(() => socket.closed, 'the client closed')
  })
  await within(once(socket, 'connect'), 'a connection')
  // Not by its port: a socket once asked for its peer remembers it when the connection is gone.
  const found = (): Socket | undefined => [...sockets].find((one) => !known.has(one))
  await until(() => found() !== undefined, 'the server accepted')
  const peer = found() as Socket
  const push = (...pieces: readonly (string | Uint8Array)[]): void => {
    for (const piece of pieces) socket.write(piece)
  }
  return {
    socket,
    peer,
    push,
    async send(...pieces) {
      push(...pieces)
      const read = () => peer.bytesRead === socket.bytesWritten || peer.destroyed
      await until(read, 'the server read it')
    },
    async reply(method = 'GET') {
      let found: Taken | undefined
      await until(() => {
        found = taken(got, method, over)
        return found !== undefined || over
      }, 'an answer')
      if (found === undefined) throw new Error(`the connection was cut after: ${got.toString()}`)
      got = found.rest
      return found.reply
    },
    async ended() {
      await until(() => over, 'the end of the connection')
      return { rest: got.toString('latin1') }
    },
    async leave() {
      socket.destroy()
      await until(() => peer.closed, 'the server noticed')
    },
  }
}

interface Taken {
  readonly reply: RawReply
  readonly rest: Buffer
}

/** The first whole answer in these bytes (RFC 9112 §6.3). */
function taken(bytes: Buffer, method: string, over: boolean): Taken | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const [version = '', code] = first.split(' ')
  const status = Number(code)
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  const all = (name: string): string[] => headers.filter(([n]) => n === name).map(([, v]) => v)
  const after = bytes.subarray(end + 4)
  const content = contentOf(after, method, status, all, over)
  if (content === undefined) return undefined
  const { body, rest } = content
  const text = body.toString()
  const reply = { version, status, headers, body, text, all, json: () => JSON.parse(text) }
  return { reply, rest }
}

interface Content {
  readonly body: Buffer
  readonly rest: Buffer
}

function contentOf(
  after: Buffer,
  method: string,
  status: number,
  all: (name: string) => string[],
  over: boolean,
): Content | undefined {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return cut(after, 0)
  if (all('transfer-encoding').includes('chunked')) return unchunked(after)
  const [length] = all('content-length')
  if (length !== undefined) return cut(after, Number(length))
  return over ? cut(after, after.length) : undefined
}

const cut = (bytes: Buffer, at: number): Content | undefined =>
  bytes.length < at ? undefined : { body: bytes.subarray(0, at), rest: bytes.subarray(at) }

function unchunked(bytes: Buffer): Content | undefined {
  const pieces: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (bytes.length < next) return undefined
    if (size === 0) return { body: Buffer.concat(pieces), rest: bytes.subarray(next) }
    pieces.push(bytes.subarray(line + 2, line + 2 + size))
    at = next
  }
}

/** A request as bytes: `Host` is added, and `Content-Length` unless the headers say how the body comes. */
export function message(
  line: string,
  headers: readonly string[] = [],
  body: string | Uint8Array = '',
): Buffer {
  const framed = headers.some((header) => /^(content-length|transfer-encoding):/i.test(header))
  const length = framed || body.length === 0 ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const version = / HTTP\/1\.\d$/.test(line) ? '' : ' HTTP/1.1'
  const head = [`${line}${version}`, 'Host: test', ...length, ...headers, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)])
}

/** Pieces in chunked coding, with the last chunk. */
export const chunked = (...pieces: readonly string[]): string =>
  [...pieces, '']
    .map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`)
    .join('')
