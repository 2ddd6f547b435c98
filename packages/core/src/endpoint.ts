import type { GuardRequest } from './guard.ts'
import { type OnError, printError, tell } from './on-error.ts'
import { jsonReply, type Reply, sendable } from './reply.ts'

/** Answers a request: `/health`, `/metrics`, an admin page. */
export type Endpoint = (request: GuardRequest) => Reply | Promise<Reply>

/** How {@link responder} runs an endpoint. */
export interface ResponderOptions {
  /** Hears why an endpoint failed. @default prints to stderr */
  readonly onError?: OnError
}

/**
 * Runs an endpoint for an adapter; never rejects. What throws, and a stream that fails before its
 * first piece, becomes a 500 that tells nothing. A stream nobody will read (HEAD, 204, 304) is
 * closed unread.
 */
export function responder(
  endpoint: Endpoint,
  { onError = printError }: ResponderOptions = {},
): (request: GuardRequest) => Promise<Reply> {
  return async (request) => {
    try {
      return await begun(await endpoint(request), request, onError)
    } catch (error) {
      tell(onError, error, request)
      return jsonReply(500, { error: 'Something failed on our side.', status: 'failed' })
    }
  }
}

/** Waits for a stream's first piece: once headers are sent, a failure can only cut the connection. */
async function begun(reply: Reply, request: GuardRequest, onError: OnError): Promise<Reply> {
  const { body, status } = reply
  if (typeof body === 'string' || body instanceof Uint8Array) return sendable(reply)
  const pieces = body[Symbol.asyncIterator]()
  // RFC 9110 §9.3.2, §15.3.5, §15.4.5: these have no content.
  if (request.method === 'HEAD' || status === 204 || status === 304) {
    await pieces.return?.()
    return { ...reply, body: '' }
  }
  const first = await pieces.next()
  if (first.done) return { ...reply, body: '' }
  return { ...reply, body: resumed(first.value, pieces, (error) => tell(onError, error, request)) }
}

async function* resumed<P>(
  first: P,
  pieces: AsyncIterator<P>,
  failed: (error: unknown) => void,
): AsyncGenerator<P> {
  // What is thrown in from outside, at a yield, is the reader leaving; only next() tells of a failure.
  const next = async (): Promise<IteratorResult<P>> => {
    try {
      return await pieces.next()
    } catch (error) {
      failed(error)
      throw error
    }
  }
  try {
    yield first
    for (let piece = await next(); !piece.done; piece = await next()) yield piece.value
  } finally {
    // The client may have left; whoever makes the pieces must hear of it.
    await pieces.return?.()
  }
}
