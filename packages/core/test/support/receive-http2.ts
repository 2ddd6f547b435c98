import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http2'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { deferred } from './deferred.ts'

/**
 * What `run` comes to with a request that arrives over HTTP/2 without TLS, frame by frame as given.
 * Not by Node's client: a stream that it closes early is ended first, and then only cut off.
 */
export async function receivedOverHttp2<T>(
  frames: readonly Uint8Array[],
  run: (incoming: IncomingMessage, response: ServerResponse, client: Socket) => T | Promise<T>,
): Promise<T> {
  const outcome = deferred<T>()
  const server = createServer((incoming, response) => {
    // What frameworks that serve both do: the two are alike, and no types say so.
    const alike: [IncomingMessage, ServerResponse] = [incoming, response] as never
    const running = async () => run(...alike, client)
    running().then(outcome.resolve, outcome.reject)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay()
  client.on('error', () => {}).resume()
  client.write(Buffer.concat([preface, frame(4, 0, 0), ...frames]))
  try {
    return await outcome.promise
  } finally {
    client.destroy()
    server.close()
  }
}

/** The frame that begins a request, and ends it when there is no body. */
export const begin = (
  headers: readonly (readonly [string, string])[] = [],
  body: 'body' | 'no body' = 'body',
  method = 'POST',
): Buffer => {
  const pseudo = [
    [':method', method],
    [':scheme', 'http'],
    [':authority', 'localhost'],
    [':path', '/hook?x=%2F'],
  ] as const
  return frame(1, body === 'body' ? 4 : 5, 1, [...pseudo, ...headers].map(literal))
}

/** A frame with a part of the body. */
export const data = (text: string, end?: 'end'): Buffer =>
  frame(0, end === undefined ? 0 : 1, 1, [Buffer.from(text)])

/** The frame by which a client takes its request back: CANCEL. */
export const cancel = (): Buffer => frame(3, 0, 1, [Buffer.from([0, 0, 0, 8])])

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

// RFC 9113 §4.1: length, type, flags, stream.
function frame(type: number, flags: number, stream: number, parts: readonly Buffer[] = []): Buffer {
  const payload = Buffer.concat(parts)
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

// RFC 7541 §6.2.2: a literal header field without indexing, its name new.
const literal = ([name, value]: readonly [string, string]): Buffer =>
  Buffer.from([
    0,
    ...[name, value].flatMap((text) => [Buffer.byteLength(text), ...Buffer.from(text)]),
  ])
