import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { http2Stream, isReset } from './http2-stream.ts'
import type { RequestEnd } from './observer.ts'
import { aside } from './on-error.ts'

/** Tells once how a response ended: when all of it was handed over, or the connection broke. */
export function onResponseEnd(
  response: ServerResponse,
  ended: (end: Omit<RequestEnd, 'denied' | 'recorded'>) => void,
): void {
  let bytes = 0
  let finished = response.writableFinished
  // A mock's end() calls its own write(): what that writes has been counted.
  let ending = false
  const count = ([chunk, encoding]: readonly unknown[]): void => {
    if (ending) return
    if (typeof chunk === 'string') bytes += Buffer.byteLength(chunk, encoding as BufferEncoding)
    else if (chunk instanceof Uint8Array) bytes += chunk.length
  }
  const { write, end } = response
  // The overloads of write() and end() are all "a chunk, then the rest", which TypeScript cannot say.
  const overloaded = response as { write: unknown; end: unknown }
  overloaded.write = (...args: never) => {
    count(args)
    return write.apply(response, args)
  }
  overloaded.end = (...args: never) => {
    count(args)
    ending = true
    return end.apply(response, args)
  }
  response.once('finish', () => {
    finished = true
  })
  const close = (): void => {
    if (!forget()) return
    const { statusCode: status } = response
    const bodiless = response.req.method === 'HEAD' || status === 204 || status === 304
    // Over HTTP/2 'finish' comes however the stream closed.
    const aborted = !finished || isReset(stream)
    aside(() => ended({ status, bytes: bodiless ? 0 : bytes, aborted }))
  }
  const stream = http2Stream(response.req)
  const { socket } = response.req
  const forget = whenClosed(socket, close)
  response.once('close', close)
  // Nothing will say so again.
  if (response.closed || stream?.destroyed || socket.closed) close()
}

/** What waits for a socket to close: one listener, however many requests are pipelined on it. */
const waiting = new WeakMap<Socket, Set<() => void>>()

/**
 * Before Node 24 a pipelined response whose turn never came does not emit 'close'.
 *
 * @returns forgets the run; whether there was one to forget.
 */
function whenClosed(socket: Socket, run: () => void): () => boolean {
  const known = waiting.get(socket)
  const runs = known ?? new Set()
  if (known === undefined) {
    waiting.set(socket, runs)
    socket.once('close', () => {
      for (const one of runs) one()
    })
  }
  runs.add(run)
  return () => runs.delete(run)
}
