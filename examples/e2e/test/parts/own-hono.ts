import { Readable } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import { allow, deny, every, type Guard, type RequestEnd } from '@sallyport/core'
import { endpoint, guarded, observed } from '@sallyport-examples/hono'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { methodOverride } from 'hono/method-override'
import { expect, it } from 'vitest'
import { nodeServer } from '../apps.ts'
import { type Served, served } from '../raw.ts'
import { rowsOf } from '../rows.ts'
import { settled, until } from '../world.ts'
import { honoRoutes } from './own-hono-routes.ts'
import { hex, keepsBytes, tells, waits } from './traps.ts'

type Env = { Bindings: HttpBindings }

/** What only Hono does. */
export function ownOfHono(): void {
  const trap = rowsOf('trap', 'hono')
  const open = (app: Hono<Env>): Promise<Served> => served(nodeServer(app))
  const ways = ['length', 'chunks'] as const
  const post = async (
    app: Served | Hono<Env>,
    path: string,
    body: string,
    way: string,
    type = '',
  ) => {
    const init = {
      method: 'POST',
      body: way === 'length' ? body : new Blob([body]).stream(),
      headers: type === '' ? {} : { 'content-type': type },
      duplex: 'half',
    } as const
    const reply = await (app instanceof Hono
      ? app.request(path, init)
      : fetch(app.url + path, init))
    return [reply.status, await reply.json()]
  }
  const heard: unknown[] = []
  const gone = { onError: (error: unknown) => void heard.push(String(error)) }

  const readers: Readonly<Record<string, (c: Context) => Promise<unknown>>> = {
    json: (c) => c.req.json(),
    text: (c) => c.req.text(),
    arrayBuffer: async (c) => Buffer.from(await c.req.arrayBuffer()).toString(),
    blob: async (c) => (await c.req.blob()).text(),
    'raw.body': (c) => new Response(c.req.raw.body).text(),
    'raw.clone': async (c) => [await c.req.raw.clone().text(), await c.req.text()],
  }
  for (const [name, read] of Object.entries(readers)) {
    trap(3, `${name} reads what the guard has read`, async () => {
      const app = new Hono<Env>().post('/', guarded(keepsBytes), async (c) =>
        c.json([c.var.bytes, await read(c)]),
      )
      const on = await open(app)
      for (const way of ways) {
        for (const body of ['{"a":1}', JSON.stringify('x'.repeat(200_000))]) {
          const expected = name === 'json' ? JSON.parse(body) : body
          const told = [hex(body), name === 'raw.clone' ? [body, body] : expected]
          expect(await post(on, '/', body, way)).toEqual([200, told])
        }
      }
    })
  }
  trap(3, 'parseBody reads the form that the guard has read', async () => {
    const app = await open(
      new Hono<Env>().post('/', guarded(keepsBytes), async (c) =>
        c.json([c.var.bytes, await c.req.parseBody()]),
      ),
    )
    const form = 'application/x-www-form-urlencoded'
    for (const way of ways) {
      expect(await post(app, '/', 'a=1', way, form)).toEqual([200, [hex('a=1'), { a: '1' }]])
    }
    const parts = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
    const multipart = 'multipart/form-data; boundary=x'
    expect(await post(app, '/', parts, 'length', multipart)).toEqual([
      200,
      [hex(parts), { a: '1' }],
    ])
  })

  trap(4, 'app.request() works without a server', async () => {
    const app = new Hono<Env>()
      .post('/hook/:id', guarded(keepsBytes), async (c) =>
        c.json([c.var.bytes, await c.req.text(), c.req.param('id')]),
      )
      .get('/', guarded(tells(({ id, url, ip, peer, route }) => [id, url, ip, peer, route])), (c) =>
        c.json(c.var.told as null),
      )
    for (const way of ways) {
      expect(await post(app, '/hook/7', 'abc', way)).toEqual([200, [hex('abc'), 'abc', '7']])
    }
    const reply = await app.request('/?a=%2f', { headers: { 'x-request-id': 'r1' } })
    expect(await reply.json()).toEqual(['r1', '/?a=%2f', null, null, '/'])
    const small = new Hono<Env>().post('/', guarded(keepsBytes, { bodyLimit: 2 }), (c) => c.json(0))
    for (const way of ways) {
      expect(await post(small, '/', 'abc', way)).toMatchObject([413, { status: 'body_too_large' }])
    }
  })

  for (const way of ways) {
    for (const [title, guard] of [
      ['', keepsBytes],
      [' after a promise', every(async () => allow(), keepsBytes)],
      [' after waiting', every(waits, keepsBytes)],
    ] as const) {
      trap(5, `bodyLimit before and after the guard${title}, body by ${way}`, async () => {
        const tell = async (c: Context) => c.json([c.get('bytes'), await c.req.text()])
        const limit = bodyLimit({ maxSize: 10 })
        const app = new Hono<Env>()
          .post('/before', limit, guarded(guard), tell)
          .post('/after', guarded(guard), limit, tell)
          .post('/both', limit, guarded(guard), limit, guarded(guard), tell)
        for (const on of [await open(app), app]) {
          for (const path of ['/before', '/after', '/both']) {
            expect(await post(on, path, '"abc"', way)).toEqual([200, [hex('"abc"'), '"abc"']])
          }
        }
      })
    }
  }

  it('the guard judges the request that the handler gets, where middleware replaced it', async () => {
    const app = new Hono<Env>()
    const noDelete: Guard = ({ method }) => (method === 'DELETE' ? deny('no_delete', 403) : allow())
    app.use(methodOverride({ app: app as never }))
    app.all(
      '/posts',
      guarded(
        every(
          noDelete,
          tells(({ method, url }) => [method, url]),
        ),
      ),
      (c) => c.json(c.get('told' as never)),
    )
    app.post('/batch', (c) =>
      app.fetch(new Request('http://x/posts?in=1', { method: 'PUT' }), c.env),
    )
    app.post('/purge', (c) => app.fetch(new Request('http://x/posts', { method: 'DELETE' }), c.env))
    const on = await open(app)
    const posted = async (path: string, fields: Record<string, string> = {}) => {
      const reply = await fetch(on.url + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
      })
      return [reply.status, await reply.json()]
    }
    expect(await posted('/posts')).toEqual([200, ['POST', '/posts']])
    expect(await posted('/posts', { _method: 'DELETE' })).toMatchObject([
      403,
      { status: 'no_delete' },
    ])
    expect(await posted('/batch')).toEqual([200, ['PUT', '/posts?in=1']])
    expect(await posted('/purge')).toMatchObject([403, { status: 'no_delete' }])
  })

  trap(6, "on Node the guard reads Node's stream, not a clone of a fetch request", async () => {
    const app = await open(
      new Hono<Env>().post('/', guarded(keepsBytes), async (c) => {
        const { rawBody } = c.env.incoming as { rawBody?: Uint8Array }
        return c.json([hex(rawBody ?? 'none'), await c.req.text()])
      }),
    )
    for (const way of ways) {
      expect(await post(app, '/', 'abc', way)).toEqual([200, [hex('abc'), 'abc']])
    }
  })

  for (const read of ['text', 'json', 'arrayBuffer'] as const) {
    trap(9, `a middleware that took the body by ${read}(): refused`, async () => {
      heard.length = 0
      const app = new Hono<Env>()
        .use(async (c, next) => {
          await c.req[read]()
          await next()
        })
        .post('/', guarded(keepsBytes, gone), (c) => c.json('never'))
      for (const on of [await open(app), app]) {
        for (const way of ways) {
          expect(await post(on, '/', '{}', way)).toMatchObject([500, { status: 'failed' }])
        }
      }
      expect(heard).toEqual(Array(4).fill(expect.stringContaining('before a guard could')))
    })
  }
  trap(
    13,
    "bytes are never taken from Hono's cache, which has lost the byte order mark",
    async () => {
      const app = new Hono<Env>()
        .use('/read', async (c, next) => {
          await c.req.text()
          await next()
        })
        .on('POST', ['/read', '/unread'], guarded(keepsBytes, gone), (c) => c.json(c.var.bytes))
      const on = await open(app)
      expect(await post(on, '/read', '\ufeffa', 'length')).toMatchObject([500, {}])
      expect(await post(on, '/unread', '\ufeffa', 'length')).toEqual([200, 'efbbbf61'])
    },
  )

  const limited: Guard = () => ({
    ok: true,
    value: {},
    headers: { 'x-left': '9', 'set-cookie': ['a=1', 'b=2'] },
  })
  const answers: Readonly<Record<string, () => Response | Promise<Response>>> = {
    'a Response of its own': () => new Response('ok', { headers: { 'x-own': '1' } }),
    'Response.json': () => Response.json('ok'),
    'a stream': () =>
      new Response(
        Readable.toWeb(Readable.from([Buffer.from('ok')])) as ConstructorParameters<
          typeof Response
        >[0],
      ),
    'a redirect': () => Response.redirect('http://localhost/', 302),
    'no content': () => new Response(null, { status: 204 }),
  }
  for (const [kind, answer] of Object.entries(answers)) {
    it(`headers of an allowance reach ${kind}`, async () => {
      const app = new Hono<Env>().get('/', guarded(limited), () => answer())
      const on = await open(app)
      for (const reply of [await fetch(on.url, { redirect: 'manual' }), await app.request('/')]) {
        expect(reply.headers.get('x-left')).toBe('9')
        expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
        await reply.text()
      }
    })
  }
  it('headers of an allowance reach an answer fetched from elsewhere', async () => {
    const elsewhere = await open(new Hono<Env>().get('/', (c) => c.text('far')))
    const app = new Hono<Env>().get('/', guarded(limited), () => fetch(elsewhere.url))
    const reply = await fetch((await open(app)).url)
    expect([reply.status, reply.headers.get('x-left')]).toEqual([200, '9'])
  })

  it('without a server each request is observed once, HEAD too', async () => {
    const ends: RequestEnd[] = []
    const app = new Hono<Env>()
      .use(observed(() => (end) => void ends.push(end)))
      .get(
        '/text',
        endpoint(() => ({ status: 200, headers: {}, body: 'héllo' })),
      )
      .get('/none', (c) => c.body(null, 204))
      .get(
        '/shut',
        guarded(() => deny('no', 403)),
        (c) => c.text('never'),
      )
    for (const path of ['/text', '/none', '/shut', '/lost']) {
      await (await app.request(path)).text()
    }
    expect(ends).toMatchObject([
      { status: 200, bytes: 6, aborted: false },
      { status: 204, bytes: 0, aborted: false },
      { status: 403, aborted: false, denied: 'no' },
      { status: 404, aborted: false },
    ])
  })
  it('without a server a HEAD is observed to its end', async () => {
    const ends: RequestEnd[] = []
    const app = new Hono<Env>()
      .use(observed(() => (end) => void ends.push(end)))
      .get('/', (c) => c.text('héllo'))
    await app.request('/', { method: 'HEAD' })
    await settled()
    expect(ends).toMatchObject([{ status: 200, bytes: 0, aborted: false }])
  })
  it('without a server a stream nobody reads to its end is observed as aborted', async () => {
    const ends: RequestEnd[] = []
    const stages = { closed: false }
    async function* rows() {
      try {
        for (;;) yield 'row'
      } finally {
        stages.closed = true
      }
    }
    const app = new Hono<Env>().use(observed(() => (end) => void ends.push(end))).get(
      '/',
      endpoint(() => ({ status: 200, headers: {}, body: rows() }), { onError() {} }),
    )
    const reader = (await app.request('/')).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await until(() => stages.closed, 'the finally of the generator')
    expect(ends).toMatchObject([{ status: 200, aborted: true }])
  })
  it('without a server what a handler throws is observed to its end', async () => {
    const ends: RequestEnd[] = []
    const app = new Hono<Env>()
      .use(observed(() => (end) => void ends.push(end)))
      .get('/', () => Promise.reject('no Error'))
    await expect(Promise.resolve(app.request('/'))).rejects.toBe('no Error')
    expect(ends).toHaveLength(1)
  })
  it('without a server bodyLimit keeps the request one and the same', async () => {
    const ids: string[] = []
    const ends: RequestEnd[] = []
    const app = new Hono<Env>()
      .use(
        observed((request) => (end) => {
          ids.push(request.id)
          ends.push(end)
        }),
      )
      .use(bodyLimit({ maxSize: 100 }))
      .post(
        '/',
        guarded((request) => {
          ids.push(request.id)
          return deny('no', 403)
        }),
      )
    await post(app, '/', 'abc', 'chunks')
    expect(ends).toMatchObject([{ status: 403, denied: 'no' }])
    expect(new Set(ids).size).toBe(1)
  })

  honoRoutes()
}
