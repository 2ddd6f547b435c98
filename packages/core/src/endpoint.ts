import { adapterOptions } from './adapter.ts'
import { demand } from './demand.ts'
import { demandOptions } from './demand-options.ts'
import type { GuardRequest } from './guard.ts'
import { type OnError, printError, tell } from './on-error.ts'
import { jsonReply, type Reply, type ReplyBody, sendable, withoutContent } from './reply.ts'

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
  options: ResponderOptions = {},
): (request: GuardRequest, cut?: () => void) => Promise<Reply> {
  demandOptions('core: responder()', options, adapterOptions)
  const { onError = printError } = options
  demand('responder', 'endpoint', endpoint)
  return async (request, cut) => {
    try {
      const reply = sendable(await endpoint(request))
      const told = (error: unknown): void => tell(onError, error, request)
      // RFC 9110 §9.3.2: a HEAD has no content; the others are withoutContent's.
      if (request.method === 'HEAD' || withoutContent(reply) !== reply) {
        return await unread(reply, told)
      }
      return await begun(reply, (error) => {
        told(error)
        if (cut === undefined) throw error
        cut()
      })
    } catch (error) {
      tell(onError, error, request)
      return jsonReply(500, { error: 'Something failed on our side.', status: 'failed' })
    }
  }
}

type Stream = Exclude<ReplyBody, string | Uint8Array>

const isStream = (body: ReplyBody): body is Stream =>
  typeof body !== 'string' && !(body instanceof Uint8Array)

/** Without the body, for nobody reads it. */
async function unread(reply: Reply, failed: (error: unknown) => void): Promise<Reply> {
  const { body } = reply
  // A HEAD's text stays: its length is that of the answer to GET.
  if (!isStream(body)) return withoutContent(reply)
  const stream = body as Partial<Destroyable>
  if (stream.destroy === undefined) await body[Symbol.asyncIterator]().return?.()
  else {
    // A file that cannot be opened fails though it is destroyed.
    stream.on?.('error', failed)
    stream.destroy()
  }
  return { ...reply, body: '' }
}

/** A stream of Node, whose iterator closes nothing that it has not begun to read. */
interface Destroyable {
  on(event: 'error', listener: (error: unknown) => void): unknown
  destroy(): unknown
}

/** Waits for a stream's first piece: once headers are sent, a failure can only cut the connection. */
async function begun(reply: Reply, failed: (error: unknown) => void): Promise<Reply> {
  const { body } = reply
  if (!isStream(body)) return reply
  const pieces = body[Symbol.asyncIterator]()
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
