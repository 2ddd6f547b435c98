import { allow, anyOf, deny, type Guard, type GuardRequest, jsonReply } from '@sallyport/core'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { chunked, message, type RawReply, rawClient } from '../raw.ts'
import { gate, printed, settled, until } from '../world.ts'
import { keepsBytes, plain, tells } from './traps.ts'

/** What must not get past a guard, or past it in another form than it was judged in. */
export function bypass(framework: Framework): void {
  const byToken: Guard<{ token: string }, 'no_token'> = (request) =>
    request.header('x-token') === 't' ? allow({ token: 't' }) : deny('no_token', 401)

  // @hono/node-server gives no body that was read and put back without all of it being kept: an error, so
  // that there too nothing but the whole is ever read.
  const expectWhole = (reply: RawReply, body: string): void => {
    if (framework !== 'hono') {
      expect([reply.status, reply.json()]).toMatchObject([200, { body }])
    } else {
      expect([reply.status, printed()]).toEqual([500, [expect.stringContaining('unusable')]])
    }
  }

  it('a body over the limit of one guard is whole for the handler that another lets through', async () => {
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [anyOf(keepsBytes, byToken)] }],
      options: { bodyLimit: 16 },
    })
    const body = ['A'.repeat(40), 'B'.repeat(7)]
    const headers = ['X-Token: t', plain, 'Transfer-Encoding: chunked']
    const client = await rawClient(app)
    await client.send(message('POST /', headers), chunked(...body))
    expectWhole(await client.reply(), body.join(''))
  })

  it('a guard that no longer waits for the body leaves it whole and in order', async () => {
    const held = gate()
    let stopped = false
    const givesUp: Guard = async (request: GuardRequest) => {
      const body = request.body()
      await Promise.race([body, held.wait()])
      stopped = true
      return allow()
    }
    const app = await mount(framework, { routes: [{ path: '/', guards: [givesUp] }] })
    const client = await rawClient(app)
    await client.send(message('POST /', [plain, 'Transfer-Encoding: chunked']), '5\r\nAAAAA\r\n')
    held.open()
    await until(() => stopped, 'the guard gave up')
    await settled()
    await client.send('5\r\nBBBBB\r\n0\r\n\r\n')
    expectWhole(await client.reply(), 'AAAAABBBBB')
  })

  it('pieces that nobody comes to read are closed when the client leaves before the first', async () => {
    const held = gate()
    let closed = 0
    async function* rows() {
      try {
        await held.wait()
        yield 'row\n'
        yield 'row\n'
      } finally {
        closed++
      }
    }
    const endpoint = () => ({ status: 200, headers: { 'content-type': 'text/csv' }, body: rows() })
    const app = await mount(framework, { routes: [{ path: '/', endpoint }] })
    const client = await rawClient(app)
    await client.send(message('GET /'))
    await until(() => held.waiting === 1, 'the first piece is asked for')
    await client.leave()
    held.open()
    await until(() => closed === 1, 'the pieces are closed')
  })

  it('headers that cannot be sent are a 500 or a 503 that tells nothing', async () => {
    const heard: unknown[] = []
    const bad = { 'x-back': 'line\nbreak' }
    const app = await mount(framework, {
      routes: [
        { path: '/allowed', guards: [() => allow({}, bad)] },
        { path: '/denied', guards: [() => deny('no', 403, { headers: bad })] },
        { path: '/replied', guards: [() => deny('no', 403, { reply: jsonReply(200, 1, bad) })] },
        { path: '/answered', endpoint: () => jsonReply(200, 1, bad) },
        { path: '/status', endpoint: () => jsonReply(1000, 1) },
      ],
      options: { onError: (error) => heard.push(error) },
    })
    for (const [path, status, word] of [
      ['/allowed', 503, 'unavailable'],
      ['/denied', 503, 'unavailable'],
      ['/replied', 503, 'unavailable'],
      ['/answered', 500, 'failed'],
      ['/status', 500, 'failed'],
    ] as const) {
      const reply = await fetch(app.url + path)
      expect([reply.status, await reply.json()], path).toMatchObject([status, { status: word }])
    }
    expect(heard).toHaveLength(5)
  })

  it('names of headers count in lower case, whoever wrote them', async () => {
    const app = await mount(framework, {
      routes: [
        {
          path: '/',
          guards: [() => allow({}, { 'Set-Cookie': 'a=1', 'X-Left': '9' })],
          endpoint: () => jsonReply(200, 1, { 'SET-COOKIE': 'b=2' }),
        },
      ],
    })
    const { headers } = await fetch(app.url)
    expect([headers.getSetCookie().toSorted(), headers.get('x-left')]).toEqual([
      ['a=1', 'b=2'],
      '9',
    ])
  })

  it('a target in absolute form is judged by its path, as it is routed', async () => {
    const app = await mount(framework, {
      routes: [{ path: '/x', guards: [tells(({ url }) => url)] }],
    })
    const client = await rawClient(app)
    await client.send(message('GET http://elsewhere/x?a=1'))
    expect((await client.reply()).json()).toMatchObject({ proved: { told: '/x?a=1' } })
  })
}
