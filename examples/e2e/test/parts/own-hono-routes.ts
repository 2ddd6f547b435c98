import type { HttpBindings } from '@hono/node-server'
import { allow } from '@sallyport/core'
import { guarded, observed } from '@sallyport-examples/hono'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { nodeServer } from '../apps.ts'
import { type Served, served } from '../raw.ts'
import { until } from '../world.ts'

type Env = { Bindings: HttpBindings }

/** Which template a request has, where applications contain applications. */
export function honoRoutes(): void {
  const open = (app: Hono<Env>): Promise<Served> => served(nodeServer(app))
  const routesOf = async (
    build: (app: Hono<Env>, noted: ReturnType<typeof guarded>) => unknown,
  ) => {
    const routes: (string | undefined)[] = []
    const noted = guarded(({ route }) => {
      routes.push(route)
      return allow()
    })
    const app = new Hono<Env>().use(
      observed((request) => () => {
        routes.push(request.route)
      }),
    )
    build(app, noted)
    const on = await open(app)
    await fetch(`${on.url}/api/users/7`).then((reply) => reply.text())
    await until(() => routes.length > 0, 'the end')
    return routes
  }
  it('route: sub-applications in sub-applications', async () => {
    const routes = await routesOf((app, noted) => {
      const users = new Hono<Env>().get('/:id', noted, (c) => c.text('ok'))
      app.route('/api', new Hono<Env>().route('/users', users))
    })
    expect(routes).toEqual(['/api/users/:id', '/api/users/:id'])
  })
  it('route: of all methods', async () => {
    const routes = await routesOf((app, noted) => {
      app.all('/api/users/:id', noted, (c) => c.text('ok'))
    })
    expect(routes).toEqual(['/api/users/:id', '/api/users/:id'])
  })
  it('route: with a catch-all registered after it', async () => {
    const routes = await routesOf((app, noted) => {
      app.get('/api/users/:id', noted, (c) => c.text('ok'))
      app.get('*', (c) => c.text('the page'))
    })
    expect(routes).toEqual(['/api/users/:id', '/api/users/:id'])
  })
  it('route: nothing matched but the middleware of a sub-application', async () => {
    const routes = await routesOf((app) => {
      const sub = new Hono<Env>().use((_c, next) => next()).get('/other', (c) => c.text('ok'))
      app.route('/api', sub)
    })
    expect(routes).toEqual([undefined])
  })
}
