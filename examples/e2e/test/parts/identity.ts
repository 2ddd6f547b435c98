import {
  type AuditEvent,
  allow,
  deny,
  type Endpoint,
  type Guard,
  type GuardRequest,
  jsonReply,
  type Observer,
} from '@sallyport/core'
import { recordAudit } from '@sallyport/core/testing'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { chunked, message, rawClient } from '../raw.ts'
import { until } from '../world.ts'
import { hex, json, tells } from './traps.ts'

/** Who and what a request is, the same for everyone along its way. */
export function identity(framework: Framework): void {
  ids(framework)
  addresses(framework)
  sequences(framework)
}

function ids(framework: Framework): void {
  const mountIds = async () => {
    const ids: Record<string, string> = {}
    const events: AuditEvent[] = []
    const noting = (where: string) => (request: GuardRequest) => {
      ids[where] = request.id
    }
    const guard: Guard = (request) => {
      noting('guard')(request)
      return allow()
    }
    const observer: Observer = (request) => {
      noting('begin')(request)
      return () => noting('end')(request)
    }
    const endpoint: Endpoint = (request) => {
      noting('endpoint')(request)
      return jsonReply(200, request.id)
    }
    let minted = 0
    const app = await mount(framework, {
      observers: [observer],
      guards: [guard],
      routes: [{ path: '/', guards: [guard], endpoint }],
      options: {
        audit: { record: (event) => void events.push(event) },
        newId: () => `minted-${++minted}`,
      },
    })
    return async (...headers: string[]) => {
      const client = await rawClient(app)
      await client.send(message('GET /', headers))
      const told = (await client.reply()).json()
      await until(() => ids.end !== undefined, 'the end')
      const all = new Set([told, ...Object.values(ids), ...events.map(({ ctx }) => ctx?.requestId)])
      expect([Object.keys(ids).length, events.length, all.size]).toEqual([4, 2, 1])
      for (const where of Object.keys(ids)) delete ids[where]
      events.length = 0
      return told
    }
  }
  it('accepts a well-formed id, the same everywhere', async () => {
    const idOf = await mountIds()
    for (const id of [
      'r1',
      '0af7651916cd43dd8448eb211c80319c',
      'a.b:c~d+e/f=g@h-i_j',
      'x'.repeat(128),
    ]) {
      expect(await idOf(`X-Request-Id: ${id}`)).toBe(id)
    }
  })
  it('makes an id where none or no good one came, the same everywhere', async () => {
    const idOf = await mountIds()
    const bad = ['', 'a b', 'a,b', '"a"', 'é', 'x'.repeat(129), '$(x)', '<b>', 'a\tb']
    expect(await idOf()).toBe('minted-1')
    for (const [i, id] of bad.entries()) {
      expect(await idOf(`X-Request-Id: ${id}`)).toBe(`minted-${i + 2}`)
    }
    expect(await idOf('X-Request-Id: r1', 'X-Request-Id: r1')).toBe(`minted-${bad.length + 2}`)
  })
  it('makes ids of its own', async () => {
    const app = await mount(framework, { routes: [{ path: '/', guards: [tells(({ id }) => id)] }] })
    const told = async () => (await tellingOf(await fetch(app.url))).told
    const [one, two] = await Promise.all([told(), told()])
    expect(one).toMatch(/^[0-9a-f-]{36}$/)
    expect(two).not.toBe(one)
  })
}

function addresses(framework: Framework): void {
  it('clientAddress says the ip, to guards and in the record, and never the peer', async () => {
    const audit = recordAudit()
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [tells(({ ip, peer }) => [ip, peer])] }],
      options: { audit, clientAddress: (request) => request.header('x-real-ip') },
    })
    const told = async (headers: Record<string, string>) =>
      (await tellingOf(await fetch(app.url, { headers }))).told
    expect(await told({ 'x-real-ip': '192.0.2.1' })).toEqual(['192.0.2.1', '127.0.0.1'])
    expect(await told({})).toEqual([null, '127.0.0.1'])
    expect(audit.events.map(({ ctx }) => ctx?.ip)).toEqual(['192.0.2.1', undefined])
  })
  it('a clientAddress that throws fails closed', async () => {
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [tells(({ ip }) => ip)] }],
      options: {
        onError() {},
        clientAddress() {
          throw new Error('hidden')
        },
      },
    })
    const reply = await fetch(app.url)
    expect([reply.status, await reply.text()]).toEqual([503, expect.not.stringContaining('hidden')])
  })
}

function sequences(framework: Framework): void {
  it('two guards in sequence share the body, the id and what they prove', async () => {
    const bodies: unknown[] = []
    const ids: string[] = []
    const reads =
      (name: string): Guard<object> =>
      async (request) => {
        const body = await request.body()
        if (!body.ok) return body
        bodies.push(body.value)
        ids.push(request.id)
        return allow({ [name]: hex(body.value) })
      }
    const app = await mount(framework, {
      guards: [reads('outer')],
      routes: [{ path: '/', guards: [reads('first'), reads('second')] }],
    })
    const client = await rawClient(app)
    for (const pieces of [
      [message('POST /', [json], '{"a":1}')],
      [message('POST /', [json, 'Transfer-Encoding: chunked'], chunked('{"a"', ':1}'))],
      [message('POST /', [json, 'Content-Length: 7']), '{"a', '":1}'],
    ]) {
      bodies.length = 0
      ids.length = 0
      for (const piece of pieces) await client.send(piece)
      const bytes = hex('{"a":1}')
      expect((await client.reply()).json()).toEqual({
        proved: { outer: bytes, first: bytes, second: bytes },
        body: { a: 1 },
      })
      expect([bodies.length, new Set(bodies).size, new Set(ids).size]).toEqual([3, 1, 1])
    }
  })
  it('what an outer guard refuses no inner one is asked', async () => {
    let asked = 0
    const counts: Guard = () => {
      asked++
      return allow()
    }
    const audit = recordAudit()
    const app = await mount(framework, {
      guards: [() => deny('outer', 403)],
      routes: [{ path: '/', guards: [counts] }],
      options: { audit },
    })
    const reply = await fetch(app.url, { method: 'POST', body: 'x' })
    expect([reply.status, await reply.json()]).toMatchObject([403, { status: 'outer' }])
    expect([asked, audit.events.length]).toEqual([0, 1])
  })
  it('a guard may take a request apart', async () => {
    const apart: Guard<{ readonly told: unknown }> = async ({ header, headerValues, body }) => {
      const read = await body()
      return allow({ told: [header('x-a'), headerValues('x-a'), read.ok] })
    }
    const app = await mount(framework, { routes: [{ path: '/', guards: [apart] }] })
    const reply = await fetch(app.url, { headers: { 'x-a': '1' } })
    expect(await reply.json()).toMatchObject({ proved: { told: ['1', ['1'], true] } })
  })
}

const tellingOf = async (reply: Response): Promise<{ told: unknown }> =>
  ((await reply.json()) as { proved: { told: unknown } }).proved
