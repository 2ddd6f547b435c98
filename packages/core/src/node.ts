import type { IncomingMessage } from 'node:http'
import type { BodyVerdict } from './body.ts'
import { boundedBody } from './bounded-body.ts'
import { fetchBody, fetchHeader } from './fetch-body.ts'
import type { GuardRequest } from './guard.ts'
import { nodeBody, tooLargeFor } from './node-body.ts'
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

export { nextTurn } from './next-turn.ts'
export { onResponseEnd } from './node-response-end.ts'
export { defaultBodyLimit, type RequestOptions, type RequestView } from './request-view.ts'
export {
  type FileListener,
  type FileWatch,
  type WatchFilesOptions,
  watchFiles,
} from './watch-files.ts'

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
  #address: { readonly ip: string | undefined } | undefined
  #body: ReturnType<typeof boundedBody> | undefined
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
    this.#address = undefined
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
    if (clientAddress === undefined) return this.peer
    this.#address ??= { ip: clientAddress(this) }
    return this.#address.ip
  }
  // Arrows: a guard may take the request apart, `({ header }) => …`.
  // Not Node's `headers`: it keeps only the first of two Authorization headers. Nor `headersDistinct`:
  // HTTP/2 has none, and before Node 24 one header called __proto__ makes it throw.
  readonly header = (name: string): string | undefined => {
    const values = this.headerValues(name)
    if (values.length < 2) return values[0]
    return values.join(name.toLowerCase() === 'cookie' ? '; ' : ', ')
  }
  readonly headerValues = (name: string): readonly string[] => {
    const { replacedBy } = this.#view
    if (replacedBy !== undefined) return fetchHeader(replacedBy, name)
    const { rawHeaders = [], headers = {} } = this.#incoming as Partial<IncomingMessage>
    const key = name.toLowerCase()
    if (rawHeaders.length > 0) return rawValues(rawHeaders, key)
    // A mock may have no others. They may have a prototype, with a `constructor`.
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined
    return typeof value === 'string' ? [value] : (value ?? none)
  }
  readonly body = (): Promise<BodyVerdict> => {
    const limit = bodyLimitOf(this.#options)
    const { replacedBy } = this.#view
    if (this.#body === undefined || this.#bodyOf !== replacedBy) {
      this.#bodyOf = replacedBy
      const tooLarge = tooLargeFor(this.#incoming)
      this.#body = boundedBody(
        (most) =>
          replacedBy === undefined
            ? nodeBody(this.#incoming, most, this.#view.fetched)
            : fetchBody(replacedBy, most, tooLarge),
        tooLarge,
      )
    }
    return this.#body(limit)
  }
}

const none: readonly string[] = Object.freeze([])

/** The values of one header, of names and values in turn. */
function rawValues(raw: readonly string[], key: string): readonly string[] {
  let values: string[] | undefined
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string
    const value = raw[at + 1]
    if (value === undefined || name.length !== key.length || name.toLowerCase() !== key) continue
    values ??= []
    values.push(value)
  }
  return values ?? none
}

/** A socket that listens on IPv6 has IPv4 peers as `::ffff:192.0.2.1`: the same address, so the same text. */
const unmapped = (address: string | undefined): string | undefined =>
  address?.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
