import { createServer } from 'node:http'
import { createService, type Service, serve, withSettings } from '@sallyport-examples/service'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { endpoint, guarded, observed } from './adapter.ts'

/** The service, mounted on Express. */
export function createApp(service: Service): Express {
  const { guards, endpoints, observers, options, probes, routes, orders, passOn, failed } = service
  const app = express().disable('x-powered-by')
  // As other frameworks read paths, and proxies.
  app.enable('case sensitive routing').enable('strict routing')
  app.use(observed(observers.all, options.all))
  app.use(guarded(guards.all, options.all))
  for (const { path, endpoint: answer } of probes) app.get(path, endpoint(answer))
  app.get('/admin/whoami', guarded(guards.admin, options.admin), (_req, res) => {
    res.json({ caller: res.locals.caller.id })
  })
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
    async (_req, res) => {
      const { webhook, received, delivery } = res.locals
      const { status, body } = await passOn(webhook.service, received, delivery)
      res.status(status).json(body)
    },
  )
  app.use(endpoint(endpoints.nothingHere))
  const sorry: ErrorRequestHandler = (error, req, res, next) =>
    endpoint(() => failed(error))(req, res, next)
  return app.use(sorry)
}

if (import.meta.main) {
  await withSettings(async (settings) => {
    const service = await createService(settings, console.log)
    await serve(createServer(createApp(service)), service, settings)
  })
}
