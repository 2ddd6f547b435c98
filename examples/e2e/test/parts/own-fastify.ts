import { Readable } from 'node:stream'
import { deny, every, type Guard, type GuardRequest } from '@sallyport/core'
import { endpoint, guarded, observed } from '@sallyport-examples/fastify'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { expect, it } from 'vitest'
import { type Served, served } from '../raw.ts'
import { rowsOf } from '../rows.ts'
import { atEnd, until } from '../world.ts'
import { hex, keepsBytes, tells, waits } from './traps.ts'

/** What only Fastify does. */
export function ownOfFastify(): void {
  const trap = rowsOf('trap', 'fastify')
  const build = async (
    routes: (app: FastifyInstance) => unknown,
    options: FastifyServerOptions = {},
  ): Promise<FastifyInstance> => {
    const app = fastify(options)
    routes(app)
    await app.ready()
    atEnd(() => app.close())
    return app
  }
  const open = async (...args: Parameters<typeof build>): Promise<Served> =>
    served((await build(...args)).server)
  const hook = (bodyLimit?: number, guard: Guard<{ readonly bytes: string }> = keepsBytes) =>
    guarded(guard, (request, _reply, { bytes }) => ({ bytes, body: request.body ?? null }), {
      bodyLimit,
    })
  const post = async (app: Served, body: string, type: string) => {
    const init = { method: 'POST', body, headers: { 'content-type': type } }
    const reply = await fetch(`${app.url}/hook`, init)
    return [reply.status, await reply.json()]
  }

  trap(1, 'custom parsers, of bytes and of a stream, parse what the guard has read', async () => {
    const app = await open((app) => {
      app.addContentTypeParser('a/bytes', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, `bytes ${hex(body as Buffer)}`),
      )
      app.addContentTypeParser('a/stream', (_request, payload, done) => {
        let size = 0
        payload.on('data', (piece) => {
          size += piece.length
        })
        payload.on('end', () => done(null, `stream ${size}`))
      })
      app.addContentTypeParser('a/async', async (_request: unknown, payload: Readable) => {
        let size = 0
        for await (const piece of payload) size += piece.length
        return `async ${size}`
      })
      app.post('/hook', hook())
    })
    const bytes = hex('abc')
    expect(await post(app, 'abc', 'a/bytes')).toEqual([200, { bytes, body: `bytes ${bytes}` }])
    for (const type of ['stream', 'async']) {
      for (const size of [3, 70_000, 900_000]) {
        const [, told] = await post(app, 'x'.repeat(size), `a/${type}`)
        expect(told).toMatchObject({ body: `${type} ${size}` })
      }
    }
  })

  for (const [kind, payload, sent] of [
    ['text', 'hello', 'hello'],
    ['bytes', Buffer.from('hello'), 'hello'],
    ['a stream', () => Readable.from(['hel', 'lo']), 'hello'],
    ['empty text', '', ''],
    ['nothing', undefined, ''],
    ['an empty stream', () => Readable.from([]), ''],
  ] as const) {
    for (const [when, guard] of [
      ['at once', keepsBytes],
      ['after waiting', every(waits, keepsBytes)],
    ] as const) {
      trap(7, `inject() brings ${kind} to guard and handler, ${when}`, async () => {
        const app = await build((app) => app.post('/hook', hook(undefined, guard)))
        const given = typeof payload === 'function' ? payload() : payload
        const reply = await app.inject({
          method: 'POST',
          url: '/hook',
          headers: { 'content-type': 'text/plain' },
          ...(given === undefined ? {} : { payload: given }),
        })
        const body = expect.toSatisfy((told) => (told ?? '') === sent)
        expect(reply.json()).toEqual({ bytes: hex(sent), body })
      })
    }
  }
  trap(7, 'inject() of JSON, over the limit, and without a body', async () => {
    const app = await build((app) => {
      app.post('/hook', hook(10))
      app.get('/', endpoint(told))
    })
    const json = await app.inject({ method: 'POST', url: '/hook', payload: { a: 1 } })
    expect(json.json()).toEqual({ bytes: hex('{"a":1}'), body: { a: 1 } })
    const large = await app.inject({ method: 'POST', url: '/hook', payload: { a: 'xxxxxxxx' } })
    expect([large.statusCode, large.json()]).toMatchObject([413, { status: 'body_too_large' }])
    const bare = await app.inject({
      url: '/?a=1',
      headers: { 'X-Request-Id': 'r1', cookie: 'a=1' },
    })
    expect(bare.json()).toEqual(['r1', '/?a=1', '127.0.0.1', ['a=1']])
  })
  trap(7, 'inject() is observed from begin to end', async () => {
    const ends: unknown[] = []
    const app = await build((app) => {
      app.addHook(
        'onRequest',
        observed(() => (end) => void ends.push(end)),
      )
      app.get('/', async () => 'héllo')
    })
    await app.inject('/')
    await app.inject({ url: '/', method: 'HEAD' })
    await app.inject('/none')
    await until(() => ends.length === 3, 'three ends')
    expect(ends).toMatchObject([
      { status: 200, bytes: 6, aborted: false },
      { status: 200, bytes: 0, aborted: false },
      { status: 404, aborted: false },
    ])
  })

  it('a route that lost its guard to another onRequest answers nobody', async () => {
    const route = guarded(
      () => deny('never', 403),
      () => 'let in',
    )
    const app = await open((app) => {
      app.get('/replaced', { ...route, onRequest: (_request, _reply, done) => done() })
      app.get('/handler', route.handler)
    })
    for (const path of ['/replaced', '/handler']) {
      const reply = await fetch(app.url + path)
      expect([reply.status, await reply.text()]).toEqual([
        500,
        expect.not.stringContaining('let in'),
      ])
    }
  })

  trap(12, 'a guard in a hook after parsing is refused the body', async () => {
    const heard: unknown[] = []
    const late = guarded(keepsBytes, () => 'never', { onError: (error) => void heard.push(error) })
    const app = await open((app) =>
      app.post('/hook', { preHandler: late.onRequest, handler: late.handler }),
    )
    expect(await post(app, '{}', 'application/json')).toMatchObject([500, { status: 'failed' }])
    expect(String(heard)).toContain('before a guard could')
  })

  trap(14, "after the guard's limit Fastify's own holds", async () => {
    const app = await open((app) => app.post('/hook', hook(10)), { bodyLimit: 5 })
    expect(await post(app, '[1]', 'application/json')).toMatchObject([200, { body: [1] }])
    expect(await post(app, '[1,2,3]', 'application/json')).toMatchObject([
      413,
      { code: 'FST_ERR_CTP_BODY_TOO_LARGE' },
    ])
    expect(await post(app, '[1,2,3,4,5]', 'application/json')).toMatchObject([
      413,
      { status: 'body_too_large' },
    ])
  })

  trap(20, 'the ip is not request.ip, which with trustProxy anybody can write', async () => {
    const app = await open(
      (app) =>
        app.get(
          '/',
          guarded(
            tells(({ ip, peer }) => [ip, peer]),
            (request, _reply, { told }) => [request.ip, ...(told as unknown[])],
          ),
        ),
      { trustProxy: true },
    )
    const reply = await fetch(app.url, { headers: { 'x-forwarded-for': '9.9.9.9' } })
    expect(await reply.json()).toEqual(['9.9.9.9', '127.0.0.1', '127.0.0.1'])
  })

  it("headers of an allowance reach a handler's stream", async () => {
    const limited: Guard = () => ({ ok: true, value: {}, headers: { 'x-left': '9' } })
    const app = await open((app) => {
      app.get(
        '/stream',
        guarded(limited, (_q, reply) => reply.send(Readable.from(['a', 'b']))),
      )
      app.get(
        '/returned',
        guarded(limited, async () => Readable.from(['a', 'b'])),
      )
    })
    for (const path of ['/stream', '/returned']) {
      const reply = await fetch(app.url + path)
      expect([reply.headers.get('x-left'), await reply.text()]).toEqual(['9', 'ab'])
    }
  })
}

const told = (request: GuardRequest) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify([request.id, request.url, request.ip, request.headerValues('Cookie')]),
})
