import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { deferred } from './deferred.ts'
import { settled, until } from './turns.ts'

/** What a listener under test is given besides. */
export interface Reception {
  /** The client's end of the connection. */
  readonly client: Socket
  /** Waits until all packets are sent, have arrived, and whoever listened has heard of them. */
  readonly arrived: () => Promise<void>
}

/**
 * What `run` comes to with a request that arrives over a loopback socket, byte by byte as given:
 * each packet is sent when the one before has been taken in. The first must have all headers. Several
 * requests may come on the connection: `run` is called for each, and the first outcome counts.
 */
export async function received<T>(
  packets: string | readonly (string | Uint8Array)[],
  run: (incoming: IncomingMessage, response: ServerResponse, more: Reception) => T | Promise<T>,
): Promise<T> {
  const outcome = deferred<T>()
  const [first = '', ...rest] = typeof packets === 'string' ? [packets] : packets
  const server = createServer((incoming, response) => {
    const taken = async (): Promise<void> => {
      await until(() => incoming.socket.bytesRead === client.bytesWritten)
      await settled()
    }
    const sending = (async () => {
      for (const packet of rest) {
        await taken()
        client.write(packet)
      }
    })()
    const arrived = () => sending.then(taken)
    // At once, as a server's listener is: the parser may not have come to the end of the packet.
    const running = async () => run(incoming, response, { client, arrived })
    running().then(outcome.resolve, outcome.reject)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay()
  client.on('error', () => {}).write(first)
  try {
    return await outcome.promise
  } finally {
    client.destroy()
    server.close().closeAllConnections()
  }
}

/** A request's text, with the headers a server insists on. */
export const message = (head: string, headers: readonly string[] = [], body = ''): string =>
  [`${head} HTTP/1.1`, 'host: localhost', ...headers, '', body].join('\r\n')

/** One chunk of a chunked body; of nothing, the last. */
export const chunk = (bytes: string | Uint8Array): Buffer => {
  const content = Buffer.from(bytes as string)
  return Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, crlf])
}
const crlf = Buffer.from('\r\n')
