import { Readable } from 'node:stream'
import {
  type AdapterOptions,
  decider,
  denialReply,
  type Endpoint,
  type Guard,
  type Headers,
  type Observer,
  type Reply,
  responder,
  watcher,
} from '@sallyport/core'
import { nodeRequest, onResponseEnd, type RequestOptions } from '@sallyport/core/node'
import type {
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteHandlerMethod,
} from 'fastify'

/** Route options: the guard runs before the body is parsed, and the handler gets what it proved. */
export function guarded<T extends object, R extends string>(
  guard: Guard<T, R>,
  next: Answering | ((request: FastifyRequest, reply: FastifyReply, proved: T) => unknown),
  options: AdapterOptions<T> = {},
): Answering {
  const decide = decider(guard, options)
  const proofs = new WeakMap<FastifyRequest, T>()
  return {
    onRequest(request, reply, done) {
      const settle = (verdict: Awaited<ReturnType<typeof decide>>) => {
        if (!verdict.ok) return void send(reply, denialReply(verdict))
        setHeaders(reply, verdict.headers)
        proofs.set(request, verdict.value)
        return 'onRequest' in next ? next.onRequest.call(this, request, reply, done) : done()
      }
      const verdict = decide(seen(request, options))
      if ('then' in verdict) verdict.then(settle).catch(done)
      else settle(verdict)
    },
    handler(request, reply) {
      const proved = proofs.get(request)
      if (proved === undefined)
        throw new Error('another onRequest has taken the place of the guard')
      return 'handler' in next ? reply : next(request, reply, proved)
    },
  }
}

/** Route options: an endpoint answers before the body is parsed, for it may read the body itself. */
export function endpoint(answer: Endpoint, options: AdapterOptions = {}): Answering {
  const respond = responder(answer, options)
  return {
    onRequest(request, reply, done) {
      respond(seen(request, options))
        .then((answered) => void send(reply, answered))
        .catch(done)
    },
    handler: (_request, reply) => reply,
  }
}

interface Answering {
  readonly onRequest: onRequestHookHandler
  readonly handler: RouteHandlerMethod
}

/** An `onRequest` hook that lets an observer see every request. */
export function observed(observer: Observer, options: AdapterOptions = {}): onRequestHookHandler {
  const watch = watcher(observer, options)
  return (request, reply, done) => {
    const view = seen(request, options)
    onResponseEnd(reply.raw, watch.begin(view))
    watch.run(view, done)
  }
}

const seen = (request: FastifyRequest, options: RequestOptions) => {
  const params = () => request.params as Record<string, string>
  const route = () => request.routeOptions.url
  return nodeRequest(request.raw, { url: request.originalUrl, route, params }, options)
}

// Fastify's own type wants lists that it may change.
const setHeaders = (reply: FastifyReply, headers: Headers = {}) =>
  reply.headers(headers as Record<string, string | string[]>)

/** Sends what is no handler's own. */
export function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  setHeaders(reply.code(status), headers)
  // To a HEAD, no text would be a length of 0; a stream has none.
  if (body === '') return reply.send(reply.request.method === 'HEAD' ? Readable.from([]) : '')
  if (typeof body === 'string') return reply.send(body)
  if (body instanceof Uint8Array) {
    return reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  }
  return reply.send(Readable.from(body))
}
