import { allow, deny, every, type Guard } from '@sallyport/core'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { chunked, message, rawClient } from '../raw.ts'
import { gate, settled, until } from '../world.ts'
import { hex, json, keepsBytes, plain, waits } from './traps.ts'

/** Requests as they come: many at once, one behind the other, old, slow. */
export function requests(framework: Framework): void {
  const shut: Guard<object, 'not_you'> = () => deny('not_you', 403)
  const open = { path: '/open', guards: [keepsBytes] }

  it('answers 1,000 requests at once, each with its own', async () => {
    const held = gate()
    const numbered: Guard<{ readonly n: number }, 'odd'> = async (request) => {
      const n = Number(request.header('x-n'))
      await held.wait()
      if (n % 2 === 1) return deny('odd', 403, { message: `not ${n}` })
      return allow({ n }, { 'x-answer': String(n) })
    }
    const app = await mount(framework, {
      routes: [{ path: '/hook/:id', guards: [every(numbered, keepsBytes)] }],
    })
    const one = async (n: number) => {
      const body = JSON.stringify({ n, fill: 'x'.repeat(n) })
      const headers = { 'x-n': String(n), 'content-type': 'application/json' }
      const reply = await fetch(`${app.url}/hook/${n}`, { method: 'POST', body, headers })
      const told = await reply.json()
      if (n % 2 === 1) {
        expect([reply.status, told]).toEqual([403, { error: `not ${n}`, status: 'odd' }])
        return
      }
      expect(reply.headers.get('x-answer')).toBe(String(n))
      expect(told).toEqual({ proved: { n, bytes: hex(body) }, body: JSON.parse(body) })
    }
    const all: Promise<void>[] = []
    // Not all connections at once: a full backlog would make some of them wait for a second try.
    for (let n = 0; n < 1_000; n += 100) {
      all.push(...Array.from({ length: 100 }, (_, i) => one(n + i)))
      await until(() => held.waiting === n + 100, `${n + 100} requests`)
    }
    held.open()
    await Promise.all(all)
  })

  it('keeps the connection after a denial', async () => {
    const app = await mount(framework, { routes: [{ path: '/shut', guards: [shut] }, open] })
    const client = await rawClient(app)
    for (let i = 0; i < 3; i++) {
      await client.send(message('GET /shut'))
      expect((await client.reply()).status).toBe(403)
      await client.send(message('POST /shut', [json], '{"a":1}'))
      expect((await client.reply()).status).toBe(403)
      await client.send(message('POST /open', [json], '{"a":1}'))
      expect((await client.reply()).json()).toMatchObject({ body: { a: 1 } })
    }
  })

  it('keeps the connection after a denial that the body brought about', async () => {
    const wrong: Guard<object, 'wrong'> = () => deny('wrong', 401)
    const app = await mount(framework, {
      routes: [{ path: '/read', guards: [every(keepsBytes, wrong)] }, open],
    })
    const client = await rawClient(app)
    for (const size of [0, 10, 200_000]) {
      const body = 'x'.repeat(size)
      for (const pieces of [
        message('POST /read', [plain], body),
        message(
          'POST /read',
          [plain, 'Transfer-Encoding: chunked'],
          chunked(...(size > 0 ? [body] : [])),
        ),
      ]) {
        client.push(pieces)
        expect((await client.reply()).json()).toMatchObject({ status: 'wrong' })
        await client.send(message('POST /open', [plain], 'next'))
        expect((await client.reply()).json()).toMatchObject({ body: 'next' })
      }
    }
  })

  it('answers what is pipelined, in order', async () => {
    const app = await mount(framework, { routes: [{ path: '/shut', guards: [shut] }, open] })
    const client = await rawClient(app)
    const many = ['/shut', '/open', '/shut', '/shut', '/open', '/none', '/open']
    const bodies = many.map((_, i) => JSON.stringify({ i }))
    client.push(
      Buffer.concat(
        many.map((path, i) =>
          i % 2 === 0
            ? message(`POST ${path}`, [json], bodies[i])
            : message(
                `POST ${path}`,
                [json, 'Transfer-Encoding: chunked'],
                chunked(`${bodies[i]}`),
              ),
        ),
      ),
    )
    const status = { '/shut': 403, '/open': 200, '/none': 404 }
    for (const [i, path] of many.entries()) {
      const reply = await client.reply()
      expect(reply.status).toBe(status[path as '/shut'])
      if (path === '/open') {
        expect(reply.json()).toEqual({ proved: { bytes: hex(`${bodies[i]}`) }, body: { i } })
      }
    }
  })

  for (const framing of ['Content-Length: 2000', 'Transfer-Encoding: chunked']) {
    it(`takes nothing in a body that was refused for a request: ${framing}`, async () => {
      let asked = 0
      const counts: Guard = () => {
        asked++
        return allow()
      }
      const app = await mount(framework, {
        routes: [open, { path: '/inner', guards: [counts] }],
        options: { bodyLimit: 100 },
      })
      const client = await rawClient(app)
      const inner = message('GET /inner').toString()
      const body = inner.repeat(Math.ceil(2_000 / inner.length)).slice(0, 2_000)
      client.push(message('POST /open', [plain, framing]))
      client.push(framing.startsWith('T') ? chunked(body) : body)
      expect((await client.reply()).status).toBe(413)
      expect(await client.ended()).toEqual({ rest: '' })
      expect(asked).toBe(0)
    })
  }

  it('speaks HTTP/1.0', async () => {
    async function* rows() {
      yield 'row 1\n'
      yield 'row 2\n'
    }
    const headers = { 'content-type': 'text/plain' }
    const app = await mount(framework, {
      routes: [
        { path: '/shut', guards: [shut] },
        { path: '/rows', endpoint: () => ({ status: 200, headers, body: rows() }) },
        open,
      ],
    })
    for (const [path, status] of [
      ['/shut', 403],
      ['/rows', 200],
      ['/open', 200],
    ] as const) {
      const client = await rawClient(app)
      await client.send(message(`GET ${path} HTTP/1.0`))
      const reply = await client.reply()
      expect([reply.status, reply.all('transfer-encoding')]).toEqual([status, []])
      if (path === '/rows') expect(reply.text).toBe('row 1\nrow 2\n')
      expect(await client.ended()).toEqual({ rest: '' })
    }
    const client = await rawClient(app)
    for (let i = 0; i < 2; i++) {
      await client.send(message('POST /open HTTP/1.0', [plain, 'Connection: keep-alive'], 'abc'))
      expect((await client.reply()).json()).toMatchObject({ body: 'abc' })
    }
  })

  for (const [title, guard] of [
    ['at once', keepsBytes],
    ['after waiting', every(waits, keepsBytes)],
  ] as const) {
    it(`reads a body that comes byte by byte, ${title}`, async () => {
      const app = await mount(framework, { routes: [{ path: '/', guards: [guard] }] })
      const client = await rawClient(app)
      const body = '{"a":"ü"}'
      const told = { proved: { bytes: hex(body) }, body: { a: 'ü' } }
      for (const framing of ['Content-Length: 10', 'Transfer-Encoding: chunked']) {
        const bytes = Buffer.from(framing.startsWith('T') ? chunked(body) : body)
        await client.send(message('POST /', [json, framing]))
        for (const byte of bytes) {
          await client.send(Uint8Array.of(byte))
          await settled()
        }
        expect((await client.reply()).json()).toEqual(told)
      }
      for (const byte of message('POST /', [json], body)) await client.send(Uint8Array.of(byte))
      expect((await client.reply()).json()).toEqual(told)
    })
  }
}
