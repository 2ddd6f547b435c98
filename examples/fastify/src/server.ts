import {
  announcement,
  createService,
  type Service,
  stopOnSignal,
  withSettings,
} from '@sallyport-examples/service'
import fastify, { type FastifyInstance } from 'fastify'
import { endpoint, guarded, observed } from './adapter.ts'

/** The service, mounted on Fastify. */
export function createApp(service: Service): FastifyInstance {
  const { guards, endpoints, observers, options, probes, routes, orders, passOn } = service
  const app = fastify()
  app.addHook('onRequest', observed(observers.all, options.all))
  app.addHook('onRequest', guarded(guards.all, () => {}, options.all).onRequest)
  for (const { path, endpoint: answer } of probes) app.get(path, endpoint(answer))
  const whoami = guarded(
    guards.admin,
    async (_r, _p, { caller }) => ({ caller: caller.id }),
    options.admin,
  )
  app.get('/admin/whoami', whoami)
  app.get('/admin/limits', guarded(guards.limits, endpoint(endpoints.limits), options.admin))
  app.all('/admin/blocked', guarded(guards.blocked, endpoint(endpoints.blocked), options.admin))
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
    async (request, reply, { webhook }) => {
      const { status, body } = await passOn(webhook.service, request.body)
      return reply.code(status).send(body)
    },
    options.webhook,
  )
  app.post('/webhook/:service', {
    ...webhook,
    onRequest: [observed(observers.webhooks), webhook.onRequest],
  })
  return app
}

if (import.meta.main) {
  await withSettings(async (settings) => {
    const service = await createService(settings, console.log)
    const started = { demoKey: await service.demoKey(), metricsUrl: service.metricsUrl }
    const app = createApp(service)
    const url = await app.listen({ port: settings.port, host: settings.host })
    // First: whoever has read where it is may ask it to end.
    service.live.on(app.server)
    stopOnSignal(app.server, service, settings)
    console.log(announcement(url, settings, started))
  })
}
