import type { Server } from 'node:http'
import {
  announcement,
  createService,
  type Service,
  stopOnSignal,
  withSettings,
} from '@sallyport-examples/service'
import express, { type Express } from 'express'
import { endpoint, guarded, observed } from './adapter.ts'

/** The service, mounted on Express. */
export function createApp(service: Service): Express {
  const { guards, endpoints, observers, options, probes, routes, orders, passOn } = service
  const app = express().disable('x-powered-by')
  app.use(observed(observers.all, options.all))
  app.use(guarded(guards.all, options.all))
  for (const { path, endpoint: answer } of probes) app.get(path, endpoint(answer))
  app.get('/admin/whoami', guarded(guards.admin, options.admin), (_req, res) => {
    res.json({ caller: res.locals.caller.id })
  })
  app.get('/admin/limits', guarded(guards.limits, options.admin), endpoint(endpoints.limits))
  app.all('/admin/blocked', guarded(guards.blocked, options.admin), endpoint(endpoints.blocked))
  for (const { method, path, guard, endpoint: answer } of routes) {
    app[method](path, guarded(guard, options.admin), endpoint(answer))
  }
  app.get('/api/orders', guarded(guards.orders, options.orders), (_req, res) => {
    res.json(orders.of(res.locals.key))
  })
  app.post('/api/orders', guarded(guards.newOrder, options.orders), (_req, res) => {
    res.status(201).json(orders.place(res.locals.key, res.locals.order))
  })
  app.get('/webhook/:service', endpoint(endpoints.webhookAddress))
  app.post(
    '/webhook/:service',
    observed(observers.webhooks),
    guarded(guards.webhook, options.webhook),
    // Its own limit is lower, and would refuse what the guard has let in.
    express.json({ limit: options.webhook.bodyLimit }),
    async (req, res) => {
      const { status, body } = await passOn(res.locals.webhook.service, req.body)
      res.status(status).json(body)
    },
  )
  return app
}

if (import.meta.main) {
  await withSettings(async (settings) => {
    const service = await createService(settings, console.log)
    const started = { demoKey: await service.demoKey(), metricsUrl: service.metricsUrl }
    const app = createApp(service)
    const server: Server = app.listen(settings.port, settings.host, (error) => {
      if (error !== undefined) throw error
      const { port } = server.address() as { port: number }
      console.log(announcement(`http://${settings.host}:${port}`, settings, started))
    })
    service.live.on(server)
    stopOnSignal(server, service, settings)
  })
}
