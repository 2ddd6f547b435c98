import { allow, deny, every, type Guard, type Observer, type RequestEnd } from '@sallyport/core'
import { recordAudit } from '@sallyport/core/testing'
import { expect, it } from 'vitest'
import { type App, type Framework, mount } from '../apps.ts'
import { message, type RawClient, rawClient } from '../raw.ts'
import { gate, settled, until } from '../world.ts'
import { json, keepsBytes } from './traps.ts'

/** Clients that leave at every stage of a request. */
export function leaving(framework: Framework): void {
  /** Mounts with an observer; each request must end once. */
  const mountSeen = async (app: Omit<App, 'observers'>) => {
    const seen = { begun: 0, ends: [] as RequestEnd[] }
    const observer: Observer = () => {
      seen.begun++
      return (end) => void seen.ends.push(end)
    }
    return { seen, app: await mount(framework, { ...app, observers: [observer] }) }
  }
  const ways: Readonly<Record<string, (client: RawClient) => Promise<unknown>>> = {
    leaves: (client) => client.leave(),
    resets: async (client) => {
      client.socket.resetAndDestroy()
      await until(() => client.peer.closed, 'the server noticed')
    },
  }

  for (const [way, go] of Object.entries(ways)) {
    it(`${way} before the request is whole: nobody hears of it`, async () => {
      const { app, seen } = await mountSeen({ routes: [{ path: '/' }] })
      const client = await rawClient(app)
      await client.send('GET / HTTP/1.1\r\nHost: te')
      await go(client)
      await settled()
      expect(seen).toEqual({ begun: 0, ends: [] })
    })

    it(`${way} before the guard: it decides all the same, and the body is incomplete`, async () => {
      const held = gate()
      const audit = recordAudit()
      const { app, seen } = await mountSeen({
        before: () => held.wait(),
        routes: [{ path: '/', guards: [keepsBytes] }],
        options: { audit },
      })
      const client = await rawClient(app)
      await client.send(message('POST /', [json, 'Content-Length: 9'], '{"a"'))
      await until(() => held.waiting === 1, 'the request came')
      await go(client)
      await until(() => seen.ends.length === 1, 'the end')
      held.open()
      await until(() => audit.events.length === 1, 'the decision')
      await settled()
      expect(audit.events).toMatchObject([{ outcome: 'denied', reason: 'body_incomplete' }])
      expect(seen).toMatchObject({ begun: 1, ends: [{ aborted: true }] })
    })

    it(`${way} while a guard waits`, async () => {
      const held = gate()
      const audit = recordAudit()
      const guard: Guard<object, 'late'> = async () => {
        await held.wait()
        return deny('late', 403)
      }
      const { app, seen } = await mountSeen({
        routes: [{ path: '/', guards: [guard] }],
        options: { audit },
      })
      const client = await rawClient(app)
      await client.send(message('GET /'))
      await until(() => held.waiting === 1, 'the guard waits')
      await go(client)
      await until(() => seen.ends.length === 1, 'the end')
      held.open()
      await until(() => audit.events.length === 1, 'the decision')
      await settled()
      expect(audit.events).toMatchObject([{ outcome: 'denied', reason: 'late' }])
      expect(seen).toMatchObject({ begun: 1, ends: [{ aborted: true, bytes: 0 }] })
    })

    it(`${way} in the middle of the body`, async () => {
      const audit = recordAudit()
      const heard: unknown[] = []
      const { app, seen } = await mountSeen({
        routes: [{ path: '/', guards: [keepsBytes] }],
        options: { audit, onError: (error) => heard.push(error) },
      })
      for (const framing of ['Content-Length: 9', 'Transfer-Encoding: chunked']) {
        const client = await rawClient(app)
        await client.send(message('POST /', [json, framing], '4\r\n{"a"'))
        await go(client)
      }
      await until(() => audit.events.length === 2, 'the decisions')
      await until(() => seen.ends.length === 2, 'the ends')
      expect(audit.events.map(({ reason }) => reason)).toEqual(Array(2).fill('body_incomplete'))
      expect(seen).toMatchObject({ begun: 2, ends: Array(2).fill({ aborted: true }) })
      expect(heard).toEqual([])
    })

    it(`${way} while the handler works`, async () => {
      const held = gate()
      let answered = false
      const { app, seen } = await mountSeen({
        routes: [
          {
            path: '/',
            guards: [() => allow({ who: 'me' }, { 'x-left': '9' })],
            async handler() {
              await held.wait()
              answered = true
              return { into: 'the void' }
            },
          },
        ],
      })
      const client = await rawClient(app)
      await client.send(message('POST /', [json], '{"a":1}'))
      await until(() => held.waiting === 1, 'the handler works')
      await go(client)
      await until(() => seen.ends.length === 1, 'the end')
      held.open()
      await until(() => answered, 'the answer nobody hears')
      await settled()
      expect(seen).toMatchObject({ begun: 1, ends: [{ aborted: true }] })
    })

    it(`${way} in the middle of a stream: who makes it hears of it`, async () => {
      const stages = { closed: false }
      const heard: unknown[] = []
      async function* forever() {
        try {
          for (;;) yield 'x'.repeat(65_536)
        } finally {
          stages.closed = true
        }
      }
      const headers = { 'content-type': 'text/plain' }
      const { app, seen } = await mountSeen({
        routes: [{ path: '/', endpoint: () => ({ status: 200, headers, body: forever() }) }],
        options: { onError: (error) => heard.push(error) },
      })
      const client = await rawClient(app)
      client.push(message('GET /'))
      await until(() => client.socket.bytesRead > 1_000_000, 'some of it')
      await go(client)
      await until(() => stages.closed, 'the finally of the generator')
      await until(() => seen.ends.length === 1, 'the end')
      expect(seen).toMatchObject({ begun: 1, ends: [{ status: 200, aborted: true }] })
      expect(seen.ends[0]?.bytes).toBeGreaterThan(1_000_000)
      expect(heard).toEqual([])
    })

    it(`${way} before a stream's first piece: who makes it hears of it`, async () => {
      const held = gate()
      const stages = { closed: false }
      async function* late() {
        try {
          await held.wait()
          yield 'first'
          yield 'second'
        } finally {
          stages.closed = true
        }
      }
      const headers = { 'content-type': 'text/plain' }
      const { app, seen } = await mountSeen({
        routes: [{ path: '/', endpoint: () => ({ status: 200, headers, body: late() }) }],
      })
      const client = await rawClient(app)
      await client.send(message('GET /'))
      await until(() => held.waiting === 1, 'the first piece is asked for')
      await go(client)
      held.open()
      await until(() => stages.closed, 'the finally of the generator')
      expect(seen).toMatchObject({ begun: 1, ends: [{ aborted: true }] })
    })

    it(`${way} and the audit record still says from where`, async () => {
      const audit = recordAudit()
      const { app } = await mountSeen({
        routes: [{ path: '/', guards: [keepsBytes] }],
        options: { audit },
      })
      const client = await rawClient(app)
      await client.send(message('POST /', [json, 'Content-Length: 9'], '{"a"'))
      await go(client)
      await until(() => audit.events.length === 1, 'the decision')
      expect(audit.events).toMatchObject([{ ctx: { ip: '127.0.0.1' } }])
    })
  }

  it('leaves a pipelined request behind: each ends once', async () => {
    const held = gate()
    const { app, seen } = await mountSeen({
      routes: [
        {
          path: '/',
          guards: [
            async () => {
              await held.wait()
              return allow()
            },
          ],
        },
      ],
    })
    const client = await rawClient(app)
    await client.send(Buffer.concat([message('GET /'), message('GET /'), message('GET /')]))
    await until(() => held.waiting === 3, 'all of them wait')
    await client.leave()
    held.open()
    await until(() => seen.ends.length === 3, 'three ends')
    await settled()
    expect(seen).toMatchObject({ begun: 3, ends: Array(3).fill({ aborted: true }) })
  })

  it('still answers a client that has said all and only listens', async () => {
    const { app, seen } = await mountSeen({ routes: [{ path: '/', guards: [every(keepsBytes)] }] })
    const client = await rawClient(app)
    client.push(message('POST /', [json, 'Connection: close'], '{"a":1}'))
    client.socket.end()
    expect((await client.reply()).json()).toMatchObject({ body: { a: 1 } })
    await until(() => seen.ends.length === 1, 'the end')
    expect(seen).toMatchObject({ begun: 1, ends: [{ status: 200, aborted: false }] })
  })
}
