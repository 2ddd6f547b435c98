import { request as nodeRequest } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { allow, type BodyDenial, deny, every, type Guard, type GuardRequest } from '@sallyport/core'
import { expect } from 'vitest'
import { type Framework, type Handled, mount } from '../apps.ts'
import { chunked, message, rawClient } from '../raw.ts'
import { rowsOf } from '../rows.ts'
import { gate, settled, until, within } from '../world.ts'

/** Proves the body's bytes, in hexadecimal. */
export const keepsBytes: Guard<{ readonly bytes: string }, BodyDenial> = async (request) => {
  const body = await request.body()
  return body.ok ? allow({ bytes: hex(body.value) }) : body
}

export const hex = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('hex')

export const json = 'Content-Type: application/json'
export const plain = 'Content-Type: text/plain'
const empty = message('POST /hook', [plain, 'Transfer-Encoding: chunked'])
const limit = 1_000

/** The trap table of research/adapters.md, where all frameworks share it. */
export function traps(framework: Framework): void {
  const trap = rowsOf('trap', framework)
  const hook = { path: '/hook', guards: [keepsBytes] }
  const mountHook = () => mount(framework, { routes: [hook], options: { bodyLimit: limit } })

  /** Sends one request on a connection of its own. */
  const ask = async (app: Parameters<typeof rawClient>[0], ...pieces: (string | Uint8Array)[]) => {
    const client = await rawClient(app)
    for (const piece of pieces) await client.send(piece)
    return client.reply()
  }

  for (const [title, pieces] of [
    ['length 0', [message('POST /hook', [plain, 'Content-Length: 0'])]],
    ['no length', [message('POST /hook', [plain])]],
    ['chunks, in two packets', [empty, chunked()]],
    ['chunks, in one packet', [Buffer.concat([empty, Buffer.from(chunked())])]],
  ] as const) {
    trap(2, `an empty body ends, for the guard and for the parser: ${title}`, async () => {
      const reply = await ask(await mountHook(), ...pieces)
      expect([reply.status, reply.json()]).toEqual([200, { proved: { bytes: '' }, body: nothing }])
    })
  }
  trap(2, 'an empty body ends, after a guard that waited', async () => {
    const guards = [every(waits, keepsBytes)]
    const app = await mount(framework, { routes: [{ path: '/hook', guards }] })
    for (const framing of ['Content-Length: 0', 'Transfer-Encoding: chunked']) {
      const body = framing.endsWith('chunked') ? chunked() : ''
      const reply = await ask(app, message('POST /hook', [plain, framing], body))
      expect(reply.json()).toEqual({ proved: { bytes: '' }, body: nothing })
    }
  })

  trap(8, 'the client is gone when a guard that waited asks for the body', async () => {
    const held = gate()
    const seen: string[] = []
    const guard = every(
      async () => {
        await held.wait()
        return allow()
      },
      async (request) => {
        const body = await request.body()
        seen.push(body.ok ? 'read' : body.reason)
        return body.ok ? allow() : body
      },
    )
    const app = await mount(framework, { routes: [{ path: '/hook', guards: [guard] }] })
    const client = await rawClient(app)
    await client.send(message('POST /hook', [json, 'Content-Length: 10'], '{"a"'))
    await until(() => held.waiting === 1, 'the guard waits')
    await client.leave()
    held.open()
    await until(() => seen.length > 0, 'an answer to body()')
    expect(seen).toEqual(['body_incomplete'])
  })

  trap(11, 'of a compressed body the guard sees the bytes on the wire', async () => {
    const bytes = gzipSync('{"a":1}')
    const reply = await ask(
      await mountHook(),
      message('POST /hook', [json, 'Content-Encoding: gzip'], bytes),
    )
    if (framework === 'fastify') {
      expect([reply.status, reply.json()]).toMatchObject([
        400,
        { code: 'FST_ERR_CTP_INVALID_JSON_BODY' },
      ])
      return
    }
    const body = framework === 'express' ? { a: 1 } : expect.stringContaining('SyntaxError')
    expect(reply.json()).toEqual({ proved: { bytes: hex(bytes) }, body })
  })

  trap(14, 'a body over the limit is refused by its length, unread', async () => {
    const app = await mountHook()
    const client = await rawClient(app)
    client.push(message('POST /hook', [json, `Content-Length: ${limit + 1}`]))
    const reply = await client.reply()
    expect(reply.status).toBe(413)
    expect(reply.all('connection')).toEqual(['close'])
    expect(reply.json()).toMatchObject({ status: 'body_too_large' })
    expect(await client.ended()).toEqual({ rest: '' })
  })
  trap(14, 'a body over the limit is refused as soon as its chunks are over it', async () => {
    const client = await rawClient(await mountHook())
    const head = message('POST /hook', [json, 'Transfer-Encoding: chunked'])
    await client.send(head, chunked('x'.repeat(limit)).slice(0, -5))
    client.push('1\r\ny\r\n')
    const reply = await client.reply()
    expect([reply.status, reply.all('connection')]).toEqual([413, ['close']])
    client.push(chunked('z'.repeat(limit)))
    expect(await client.ended()).toEqual({ rest: '' })
  })
  trap(14, 'a body of just the limit passes', async () => {
    const app = await mountHook()
    const body = JSON.stringify('x'.repeat(limit - 2))
    for (const framing of [`Content-Length: ${limit}`, 'Transfer-Encoding: chunked']) {
      const content = framing.endsWith('chunked') ? chunked(body) : body
      const reply = await ask(app, message('POST /hook', [json, framing], content))
      expect(reply.json()).toEqual({ proved: { bytes: hex(body) }, body: JSON.parse(body) })
    }
  })
  trap(14, 'real clients in the middle of a large upload hear the 413', async () => {
    const app = await mountHook()
    const size = 8 << 20
    const pieces = () =>
      new ReadableStream({
        start(controller) {
          for (let sent = 0; sent < size; sent += 65_536) controller.enqueue(new Uint8Array(65_536))
          controller.close()
        },
      })
    for (let i = 0; i < 3; i++) {
      for (const body of [new Uint8Array(size), pieces()]) {
        const reply = await fetch(`${app.url}/hook`, { method: 'POST', body, duplex: 'half' })
        expect([reply.status, await reply.json()]).toMatchObject([413, {}])
      }
    }
    expect(await upload(app.port, size)).toBe(413)
  })

  trap(15, 'refused before the body was read: the connection answers on', async () => {
    const guard = (): ReturnType<Guard<object>> => deny('not_you', 403)
    const app = await mount(framework, {
      routes: [{ path: '/shut', guards: [guard] }, { path: '/open' }],
    })
    const client = await rawClient(app)
    for (const framing of ['Content-Length: 200000', 'Transfer-Encoding: chunked']) {
      const body = 'x'.repeat(200_000)
      client.push(
        message('POST /shut', [plain, framing]),
        framing.endsWith('chunked') ? chunked(body) : body,
      )
      expect((await client.reply()).json()).toMatchObject({ status: 'not_you' })
      await client.send(message('POST /open', [plain], 'next'))
      expect((await client.reply()).json()).toEqual({ proved: {}, body: 'next' })
    }
  })

  trap(16, 'Expect: 100-continue is answered by Node, before any guard', async () => {
    const client = await rawClient(await mountHook())
    const expects = [json, 'Expect: 100-continue']
    await client.send(message('POST /hook', [...expects, 'Content-Length: 7']))
    expect((await client.reply()).status).toBe(100)
    await client.send('{"a":1}')
    expect((await client.reply()).json()).toMatchObject({ body: { a: 1 } })
    await client.send(message('POST /hook', [...expects, 'Content-Length: 2000']))
    expect((await client.reply()).status).toBe(100)
    expect((await client.reply()).status).toBe(413)
  })

  trap(17, 'the body of a GET is seen by the guard', async () => {
    const reply = await ask(await mountHook(), message('GET /hook', [], 'abc'))
    expect(reply.json()).toMatchObject({ proved: { bytes: hex('abc') } })
  })

  trap(18, 'repeated headers are joined, never dropped', async () => {
    const names = ['authorization', 'Authorization', 'user-agent', 'x-sig', 'content-type', 'none']
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [tells((r) => names.map((name) => r.header(name)))] }],
    })
    const twice = ['Authorization', 'User-Agent', 'X-Sig', 'Content-Type']
    const headers = twice.flatMap((name) => [`${name}: text/one`, `${name}: text/two`])
    const joined = 'text/one, text/two'
    expect((await ask(app, message('GET /', headers))).json()).toMatchObject({
      proved: { told: [joined, joined, joined, joined, joined, null] },
    })
  })
  trap(18, 'repeated headers show one by one', async () => {
    const names = ['authorization', 'X-Sig', 'cookie', 'none', 'constructor', '__proto__']
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [tells((r) => names.map((name) => r.headerValues(name)))] }],
    })
    const headers = ['Authorization: 1', 'x-sig: a', 'Cookie: b=1', 'X-SIG: a', 'Cookie: c=2']
    expect((await ask(app, message('GET /', headers))).json()).toMatchObject({
      proved: { told: [['1'], ['a', 'a'], ['b=1', 'c=2'], [], [], []] },
    })
  })
  for (const name of ['cookie', 'Cookie']) {
    trap(18, `two cookie headers are one, asked for as ${name}`, async () => {
      const guards = [tells((r) => r.header(name))]
      const app = await mount(framework, { routes: [{ path: '/', guards }] })
      const reply = await ask(app, message('GET /', ['Cookie: a=1', 'Cookie: b=2']))
      expect(reply.json()).toMatchObject({ proved: { told: 'a=1; b=2' } })
    })
  }

  trap(19, 'what could smuggle a second request reaches no guard', async () => {
    let asked = 0
    const guard: Guard = () => {
      asked++
      return allow()
    }
    const app = await mount(framework, { guards: [guard], routes: [hook] })
    for (const [status, headers] of [
      [400, ['Content-Length: 1', 'Content-Length: 2']],
      [400, ['Content-Length: 4', 'Transfer-Encoding: chunked']],
      [431, [`X-Long: ${'x'.repeat(17_000)}`]],
    ] as const) {
      const client = await rawClient(app)
      client.push(message('POST /hook', headers, chunked()))
      expect((await client.reply()).status).toBe(status)
      await client.ended()
    }
    expect(asked).toBe(0)
  })

  trap(20, 'the ip is the peer, whatever X-Forwarded-For says', async () => {
    const guards = [tells(({ ip, peer }) => [ip, peer])]
    const app = await mount(framework, { routes: [{ path: '/', guards }] })
    const headers = ['X-Forwarded-For: 9.9.9.9', 'Forwarded: for=9.9.9.9', 'X-Real-IP: 9.9.9.9']
    expect((await ask(app, message('GET /', headers))).json()).toMatchObject({
      proved: { told: ['127.0.0.1', '127.0.0.1'] },
    })
  })

  trap(20, 'IPv4 on an IPv6 socket is the IPv4 address it is', async ({ skip }) => {
    const mapped = '::ffff:127.0.0.1'
    const routes = [{ path: '/', guards: [tells(({ ip, peer }) => [ip, peer])] }]
    const app = await mount(framework, { routes }, mapped).catch((error) => error)
    if (app instanceof Error) return skip(`no IPv6 on this machine: ${app.message}`)
    const reply = await ask(app, message('GET /'))
    return expect(reply.json()).toMatchObject({ proved: { told: ['127.0.0.1', '127.0.0.1'] } })
  })

  trap(21, 'the url is as received, above and below a mounted router', async () => {
    const urls: string[] = []
    const noted: Guard = ({ url }) => {
      urls.push(url)
      return allow()
    }
    const app = await mount(framework, {
      guards: [noted],
      prefix: '/api',
      routes: [{ path: '/x', guards: [noted] }],
    })
    await ask(app, message('GET /api/x?b=2&a=%2F+1'))
    expect(urls).toEqual(['/api/x?b=2&a=%2F+1', '/api/x?b=2&a=%2F+1'])
    const targets = ['/a/../b?x=%2f', '//evil', '/caf%C3%A9?q=a+b', '/%41?%41']
    for (const target of targets) await ask(app, message(`GET ${target}`))
    expect(urls.slice(2)).toEqual(targets)
  })

  for (const [title, wait] of [
    ['at once', allow],
    ['after waiting', waits],
  ] as const) {
    trap(1, `what the guard has read is still there for the handler, ${title}`, async () => {
      const guards = [every(wait as Guard, keepsBytes)]
      const sizeOf = ({ proved, body }: Handled) => ({
        read: String(proved.bytes).length / 2,
        parsed: JSON.stringify(body).length,
      })
      const route = { path: '/hook', guards, handler: sizeOf }
      const app = await mount(framework, { routes: [route] })
      for (const size of [2, 70_000, 900_000]) {
        const body = JSON.stringify('x'.repeat(size - 2))
        const half = Math.ceil(size / 2)
        for (const pieces of [
          [message('POST /hook', [json], body)],
          [message('POST /hook', [json, 'Transfer-Encoding: chunked'], chunked(body))],
          [message('POST /hook', [json, `Content-Length: ${size}`]), body],
          [
            message('POST /hook', [json, `Content-Length: ${size}`], body.slice(0, half)),
            body.slice(half),
          ],
        ]) {
          const reply = await ask(app, ...pieces)
          expect(reply.json()).toEqual({ read: size, parsed: size })
        }
      }
    })
  }
}

/** Parsers differ in what they make of an empty body. */
const nothing = expect.toSatisfy((body) => body === null || body === '')

/** Lets through, later. */
export const waits: Guard = async () => {
  await settled()
  return allow()
}

/** Proves what it makes of the request. */
export const tells =
  (tell: (request: GuardRequest) => unknown): Guard<{ readonly told: unknown }> =>
  (request) =>
    allow({ told: tell(request) })

/** The status that `node:http` hears while it uploads. */
function upload(port: number, size: number): Promise<number | undefined> {
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const request = nodeRequest({ port, path: '/hook', method: 'POST', agent: false }, (reply) => {
      textOf(reply).then(() => resolve(reply.statusCode), reject)
    })
    // The server hangs up on what it has refused; only without an answer is that a failure.
    request.on('error', reject)
    request.end(Buffer.alloc(size))
  })
  return within(answered, 'an answer to the upload')
}
