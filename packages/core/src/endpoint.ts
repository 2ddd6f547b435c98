import { demand } from './demand.ts'
import type { GuardRequest } from './guard.ts'
import { type OnError, printError, tell } from './on-error.ts'
import { jsonReply, type Reply, sendable, withoutContent } from './reply.ts'

/** Answers a request: `/health`, `/metrics`, an admin page. */
export type Endpoint = (request: GuardRequest) => Reply | Promise<Reply>

/** How {@link responder} runs an endpoint. */
export interface ResponderOptions {
  /** Hears why an endpoint failed. @default prints to stderr */
  readonly onError?: OnError
}

/**
 * Runs an endpoint for an adapter; never rejects. What throws, a reply that cannot be sent, and a stream
 * that fails before its first piece become a 500 that tells nothing. A stream nobody will read (HEAD, 204,
 * 304) is closed unread.
 *
 * The adapter may say how to `cut` the connection: then a stream that fails midway is cut off by that, and
 * ends without an error of its own.
 */
export function responder(
  endpoint: Endpoint,
  { onError = printError }: ResponderOptions = {},
): (request: GuardRequest, cut?: () => void) => Promise<Reply> {
  demand('responder', 'endpoint', endpoint)
  return async (request, cut) => {
    try {
      return await begun(sendable(await endpoint(request)), request, (error) => {
        tell(onError, error, request)
        if (cut === undefined) throw error
        cut()
      })
    } catch (error) {
      tell(onError, error, request)
      return jsonReply(500, { error: 'Something failed on our side.', status: 'failed' })
    }
  }
}

/** Waits for a stream's first piece: once headers are sent, a failure can only cut the connection. */
async function begun(
  reply: Reply,
  { method }: GuardRequest,
  failed: (error: unknown) => void,
): Promise<Reply> {
  const { body } = reply
  if (typeof body === 'string' || body instanceof Uint8Array) return withoutContent(reply)
  const pieces = body[Symbol.asyncIterator]()
  // RFC 9110 §9.3.2: a HEAD has no content; the others are withoutContent's.
  if (method === 'HEAD' || withoutContent(reply) !== reply) {
    await pieces.return?.()
    return { ...reply, body: '' }
  }
  const first = await pieces.next()
  return { ...reply, body: first.done ? '' : resumed(first.value, pieces, failed) }
}

// Not a generator: one that is closed before it has begun closes nothing else, and the pieces would stay open.
function resumed<P>(
  first: P,
  pieces: AsyncIterator<P>,
  failed: (error: unknown) => void,
): AsyncIterable<P> {
  let begun = false
  const iterator: AsyncIterator<P> = {
    async next() {
      if (!begun) {
        begun = true
        return { done: false, value: first }
      }
      try {
        return await pieces.next()
      } catch (error) {
        failed(error)
        return { done: true, value: undefined }
      }
    },
    async return() {
      await pieces.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
