import { deny, jsonReply, type Observer } from '@sallyport/core'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { printed, until } from '../world.ts'
import { tells } from './traps.ts'

/** The route and its parameters, as guards, endpoints and observers see them. */
export function routes(framework: Framework): void {
  const mountSeen = async (prefix?: string) => {
    const ends: (readonly [unknown, unknown])[] = []
    const observer: Observer = (request) => () =>
      void ends.push([request.route, { ...request.params }])
    const guards = [tells(({ route, params }) => [route, { ...params }])]
    const app = await mount(framework, {
      observers: [observer],
      ...(prefix !== undefined && { prefix }),
      routes: [
        { path: '/', method: 'GET', guards },
        { path: '/users/:id', method: 'GET', guards },
        { path: '/users/:id/keys/:key', method: 'GET', guards },
        { path: '/shut/:id', method: 'GET', guards: [() => deny('no', 403)] },
        {
          path: '/endpoint/:id',
          method: 'GET',
          endpoint: (r) => jsonReply(200, [r.route, r.params]),
        },
      ],
    })
    return async (path: string, method = 'GET') => {
      ends.length = 0
      const reply = await fetch(app.url + path, { method })
      const text = await reply.text()
      await until(() => ends.length === 1, 'the end')
      return { status: reply.status, text, end: ends[0] }
    }
  }
  for (const prefix of [undefined, '/api']) {
    it(`guards and observers know the route and its parameters, below ${prefix}`, async () => {
      const get = await mountSeen(prefix)
      const below = prefix ?? ''
      for (const [path, route, params] of [
        ['/users/7?x=1', '/users/:id', { id: '7' }],
        ['/users/a%2Fb%20c', '/users/:id', { id: 'a/b c' }],
        ['/users/__proto__', '/users/:id', { id: '__proto__' }],
        ['/users/7/keys/k1', '/users/:id/keys/:key', { id: '7', key: 'k1' }],
      ] as const) {
        const { text, end } = await get(below + path)
        const told = [below + route, params]
        expect([JSON.parse(text).proved.told, end]).toEqual([told, told])
      }
      const shut = await get(`${below}/shut/9`)
      expect([shut.status, shut.end]).toEqual([403, [`${below}/shut/:id`, { id: '9' }]])
      const endpoint = await get(`${below}/endpoint/9`)
      expect(JSON.parse(endpoint.text)).toEqual([`${below}/endpoint/:id`, { id: '9' }])
    })
    it(`what no route matches has none, below ${prefix}`, async () => {
      const get = await mountSeen(prefix)
      for (const [path, method] of [
        ['/none', 'GET'],
        [`${prefix ?? ''}/none`, 'GET'],
        [`${prefix ?? ''}/users`, 'GET'],
        [`${prefix ?? ''}/users/7`, 'POST'],
      ] as const) {
        const { status, end } = await get(path, method)
        expect([status, end?.[0]]).toEqual([404, undefined])
      }
    })
  }
  it("a path that cannot be decoded is the framework's to answer", async () => {
    const count = { begun: 0, ended: 0 }
    const observer: Observer = () => {
      count.begun++
      return () => void count.ended++
    }
    const app = await mount(framework, {
      observers: [observer],
      routes: [{ path: '/users/:id', guards: [tells(({ params }) => params.id)] }],
    })
    const reply = await fetch(`${app.url}/users/%zz`)
    await reply.text()
    await until(() => count.ended === count.begun, 'the end')
    // Fastify answers before its hooks; Hono hands the text on as it came.
    expect([reply.status, count.begun]).toEqual(
      { express: [400, 1], fastify: [400, 0], hono: [200, 1] }[framework],
    )
    // Express prints what it answers itself.
    if (framework === 'express') expect(printed()).toEqual([expect.stringMatching(/^URIError/)])
  })
}
