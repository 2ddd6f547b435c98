import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
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
import { nodeRequest, onResponseEnd } from '@sallyport/core/node'
import type { NextFunction, Request, RequestHandler, Response } from 'express'

/** Lets a request through to the next handler, with what the guard proved in `res.locals`. */
export function guarded<T extends object, R extends string>(
  guard: Guard<T, R>,
  options: Options<T> = {},
) {
  const decide = decider(guard, known(options))
  // biome-ignore lint/suspicious/noExplicitAny: the body's type is for the handlers that follow to say
  return (req: Incoming, res: Response<any, T>, next: NextFunction): void => {
    const settle = (verdict: Awaited<ReturnType<typeof decide>>) => {
      if (!verdict.ok) return send(res, denialReply(verdict))
      setHeaders(res, verdict.headers)
      Object.assign(res.locals, verdict.value)
      next()
    }
    const verdict = decide(seen(req, options))
    if ('then' in verdict) verdict.then(settle).catch(next)
    else settle(verdict)
  }
}

/** Answers with an endpoint. */
export function endpoint(answer: Endpoint, options: Options = {}): RequestHandler {
  const respond = responder(answer, known(options))
  return async (req, res) => send(res, await respond(seen(req, options)))
}

/** Lets an observer see every request that passes here. */
export function observed(observer: Observer, options: Options = {}): RequestHandler {
  const watch = watcher(observer, known(options))
  return (req, res, next) => {
    const request = seen(req, options)
    onResponseEnd(res, watch.begin(request))
    watch.run(request, next)
  }
}

// Less than Express's Request, so that the path's own parameter types reach the handlers that follow.
type Incoming = IncomingMessage & Pick<Request, 'originalUrl' | 'baseUrl' | 'route' | 'params'>

interface Options<T extends object = object> extends AdapterOptions<T> {
  /**
   * The template of the path at which the router is mounted. Needed where that has parameters: Express
   * knows only what was sent, and a label must not carry it.
   */
  readonly mount?: string
}

/** Those that the core knows. */
const known = <T extends object>({ mount: _, ...options }: Options<T>): AdapterOptions<T> => options

const seen = (req: Incoming, options: Options<never>) => {
  const { mount = req.baseUrl } = options
  const route = () => (req.route === undefined ? undefined : `${mount}${req.route.path}`)
  return nodeRequest(req, { url: req.originalUrl, route, params: () => req.params }, options)
}

function setHeaders(res: Response, headers: Headers = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'set-cookie') res.appendHeader(name, value)
    else res.setHeader(name, value)
  }
}

function send(res: Response, { status, headers, body }: Reply): void {
  res.statusCode = status
  setHeaders(res, headers)
  if (typeof body === 'string' || body instanceof Uint8Array) res.end(body)
  // It fails when the client left, and when the pieces did: the connection is cut, and the endpoint has told.
  else void pipeline(body, res).catch(() => {})
}
