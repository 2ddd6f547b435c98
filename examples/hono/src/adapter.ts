import { Readable } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import {
  type AdapterOptions,
  decider,
  denialReply,
  type Endpoint,
  type Guard,
  type Observer,
  type Reply,
  type Headers as ReplyHeaders,
  responder,
  watcher,
} from '@sallyport/core'
import { nodeRequest, onResponseEnd as onNodeEnd } from '@sallyport/core/node'
import { onResponseEnd as onFetchEnd, type RequestOptions, webRequest } from '@sallyport/core/web'
import type { Context, Handler, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'

/** Lets a request through to the next handler, with what the guard proved in `c.var`. */
export function guarded<T extends object, R extends string>(
  guard: Guard<T, R>,
  options: AdapterOptions<T> = {},
): MiddlewareHandler<{ Variables: T }> {
  const decide = decider(guard, options)
  return async (c, next) => {
    const answer = decide(seen(c, options))
    const verdict = 'then' in answer ? await answer : answer
    if (!verdict.ok) return responseOf(denialReply(verdict))
    for (const [name, value] of Object.entries(verdict.value)) c.set(name as never, value as never)
    await next()
    // Afterwards: a handler that makes its own Response would drop what was set before.
    if (verdict.headers !== undefined) append(c.res.headers, verdict.headers)
    return undefined
  }
}

/** Answers with an endpoint. */
export function endpoint(answer: Endpoint, options: AdapterOptions = {}): Handler {
  const respond = responder(answer, options)
  return async (c) => responseOf(await respond(seen(c, options)))
}

/** Lets an observer see every request that passes here. */
export function observed(observer: Observer, options: AdapterOptions = {}): MiddlewareHandler {
  const watch = watcher(observer, options)
  return async (c, next) => {
    const request = seen(c, options)
    const ended = watch.begin(request)
    const outgoing = served(c)?.outgoing
    if (outgoing !== undefined) onNodeEnd(outgoing, ended)
    await watch.run(request, next)
    if (outgoing === undefined) c.res = onFetchEnd(c.res, ended)
  }
}

/** Absent where there is no Node server: `app.request()` in tests, Bun, Deno, workers. */
const served = (c: Context) => c.env as HttpBindings | undefined

function seen(c: Context, options: RequestOptions) {
  const route = () => (routePath(c, -1) === '/*' ? undefined : routePath(c, -1))
  const view = { route, params: () => c.req.param() }
  const incoming = served(c)?.incoming
  if (incoming === undefined) return webRequest(c.req.raw, view, options)
  return nodeRequest(incoming, { ...view, fetched: () => c.req.raw }, options)
}

function responseOf({ status, headers, body }: Reply): Response {
  const content = typeof body === 'string' || body instanceof Uint8Array ? body : streamed(body)
  // Not the empty text: with 204 that is a TypeError.
  const response = new Response(body === '' ? null : (content as BodyInit), { status })
  append(response.headers, headers)
  return response
}

// Not ReadableStream.from: a Response takes bytes only, and this turns text into bytes.
const streamed = (body: AsyncIterable<string | Uint8Array>) =>
  Readable.toWeb(Readable.from(body, { objectMode: false }))

function append(to: Headers, headers: ReplyHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    to.delete(name)
    for (const one of [value].flat()) to.append(name, one)
  }
}
