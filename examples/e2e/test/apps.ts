import { createServer, type Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import type { AdapterOptions, Endpoint, Guard, Observer } from '@sallyport/core'
import * as onExpress from '@sallyport-examples/express'
import * as onFastify from '@sallyport-examples/fastify'
import * as onHono from '@sallyport-examples/hono'
import express, { type Express, type RequestHandler } from 'express'
import fastify, { type FastifyInstance } from 'fastify'
import { Hono, type Handler as HonoHandler, type MiddlewareHandler } from 'hono'
import { type Served, served } from './raw.ts'
import { atEnd } from './world.ts'

export const frameworks = ['express', 'fastify', 'hono'] as const
export type Framework = (typeof frameworks)[number]

/** What a handler is given, whatever the framework. */
export interface Handled {
  readonly proved: Readonly<Record<string, unknown>>
  /** What the framework's own parser made of the body; null when there was none. */
  readonly body: unknown
}

/** One path, answered by an endpoint or by a handler of the framework's own. */
export interface Route {
  readonly path: string
  /** @default GET, POST, PUT, DELETE and HEAD */
  readonly method?: 'GET' | 'POST'
  readonly guards?: readonly Guard<object>[]
  readonly endpoint?: Endpoint
  /** @default tells what was proved and what the body was */
  readonly handler?: (handled: Handled) => unknown
}

/** The same on every framework. */
export interface App {
  /** See everything that passes. */
  readonly observers?: readonly Observer[]
  /** Awaited by each request after the observers, before any guard. */
  readonly before?: () => Promise<void>
  /** Around every route. */
  readonly guards?: readonly Guard<object>[]
  /** Where the routes are mounted: a router, a plugin, a sub-application. */
  readonly prefix?: string
  readonly routes: readonly Route[]
  /** For every adapter call. */
  readonly options?: AdapterOptions
}

/** Serves an app on a framework until the test is over. */
export const mount = async (framework: Framework, app: App, host?: string): Promise<Served> =>
  served(await servers[framework](app), host)

const servers: Record<Framework, (app: App) => Server | Promise<Server>> = {
  express: (app) => createServer(expressApp(app)),
  async fastify(app) {
    const instance = fastifyApp(app)
    await instance.ready()
    atEnd(() => instance.close())
    return instance.server
  },
  hono: (app) => nodeServer(honoApp(app)),
}

/** Hono as it runs on Node. */
export const nodeServer = (app: { readonly fetch: unknown }): Server =>
  createAdaptorServer({ fetch: app.fetch as Hono['fetch'] }) as Server

const everyMethod = ['GET', 'POST', 'PUT', 'DELETE'] as const
const tellAll = (handled: Handled): unknown => handled

export function expressApp({ observers, before, guards, prefix, routes, options }: App): Express {
  const app = express().disable('x-powered-by')
  for (const observer of observers ?? []) app.use(onExpress.observed(observer, options))
  if (before !== undefined) app.use((_req, _res, next) => void before().then(() => next(), next))
  const guarding = (guard: Guard<object>) => onExpress.guarded(guard, options) as RequestHandler
  for (const guard of guards ?? []) app.use(guarding(guard))
  const router = prefix === undefined ? app : express.Router()
  for (const { path, method, guards = [], endpoint, handler = tellAll } of routes) {
    const limit = '2mb'
    const last: RequestHandler[] =
      endpoint !== undefined
        ? [onExpress.endpoint(endpoint, options)]
        : [
            express.json({ strict: false, limit }),
            express.text({ limit }),
            async (req, res) => {
              res.json(await handler({ proved: { ...res.locals }, body: req.body ?? null }))
            },
          ]
    const register = method === undefined ? 'all' : method === 'GET' ? 'get' : 'post'
    router[register](path, ...guards.map(guarding), ...last)
  }
  if (prefix !== undefined) app.use(prefix, router)
  return app
}

export function fastifyApp({ observers, before, guards, prefix, routes, options }: App) {
  const app = fastify()
  for (const observer of observers ?? []) {
    app.addHook('onRequest', onFastify.observed(observer, options))
  }
  if (before !== undefined) app.addHook('onRequest', () => before())
  const guarding = (guard: Guard<object>) =>
    onFastify.guarded<object, string>(guard, (_request, _reply, proved) => proved, options)
  const outer = (guards ?? []).map(guarding)
  for (const { onRequest } of outer) app.addHook('onRequest', onRequest)
  const plugin = async (scope: FastifyInstance) => {
    for (const { path, method, guards = [], endpoint, handler = tellAll } of routes) {
      const inner = guards.map(guarding)
      const answer = endpoint && onFastify.endpoint(endpoint, options)
      scope.route({
        url: path,
        method: method ?? [...everyMethod],
        onRequest: [...inner, ...(answer ? [answer] : [])].map(({ onRequest }) => onRequest),
        handler(request, reply) {
          const proofs = [...outer, ...inner].map((one) => one.handler.call(this, request, reply))
          return handler({ proved: Object.assign({}, ...proofs), body: request.body ?? null })
        },
      })
    }
  }
  app.register(plugin, prefix === undefined ? {} : { prefix })
  return app
}

type Env = { Bindings: HttpBindings; Variables: Record<string, unknown> }

export function honoApp({ observers, before, guards, prefix, routes, options }: App) {
  const app = new Hono<Env>()
  for (const observer of observers ?? []) app.use(onHono.observed(observer, options))
  if (before !== undefined) {
    app.use(async (_c, next) => {
      await before()
      await next()
    })
  }
  const guarding = (guard: Guard<object>) => onHono.guarded(guard, options) as MiddlewareHandler
  for (const guard of guards ?? []) app.use(guarding(guard))
  const router = prefix === undefined ? app : new Hono<Env>()
  for (const { path, method, guards = [], endpoint, handler = tellAll } of routes) {
    const own: HonoHandler = async (c) => {
      const isJson = c.req.header('content-type')?.startsWith('application/json') === true
      const body = isJson ? await c.req.json().catch(String) : (await c.req.text()) || null
      return c.json((await handler({ proved: { ...c.var }, body })) as object)
    }
    const last = endpoint === undefined ? own : onHono.endpoint(endpoint, options)
    router.on(method ?? [...everyMethod], [path], ...guards.map(guarding), last)
  }
  if (prefix !== undefined) app.route(prefix, router)
  return app
}
