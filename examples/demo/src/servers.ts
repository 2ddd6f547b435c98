import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Service } from '@sallyport-examples/service'
import type { Framework } from './options.ts'

// Only the one that is asked for is loaded.
const servers: Readonly<Record<Framework, (service: Service) => Promise<Server>>> = {
  async express(service) {
    const { createApp } = await import('@sallyport-examples/express/server')
    return createServer(createApp(service))
  },
  async fastify(service) {
    const { createApp } = await import('@sallyport-examples/fastify/server')
    const app = createApp(service)
    await app.ready()
    return app.server
  },
  async hono(service) {
    const { createApp } = await import('@sallyport-examples/hono/server')
    const { createAdaptorServer } = await import('@hono/node-server')
    return createAdaptorServer({ fetch: createApp(service).fetch }) as Server
  },
}

/** The service on a framework, on loopback: at the port, or at one that is free where somebody has that. */
export async function serve(
  framework: Framework,
  service: Service,
  port: number,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = await servers[framework](service)
  service.live.on(server)
  await listening(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return listening(server, 0)
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}
