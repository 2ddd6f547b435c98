import { createServer, type Server } from 'node:http'
import { createApp as onExpress } from '@sallyport-examples/express/server'
import { createApp as onFastify } from '@sallyport-examples/fastify/server'
import { createApp as onHono } from '@sallyport-examples/hono/server'
import {
  createService,
  type Settings,
  settingsFrom,
  signatureOf,
} from '@sallyport-examples/service'
import { type Framework, nodeServer } from '../apps.ts'
import { type Served, served } from '../raw.ts'
import { atEnd } from '../world.ts'

type Service = ReturnType<typeof createService>

const servers: Record<Framework, (service: Service) => Server | Promise<Server>> = {
  express: (service) => createServer(onExpress(service)),
  async fastify(service) {
    const app = onFastify(service)
    await app.ready()
    atEnd(() => app.close())
    return app.server
  },
  hono: (service) => nodeServer(onHono(service)),
}

export const settings: Settings = settingsFrom({
  ADMIN_TOKEN: 'the-token',
  READER_TOKEN: 'the-reader',
  HOOK_SECRET: 'the-secret',
})
export const admin = { authorization: 'Bearer the-token' }
export const sign = (body: string) => signatureOf(settings.hookSecret, Buffer.from(body))

/** The example service, and what it wrote down. */
export interface Opened extends Served {
  readonly service: Service
  events(): ReturnType<typeof JSON.parse>[]
}

/** The example service on a framework, listening. */
export async function opened(framework: Framework, given: Settings): Promise<Opened> {
  const lines: string[] = []
  const service = createService(given, (line) => lines.push(line))
  atEnd(service.close)
  const app = await served(await servers[framework](service))
  return { ...app, service, events: () => lines.map((line) => JSON.parse(line)) }
}
