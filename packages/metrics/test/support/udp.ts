import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A socket on the loopback that keeps what arrives. */
export interface UdpCapture extends AsyncDisposable {
  readonly port: number
  readonly datagrams: readonly Buffer[]
  /** Every line, once this one has come. */
  linesUntil(last: string): Promise<readonly string[]>
}

/** Listens on a port of its own. */
export async function udpCapture(): Promise<UdpCapture> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  const datagrams: Buffer[] = []
  socket.on('message', (message) => datagrams.push(message))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const all = (): string[] => datagrams.flatMap((one) => one.toString().split('\n'))
  return {
    port: socket.address().port,
    datagrams,
    async linesUntil(last) {
      while (!all().includes(last)) await once(socket, 'message')
      return all()
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
