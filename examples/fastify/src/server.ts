import {
  createService,
  isDecodable,
  type Service,
  serve,
  withSettings,
} from '@sallyport-examples/service'
import fastify, { type FastifyInstance } from 'fastify'
import { endpoint, guarded, observed, send } from './adapter.ts'

/** The service, mounted on Fastify. */
export function createApp(service: Service): FastifyInstance {
  const { guards, endpoints, observers, options, probes, routes, orders, passOn, failed } = service
  const app = fastify({
    // Node's own, which Fastify leaves out: a body that never ends would be waited for.
    requestTimeout: 300_000,
    // What cannot be decoded would be answered before any hook. It is a guard's to refuse, who sees what was sent.
    rewriteUrl: ({ url = '/' }) => (isDecodable(url) ? url : '/'),
    routerOptions: { maxParamLength: 16_384 },
  })
  // What is in bodies guards have proved: a parser that refuses it afterwards would come too late.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _body, done) => done(null))
  app.addHook('onRequest', observed(observers.all, options.all))
  app.addHook('onRequest', guarded(guards.all, () => {}, options.all).onRequest)
  for (const { path, endpoint: answer } of probes) app.get(path, endpoint(answer))
  const whoami = guarded(
    guards.admin,
    async (_r, _p, { caller }) => ({ caller: caller.id }),
    options.admin,
  )
  app.get('/admin/whoami', whoami)
  for (const { method, path, guard, endpoint: answer } of routes) {
    app[method](path, guarded(guard, endpoint(answer), options.admin))
  }
  const seeOrders = guarded(
    guards.orders,
    async (_request, _reply, { key }) => orders.of(key),
    options.orders,
  )
  app.get('/api/orders', seeOrders)
  const placeOrder = guarded(
    guards.newOrder,
    async (_request, reply, { key, order }) => reply.code(201).send(orders.place(key, order)),
    options.orders,
  )
  app.post('/api/orders', placeOrder)
  app.get('/webhook/:service', endpoint(endpoints.webhookAddress))
  const webhook = guarded(
    guards.webhook,
    async (_request, reply, { webhook, received, delivery }) => {
      const { status, body } = await passOn(webhook.service, received, delivery)
      return reply.code(status).send(body)
    },
    options.webhook,
  )
  app.post('/webhook/:service', {
    ...webhook,
    onRequest: [observed(observers.webhooks), webhook.onRequest],
  })
  app.setNotFoundHandler((_request, reply) => send(reply, endpoints.nothingHere()))
  app.setErrorHandler((error, _request, reply) => send(reply, failed(error)))
  return app
}

if (import.meta.main) {
  await withSettings(async (settings) => {
    const service = await createService(settings, console.log)
    const app = createApp(service)
    await app.ready()
    await serve(app.server, service, settings)
  })
}
