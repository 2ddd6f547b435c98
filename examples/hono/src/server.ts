import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import {
  announcement,
  createService,
  settingsFrom,
  untilStopped,
} from '@sallyport-examples/service'
import { Hono } from 'hono'
import { endpoint, guarded, observed } from './adapter.ts'

/** The service, mounted on Hono. */
export function createApp(service: ReturnType<typeof createService>) {
  const { guards, endpoints, observers, options } = service
  return new Hono()
    .use(observed(observers.counted))
    .get('/health', endpoint(endpoints.health))
    .get('/admin/whoami', guarded(guards.admin, options.admin), (c) =>
      c.json({ caller: c.var.caller.id }),
    )
    .get('/admin/audit', guarded(guards.audit, options.admin), endpoint(endpoints.audit))
    .get('/admin/limits', guarded(guards.limits, options.admin), endpoint(endpoints.limits))
    .all('/admin/blocked', guarded(guards.blocked, options.admin), endpoint(endpoints.blocked))
    .post('/hook/:sender', guarded(guards.hook, options.hook), async (c) =>
      c.json({ sender: c.var.delivery.sender, received: await c.req.json() }),
    )
}

if (import.meta.main) {
  const settings = settingsFrom(process.env)
  const { fetch } = createApp(createService(settings, console.log))
  const server = serve({ fetch, port: settings.port, hostname: settings.host }, ({ port }) => {
    console.log(announcement(`http://${settings.host}:${port}`, settings))
  })
  await untilStopped(server as Server)
}
