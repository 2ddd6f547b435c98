import type { Server } from 'node:http'
import {
  announcement,
  createService,
  settingsFrom,
  untilStopped,
} from '@sallyport-examples/service'
import express, { type Express } from 'express'
import { endpoint, guarded, observed } from './adapter.ts'

/** The service, mounted on Express. */
export function createApp(service: ReturnType<typeof createService>): Express {
  const { guards, endpoints, observers, options } = service
  const app = express().disable('x-powered-by')
  app.use(observed(observers.counted))
  app.get('/health', endpoint(endpoints.health))
  app.get('/admin/whoami', guarded(guards.admin, options.admin), (_req, res) => {
    res.json({ caller: res.locals.caller.id })
  })
  app.get('/admin/audit', guarded(guards.audit, options.admin), endpoint(endpoints.audit))
  app.get('/admin/limits', guarded(guards.limits, options.admin), endpoint(endpoints.limits))
  app.all('/admin/blocked', guarded(guards.blocked, options.admin), endpoint(endpoints.blocked))
  app.post('/hook/:sender', guarded(guards.hook, options.hook), express.json(), (req, res) => {
    res.json({ sender: res.locals.delivery.sender, received: req.body })
  })
  return app
}

if (import.meta.main) {
  const settings = settingsFrom(process.env)
  const app = createApp(createService(settings, console.log))
  const server: Server = app.listen(settings.port, settings.host, (error) => {
    if (error !== undefined) throw error
    const { port } = server.address() as { port: number }
    console.log(announcement(`http://${settings.host}:${port}`, settings))
  })
  await untilStopped(server)
}
