import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import {
  announcement,
  createService,
  type Service,
  stopOnSignal,
  withSettings,
} from '@sallyport-examples/service'
import { Hono } from 'hono'
import { endpoint, guarded, observed } from './adapter.ts'

/** The service, mounted on Hono. */
export function createApp(service: Service) {
  const { guards, endpoints, observers, options, probes, routes, orders, passOn } = service
  const app = new Hono()
    .use(observed(observers.all, options.all))
    .use(guarded(guards.all, options.all))
    .get('/admin/whoami', guarded(guards.admin, options.admin), (c) =>
      c.json({ caller: c.var.caller.id }),
    )
    .get('/admin/limits', guarded(guards.limits, options.admin), endpoint(endpoints.limits))
    .all('/admin/blocked', guarded(guards.blocked, options.admin), endpoint(endpoints.blocked))
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
        const { status, body } = await passOn(c.var.webhook.service, await c.req.json())
        return c.json(body, status)
      },
    )
  for (const { path, endpoint: answer } of probes) app.get(path, endpoint(answer))
  for (const { method, path, guard, endpoint: answer } of routes) {
    app[method](path, guarded(guard, options.admin), endpoint(answer))
  }
  return app
}

if (import.meta.main) {
  await withSettings(async (settings) => {
    const service = await createService(settings, console.log)
    const started = { demoKey: await service.demoKey(), metricsUrl: service.metricsUrl }
    const { fetch } = createApp(service)
    const server = serve({ fetch, port: settings.port, hostname: settings.host }, ({ port }) => {
      console.log(announcement(`http://${settings.host}:${port}`, settings, started))
    })
    service.live.on(server as Server)
    stopOnSignal(server as Server, service, settings)
  })
}
