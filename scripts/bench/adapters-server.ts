// The served side of the adapters suite, in a process of its own: each framework bare, and guarded.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { allow, deny, every, type Guard, type Nothing } from '@sallyport/core'
import * as onExpress from '@sallyport-examples/express'
import * as onFastify from '@sallyport-examples/fastify'
import * as onHono from '@sallyport-examples/hono'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'

const key = { id: 'k' }
const world = { maintenance: false, tokens: Number.MAX_SAFE_INTEGER }
const local: Guard<Nothing, 'network'> = ({ ip }) =>
  ip === undefined ? deny('network', 403) : allow()
const shared: Guard<Nothing, 'secret'> = (request) =>
  request.header('x-secret') === 's' ? allow() : deny('secret', 401)
const open: Guard<Nothing, 'closed'> = () => (world.maintenance ? deny('closed', 503) : allow())
const limited: Guard<Nothing, 'limit'> = () => (--world.tokens > 0 ? allow() : deny('limit', 429))
const keyed: Guard<{ readonly key: typeof key }, 'key'> = (request) =>
  request.header('authorization') === 'Bearer abc' ? allow({ key }) : deny('key', 401)
const five = every(local, shared, open, limited, keyed)
const bytes: Guard<{ readonly size: number }, string> = async (request) => {
  const body = await request.body()
  return body.ok ? allow({ size: body.value.length }) : body
}

function expressServer(): Server {
  const app = express().disable('x-powered-by').disable('etag')
  app.get('/bare', (_req, res) => void res.json({ id: 'k' }))
  app.get(
    '/guarded',
    onExpress.guarded(five),
    (_req, res) => void res.json({ id: res.locals.key.id }),
  )
  app.post('/bare', express.json(), (req, res) => void res.json({ id: req.body.a }))
  app.post('/guarded', onExpress.guarded(bytes), express.json(), (req, res) => {
    res.json({ id: req.body.a })
  })
  return createServer(app)
}

async function fastifyServer(): Promise<Server> {
  const app = fastify()
  const answer = async (request: { body: unknown }) => ({ id: (request.body as { a: number }).a })
  app.get('/bare', async () => ({ id: 'k' }))
  app.get(
    '/guarded',
    onFastify.guarded(five, async (_r, _p, proved) => ({ id: proved.key.id })),
  )
  app.post('/bare', answer)
  app.post('/guarded', onFastify.guarded(bytes, answer))
  await app.ready()
  return app.server
}

function honoServer(): Server {
  const app = new Hono()
  app.get('/bare', (c) => c.json({ id: 'k' }))
  app.get('/guarded', onHono.guarded(five), (c) => c.json({ id: c.var.key.id }))
  app.post('/bare', async (c) => c.json({ id: (await c.req.json()).a }))
  app.post('/guarded', onHono.guarded(bytes), async (c) => c.json({ id: (await c.req.json()).a }))
  return createAdaptorServer({ fetch: app.fetch }) as Server
}

const servers = { express: expressServer(), fastify: await fastifyServer(), hono: honoServer() }
const ports: Record<string, number> = {}
for (const [name, server] of Object.entries(servers)) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ports[name] = (server.address() as { port: number }).port
}
process.send?.(ports)
process.on('disconnect', () => process.exit())
