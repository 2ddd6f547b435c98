import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { createService, type Service, serve, withSettings } from '@sallyport-examples/service'
import { Hono } from 'hono'
import { endpoint, guarded, observed, responseOf } from './adapter.ts'

/** The service, mounted on Hono. */
export function createApp(service: Service) {
  const { guards, endpoints, observers, options, probes, routes, orders, passOn, failed } = service
  const app = new Hono()
    .use(observed(observers.all, options.all))
    .use(guarded(guards.all, options.all))
    .get('/admin/whoami', guarded(guards.admin, options.admin), (c) =>
      c.json({ caller: c.var.caller.id }),
    )
    .get('/api/orders', guarded(guards.orders, options.orders), (c) => c.json(orders.of(c.var.key)))
    .post('/api/orders', guarded(guards.newOrder, options.orders), (c) =>
      c.json(orders.place(c.var.key, c.var.order), 201),
    )
    .get('/webhook/:service', endpoint(endpoints.webhookAddress))
    .post(
      '/webhook/:service',
      observed(observers.webhooks),
      guarded(guards.webhook, options.webhook),
      async (c) => {
        const { webhook, received, delivery } = c.var
        const { status, body } = await passOn(webhook.service, received, delivery)
        return c.json(body, status)
      },
    )
  for (const { path, endpoint: answer } of probes) app.get(path, endpoint(answer))
  for (const { method, path, guard, endpoint: answer } of routes) {
    app[method](path, guarded(guard, options.admin), endpoint(answer))
  }
  app.notFound(() => responseOf(endpoints.nothingHere()))
  app.onError((error) => responseOf(failed(error)))
  return app
}

if (import.meta.main) {
  await withSettings(async (settings) => {
    const service = await createService(settings, console.log)
    const server = createAdaptorServer({ fetch: createApp(service).fetch })
    await serve(server as Server, service, settings)
  })
}
