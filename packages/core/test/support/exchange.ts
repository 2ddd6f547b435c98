import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a client got. */
export interface Got {
  readonly status: number | undefined
  readonly bytes: number
}

/** One request to a server on loopback, and what its client got to read. */
export async function exchanged(listener: RequestListener, method = 'GET'): Promise<Got> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const asked = request({ port, host: '127.0.0.1', method, agent: new Agent() }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    let bytes = 0
    for await (const piece of response) bytes += piece.length
    return { status: response.statusCode, bytes }
  } finally {
    server.close().closeAllConnections()
  }
}
