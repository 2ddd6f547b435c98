import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type BodyVerdict, bodyTooLarge } from './body.ts'
import { fetchBody, fetchHeader } from './fetch-body.ts'
import type { GuardRequest } from './guard.ts'
import { nodeBody } from './node-body.ts'
import type { RequestEnd } from './observer.ts'
import { systemNewId } from './random.ts'
import {
  bodyLimitOf,
  pathOf,
  plainParams,
  type RequestOptions,
  type RequestView,
  refine,
  requestId,
  seenAs,
} from './request-view.ts'

export { defaultBodyLimit, type RequestOptions, type RequestView } from './request-view.ts'

/** What a Node framework knows besides. */
export interface NodeRequestView extends RequestView {
  /** The request as fetch has it, where middleware that took the body from the stream put it back. */
  readonly fetched?: (() => Request) | undefined
  /** The request that the handler will see, where middleware put another in the place of what came. */
  readonly replacedBy?: Request | undefined
}

/**
 * A Node request as a guard sees it: Express, Fastify, Hono on Node, `node:http`. The same object
 * for the same request, however often it is asked for; the view given last adds to what was known.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { allow, decider, denialReply, deny } from '@sallyport/core'
 * import { nodeRequest } from '@sallyport/core/node'
 *
 * const decide = decider(({ ip }) => (ip === '127.0.0.1' ? allow() : deny('not_home', 403)))
 * const server = createServer(async (incoming, response) => {
 *   const verdict = await decide(nodeRequest(incoming))
 *   const { status, headers, body } = verdict.ok
 *     ? { status: 200, headers: {}, body: 'welcome' }
 *     : denialReply(verdict)
 *   response.writeHead(status, headers as Record<string, string>).end(body)
 * })
 * server.close()
 * ```
 */
export function nodeRequest(
  incoming: IncomingMessage,
  view?: NodeRequestView,
  options: RequestOptions = {},
): GuardRequest {
  const kept = incoming as { [seenAs]?: NodeRequest }
  const known = kept[seenAs]
  if (known !== undefined) return known.refine(view, options)
  const seen = new NodeRequest(incoming, view ?? {}, options)
  kept[seenAs] = seen
  return seen
}

class NodeRequest implements GuardRequest {
  readonly #incoming: IncomingMessage
  #view: NodeRequestView
  #options: RequestOptions
  // Read at once: the socket of a client that has left no longer knows.
  readonly #peer: string | undefined
  #id: string | undefined
  #body: Promise<BodyVerdict> | undefined
  #bodyOf: Request | undefined

  constructor(incoming: IncomingMessage, view: NodeRequestView, options: RequestOptions) {
    this.#incoming = incoming
    this.#peer = unmapped(incoming.socket?.remoteAddress)
    this.#view = view
    this.#options = options
  }
  refine(view: NodeRequestView | undefined, options: RequestOptions): this {
    if (view !== undefined) this.#view = view
    this.#options = refine(this.#options, options)
    return this
  }
  get id(): string {
    this.#id ??= requestId(this.headerValues('x-request-id'), this.#options.newId ?? systemNewId)
    return this.#id
  }
  get method(): string {
    return this.#view.replacedBy?.method ?? this.#incoming.method ?? 'GET'
  }
  get url(): string {
    const { url, replacedBy } = this.#view
    return pathOf(replacedBy?.url ?? url ?? this.#incoming.url ?? '/')
  }
  get route(): string | undefined {
    return this.#view.route?.()
  }
  get params(): Readonly<Record<string, string>> {
    return plainParams(this.#view)
  }
  // Not the framework's `req.ip`: with "trust proxy" that is whatever the client wrote.
  get peer(): string | undefined {
    return this.#view.peer ?? this.#peer
  }
  get ip(): string | undefined {
    const { clientAddress } = this.#options
    return clientAddress === undefined ? this.peer : clientAddress(this)
  }
  // Arrows: a guard may take the request apart, `({ header }) => …`.
  // Not Node's `headers`: it keeps only the first of two Authorization headers.
  readonly header = (name: string): string | undefined => {
    const values = this.headerValues(name)
    if (values.length < 2) return values[0]
    return values.join(name.toLowerCase() === 'cookie' ? '; ' : ', ')
  }
  readonly headerValues = (name: string): readonly string[] => {
    const { replacedBy } = this.#view
    if (replacedBy !== undefined) return fetchHeader(replacedBy, name)
    // Mocks (fastify.inject) have only `headers`. Either may have a prototype, with a `constructor`.
    const { headersDistinct, headers } = this.#incoming as Partial<IncomingMessage>
    const all = headersDistinct ?? headers ?? {}
    const key = name.toLowerCase()
    const value = Object.hasOwn(all, key) ? all[key] : undefined
    return typeof value === 'string' ? [value] : (value ?? none)
  }
  readonly body = (): Promise<BodyVerdict> => {
    const limit = bodyLimitOf(this.#options)
    const { fetched, replacedBy } = this.#view
    if (this.#body === undefined || this.#bodyOf !== replacedBy) {
      this.#bodyOf = replacedBy
      this.#body =
        replacedBy === undefined
          ? nodeBody(this.#incoming, limit, fetched)
          : fetchBody(replacedBy, limit)
      return this.#body
    }
    return this.#body.then((read) => (read.ok && read.value.length > limit ? bodyTooLarge : read))
  }
}

const none: readonly string[] = Object.freeze([])

/** A socket that listens on IPv6 has IPv4 peers as `::ffff:192.0.2.1`: the same address, so the same text. */
const unmapped = (address: string | undefined): string | undefined =>
  address?.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address

/** Tells once how a response ended: when all of it was handed over, or the connection broke. */
export function onResponseEnd(
  response: ServerResponse,
  ended: (end: Omit<RequestEnd, 'denied'>) => void,
): void {
  let bytes = 0
  let finished = false
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
    ended({ status, bytes: bodiless ? 0 : bytes, aborted: !finished })
  }
  const forget = whenClosed(response.req.socket, close)
  response.once('close', close)
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
