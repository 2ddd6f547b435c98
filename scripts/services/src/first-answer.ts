import { once } from 'node:events'
import { connect } from 'node:net'
import type { Place } from './place.ts'

/** Sends bytes to a server of ours and returns the first bytes it sends back. */
export async function firstAnswer(
  { port }: Place,
  question: Uint8Array | string,
  signal: AbortSignal,
): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    socket.write(question)
    const [answer] = await once(socket, 'data', { signal })
    return answer
  } finally {
    socket.destroy()
  }
}
