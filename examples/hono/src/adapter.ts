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
import { matchedRoutes } from 'hono/route'

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
    const proved: object = verdict.value
    for (const name in proved) c.set(name as never, proved[name as never])
    if (verdict.headers === undefined) return next()
    await next()
    return addHeaders(c, verdict.headers)
  }
}

/** Answers with an endpoint. */
export function endpoint(answer: Endpoint, options: AdapterOptions = {}): Handler {
  const respond = responder(answer, options)
  return async (c) => {
    const outgoing = bindings(c)?.outgoing
    return responseOf(await respond(seen(c, options), outgoing && (() => outgoing.destroy())))
  }
}

/** Lets an observer see every request that passes here. */
export function observed(observer: Observer, options: AdapterOptions = {}): MiddlewareHandler {
  const watch = watcher(observer, options)
  return async (c, next) => {
    const request = seen(c, options)
    const ended = watch.begin(request)
    const outgoing = bindings(c)?.outgoing
    if (outgoing !== undefined) {
      onNodeEnd(outgoing, ended)
      return watch.run(request, next)
    }
    try {
      await watch.run(request, next)
    } catch (error) {
      ended({ status: 500, bytes: 0, aborted: true })
      throw error
    }
    c.res = onFetchEnd(c.res, c.req.method, ended)
  }
}

/** Absent where there is no Node server: `app.request()` in tests, Bun, Deno, workers. */
const bindings = (c: Context) => c.env as HttpBindings | undefined

function seen(c: Context, options: RequestOptions) {
  const view = { route: () => routeOf(c), params: () => c.req.param() }
  const { raw } = c.req
  const incoming = bindings(c)?.incoming
  if (incoming === undefined) return webRequest(raw, { ...view, identity: c }, options)
  const replacedBy = isMadeFrom(incoming, raw) ? undefined : raw
  return nodeRequest(incoming, { ...view, fetched: () => raw, replacedBy }, options)
}

const known: { prototype?: object } = {}

/**
 * Whether this is node-server's own Request, which holds what it was made from; one that middleware made
 * does not. They share a prototype, by which the next is known: looking for the holder takes a microsecond.
 */
function isMadeFrom(incoming: object, raw: Request): boolean {
  const prototype = Object.getPrototypeOf(raw)
  if (prototype === known.prototype) return true
  const holds = Object.getOwnPropertySymbols(raw).some((key) => Reflect.get(raw, key) === incoming)
  if (holds) known.prototype = prototype
  return holds
}

/** The template of what runs now or comes next; middleware of all methods matches anything, and is none. */
const routeOf = (c: Context): string | undefined =>
  matchedRoutes(c)
    .slice(c.req.routeIndex)
    .find(({ method, handler }) => method !== 'ALL' || handler.length < 2)?.path

/** Answers with what is no handler's own. */
export function responseOf({ status, headers, body }: Reply): Response {
  const content = typeof body === 'string' || body instanceof Uint8Array ? body : streamed(body)
  // Not the empty text: with 204 that is a TypeError.
  const response = new Response(
    body === '' ? null : (content as ConstructorParameters<typeof Response>[0]),
    { status },
  )
  // A text of its own has brought a content-type of its own.
  for (const name of Object.keys(headers)) response.headers.delete(name)
  for (const [name, value] of pairs(headers)) response.headers.append(name, value)
  return response
}

// Not ReadableStream.from: a Response takes bytes only, and this turns text into bytes.
const streamed = (body: AsyncIterable<string | Uint8Array>) =>
  Readable.toWeb(Readable.from(body, { objectMode: false }))

/** Afterwards: a handler that makes its own Response would drop what was set before. What it set stays. */
function addHeaders(c: Context, headers: ReplyHeaders): void {
  const own = new Set(c.res.headers.keys())
  own.delete('set-cookie')
  for (const [name, value] of pairs(headers)) {
    if (!own.has(name)) c.header(name, value, { append: true })
  }
}

const pairs = (headers: ReplyHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  )
