import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { allow, type Guard } from '@sallyport/core'
import { sign, signedBy, webhookAuth } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { guarded, observed } from '@sallyport-examples/express'
import express, { type Express, type RequestHandler } from 'express'
import { expect, it } from 'vitest'
import { chunked, message, rawClient, type Served, served } from '../raw.ts'
import { rowsOf } from '../rows.ts'
import { alone, settled, until } from '../world.ts'
import { hex, keepsBytes, tells } from './traps.ts'

/** What only Express does. */
export function ownOfExpress(): void {
  const trap = rowsOf('trap', 'express')
  const open = (build: (app: Express) => unknown): Promise<Served> => {
    const app = express()
    build(app)
    return served(createServer(app))
  }
  const tell: RequestHandler = (req, res) => {
    const body = req.body instanceof Uint8Array ? `bytes ${hex(req.body)}` : req.body
    res.json({ bytes: res.locals.bytes, body })
  }
  const post = async (
    app: Served,
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers = {},
  ) => {
    const init = {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    }
    const reply = await fetch(app.url + path, init)
    return [reply.status, await reply.json()]
  }
  const heard: unknown[] = []
  const gone = { onError: (error: unknown) => void heard.push(String(error)) }
  const keeping = express.json({
    verify: (req, _res, bytes) => {
      Object.assign(req, { rawBody: bytes })
    },
  })

  trap(1, "a handler's own 'data' listener hears the body", async () => {
    const app = await open((app) =>
      app.post('/', guarded(keepsBytes), (req, res) => {
        let size = 0
        req.on('data', (piece) => {
          size += piece.length
        })
        req.on('end', () => res.json(size))
      }),
    )
    const sizes = [1, 70_000, 900_000]
    for (const size of sizes) expect(await post(app, '/', 'x'.repeat(size))).toEqual([200, size])
  })

  for (const [name, parser, type, body] of [
    ['urlencoded', express.urlencoded(), 'application/x-www-form-urlencoded', { a: '1', b: ' ' }],
    ['raw', express.raw({ type: '*/*' }), 'a/b', `bytes ${hex('a=1&b=%20')}`],
    ['text', express.text({ type: '*/*' }), 'multipart/form-data; boundary=x', 'a=1&b=%20'],
  ] as const) {
    trap(1, `express.${name}() parses what the guard has read`, async () => {
      const app = await open((app) => app.post('/', guarded(keepsBytes), parser, tell))
      const told = { bytes: hex('a=1&b=%20'), body }
      expect(await post(app, '/', 'a=1&b=%20', { 'content-type': type })).toEqual([200, told])
    })
  }
  trap(1, 'the request pipes on, at once and after waiting', async () => {
    const app = await open((app) => {
      app.post('/now', guarded(keepsBytes), (req, res) => void req.pipe(res))
      app.post('/late', guarded(keepsBytes), async (req, res) => {
        await settled()
        req.pipe(res)
      })
    })
    for (const path of ['/now', '/late']) {
      for (const size of [2, 70_000]) {
        const body = JSON.stringify('x'.repeat(size))
        expect(await post(app, path, body)).toEqual([200, 'x'.repeat(size)])
      }
    }
  })
  trap(2, "an empty body of chunks still says 'end' to the handler", async () => {
    const app = await open((app) =>
      app.post('/', guarded(keepsBytes), (req, res) => {
        req.on('data', () => {})
        req.on('end', () => res.json('ended'))
      }),
    )
    const client = await rawClient(app)
    client.push(message('POST /', ['Transfer-Encoding: chunked'], chunked()))
    expect((await client.reply()).json()).toBe('ended')
  })

  trap(
    9,
    'a parser before the guard has taken the bytes: refused, said to the operator',
    async () => {
      heard.length = 0
      const app = await open((app) => {
        app.post('/json', express.json(), guarded(keepsBytes, gone), tell)
        app.post('/raw', express.raw({ type: '*/*' }), guarded(keepsBytes, gone), tell)
      })
      for (const path of ['/json', '/raw']) {
        const [status, body] = await post(app, path, '{}')
        expect([status, body]).toMatchObject([500, { status: 'failed' }])
        expect(JSON.stringify(body)).not.toMatch(/consumed|parser|verify/)
      }
      expect(heard).toEqual(Array(2).fill(expect.stringContaining('Mount the guard before')))
    },
  )
  trap(
    9,
    'where a signature is checked, the operator is told what to do in each framework',
    async () => {
      const told: unknown[] = []
      const options = { onError: (error: unknown) => void told.push(error) }
      const secrets = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
      const table = webhookAuth({
        services: { github: { scheme: github } },
        settings: { webhook_secrets: { github: secrets } },
      })
      const app = await open((app) => {
        app.use(express.json())
        app.post('/one', guarded(signedBy(github, { secrets }), options), tell)
        app.post('/of/:service', guarded(table.guard, options), tell)
      })
      const { headers } = sign(github, { secret: secrets, body: '{ "n": 1.0 }' })
      for (const path of ['/one', '/of/github', '/of/nobody']) {
        const reply = await post(app, path, '{ "n": 1.0 }', headers)
        expect(reply).toMatchObject([500, { status: 'failed' }])
        expect(JSON.stringify(reply)).not.toMatch(/consumed|parser|Fastify/)
      }
      const causes = told.map((error) => [String(error), String((error as Error).cause)])
      const all = /Express: mount.*\nFastify: .*\nHono, Next.js.*\nLambda: /
      const one = [expect.stringMatching(all), expect.stringContaining('Mount the guard before')]
      expect(causes).toEqual(Array(3).fill(one))
    },
  )
  trap(9, 'a parser that keeps the bytes leaves them to the guard', async () => {
    const app = await open((app) => app.post('/', keeping, guarded(keepsBytes), tell))
    const told = { bytes: hex('{ "a": 1 }'), body: { a: 1 } }
    expect(await post(app, '/', '{ "a": 1 }')).toEqual([200, told])
    const skipped = await post(app, '/', 'hi', { 'content-type': 'text/plain' })
    expect(skipped).toEqual([200, { bytes: hex('hi') }])
    expect(await post(app, '/', '')).toMatchObject([200, { bytes: '' }])
  })
  trap(9, 'kept bytes are bounded by the limit too', async () => {
    const app = await open((app) =>
      app.post('/', keeping, guarded(keepsBytes, { bodyLimit: 4 }), tell),
    )
    expect(await post(app, '/', '[123]')).toMatchObject([413, { status: 'body_too_large' }])
  })
  for (const pieces of [['{}'], ['{', '}']]) {
    it(`a body that a middleware has set to be text is refused, in ${pieces.length}`, () =>
      alone(async () => {
        const app = await open((app) => {
          app.use((req, _res, next) => {
            req.setEncoding('utf8')
            next()
          })
          app.post('/', guarded(keepsBytes, gone), tell)
        })
        const client = await rawClient(app)
        await client.send(message('POST /', ['Content-Length: 2']))
        for (const piece of pieces) {
          await client.send(piece)
          await settled()
        }
        expect((await client.reply()).status).toBe(500)
      }))
  }
  trap(10, 'kept bytes that were inflated are not those on the wire: refused', async () => {
    const app = await open((app) => app.post('/', keeping, guarded(keepsBytes, gone), tell))
    const reply = await post(app, '/', gzipSync('{"a":1}'), { 'content-encoding': 'gzip' })
    expect(reply).toMatchObject([500, { status: 'failed' }])
  })
  trap(20, 'the ip is not req.ip, which with trust proxy anybody can write', async () => {
    const app = await open((app) => {
      app.set('trust proxy', true)
      app.get('/', guarded(tells(({ ip, peer }) => [ip, peer])), (req, res) => {
        res.json([req.ip, ...(res.locals.told as unknown[])])
      })
    })
    const reply = await fetch(app.url, { headers: { 'x-forwarded-for': '9.9.9.9' } })
    expect(await reply.json()).toEqual(['9.9.9.9', '127.0.0.1', '127.0.0.1'])
  })

  type Noted = (options?: { readonly mount: string }) => RequestHandler
  const routesOf = async (build: (app: Express, noted: Noted) => unknown, path: string) => {
    const routes: (string | undefined)[] = []
    const note: Guard = ({ route }) => {
      routes.push(route)
      return allow()
    }
    const app = await open((app) => {
      app.use(
        observed((request) => () => {
          routes.push(request.route)
        }),
      )
      build(app, (options) => guarded(note, options) as RequestHandler)
    })
    await fetch(app.url + path).then((reply) => reply.text())
    await until(() => routes.length === 2, 'the end')
    return routes
  }
  const ok: RequestHandler = (_req, res) => void res.json('ok')

  it('route: routers in routers', async () => {
    const nested = (app: Express, noted: Noted) =>
      app.use('/api', express.Router().use('/v1', express.Router().get('/users/:id', noted(), ok)))
    const route = '/api/v1/users/:id'
    expect(await routesOf(nested, '/api/v1/users/7')).toEqual([route, route])
  })
  it('route: a router mounted at a parameter, which the adapter has to be told', async () => {
    const mount = '/t/:tenant'
    const tenants = (app: Express, noted: Noted) =>
      app.use(mount, express.Router().get('/users/:id', noted({ mount }), ok))
    const route = '/t/:tenant/users/:id'
    expect(await routesOf(tenants, '/t/acme/users/7')).toEqual([route, route])
  })
  it('route: above routing there is none, at the end there is', async () => {
    const above = (app: Express, noted: Noted) => app.use(noted()).get('/users/:id', ok)
    expect(await routesOf(above, '/users/7')).toEqual([undefined, '/users/:id'])
  })
}
