import type { Endpoint, Headers, Reply, ReplyBody } from '@sallyport/core'
import { expect } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { message, rawClient, type Served } from '../raw.ts'
import { rowsOf } from '../rows.ts'
import { gate, until } from '../world.ts'

const text = { 'content-type': 'text/plain; charset=utf-8' }
const reply = (body: ReplyBody, headers: Headers = text, status = 200): Reply => ({
  status,
  headers,
  body,
})

/** The reply table of research/adapters.md. */
export function replies(framework: Framework): void {
  const row = rowsOf('reply', framework)
  const mountOne = (endpoint: Endpoint, onError: (error: unknown) => void = () => {}) =>
    mount(framework, { routes: [{ path: '/', method: 'GET', endpoint }], options: { onError } })
  const ask = async (app: Served, method = 'GET') => {
    const client = await rawClient(app)
    client.push(message(`${method} /`))
    return client.reply(method)
  }
  const answerOf = async (endpoint: Endpoint) => ask(await mountOne(endpoint))

  for (const status of [204, 304]) {
    for (const [kind, body] of [
      ['text', 'never'],
      ['bytes', Buffer.from('never')],
      ['nothing', ''],
      ['a stream', pieces('never')],
    ] as const) {
      row(1, `a ${status} has no body, whatever was given: ${kind}`, async () => {
        const app = await mountOne(() => reply(body, { etag: '"1"' }, status))
        const client = await rawClient(app)
        for (let i = 0; i < 2; i++) {
          await client.send(message('GET /'))
          const got = await client.reply()
          expect([got.status, got.all('etag'), got.all('transfer-encoding')]).toEqual([
            status,
            ['"1"'],
            [],
          ])
          // RFC 9110 §8.6: none with a 204.
          if (status === 204) expect(got.all('content-length')).toEqual([])
        }
      })
    }
  }

  for (const [kind, body] of [
    ['text', () => 'héllo'],
    ['bytes', () => Buffer.from('héllo')],
    ['a stream', () => pieces('hé', 'llo')],
  ] as const) {
    row(2, `HEAD says what GET would, without the body: ${kind}`, async () => {
      const app = await mountOne(() => reply(body()))
      const client = await rawClient(app)
      await client.send(message('GET /'))
      const get = await client.reply()
      await client.send(message('HEAD /'))
      const head = await client.reply('HEAD')
      expect([get.text, head.text, head.status]).toEqual(['héllo', '', 200])
      expect(head.all('content-type')).toEqual(get.all('content-type'))
      // RFC 9110 §9.3.2: may be left out, may not be another.
      expect([[], get.all('content-length')]).toContainEqual(head.all('content-length'))
      await client.send(message('GET /'))
      expect((await client.reply()).text).toBe('héllo')
    })
  }
  row(2, 'HEAD closes a stream unread', async () => {
    let made = 0
    let closed = false
    const rows: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          made++
          return { done: false, value: 'row' }
        },
        async return() {
          closed = true
          return { done: true, value: undefined }
        },
      }),
    }
    const head = await ask(await mountOne(() => reply(rows)), 'HEAD')
    expect([head.status, made, closed]).toEqual([200, 0, true])
  })

  row(3, 'a view of bytes is sent, not the buffer behind it', async () => {
    const view = new Uint8Array([120, 120, 255, 0, 121, 121]).subarray(2, 4)
    const whole = await answerOf(() => reply(view, { 'content-type': 'application/octet-stream' }))
    expect([...whole.body]).toEqual([255, 0])
    expect(whole.all('content-type')).toEqual(['application/octet-stream'])
    const streamed = await answerOf(() => reply(pieces(view, view)))
    expect([...streamed.body]).toEqual([255, 0, 255, 0])
  })

  row(4, 'two cookies stay two', async () => {
    const { all } = await answerOf(() =>
      reply('', { ...text, 'set-cookie': ['a=1', 'b=2; Path=/'] }),
    )
    expect(all('set-cookie')).toEqual(['a=1', 'b=2; Path=/'])
  })

  row(5, 'two challenges stay two', async () => {
    const challenges = ['Bearer realm="a"', 'Basic realm="b"']
    const { all } = await answerOf(() =>
      reply('', { ...text, 'www-authenticate': challenges }, 401),
    )
    // RFC 9110 §5.3: lines of one name and one joined line say the same.
    expect(all('www-authenticate').join(', ')).toBe(challenges.join(', '))
  })

  row(6, 'the content type is the one given', async () => {
    for (const type of ['text/plain; version=0.0.4; charset=utf-8', 'application/octet-stream']) {
      for (const body of ['x', Buffer.from('x'), pieces('x')]) {
        const { all } = await answerOf(() => reply(body, { 'content-type': type }))
        expect(all('content-type')).toEqual([type])
      }
    }
    for (const type of ['application/json', 'application/jsonl']) {
      const { all } = await answerOf(() => reply('{}', { 'content-type': type }))
      expect(all('content-type')).toEqual([
        framework === 'fastify' ? `${type}; charset=utf-8` : type,
      ])
    }
  })
  row(6, 'without one frameworks differ: an endpoint says its own', async () => {
    const { all } = await answerOf(() => reply('plain', {}))
    const added = {
      express: [],
      fastify: ['text/plain; charset=utf-8'],
      hono: ['text/plain; charset=UTF-8'],
    }
    expect(all('content-type')).toEqual(added[framework])
  })

  row(7, 'a long stream arrives whole, and is never far ahead of its reader', async () => {
    const piece = new Uint8Array(65_536).fill(120)
    const count = 512
    let made = 0
    let ahead = 0
    let received = 0
    const app = await mountOne(() => {
      made = 0
      return reply(
        (async function* () {
          for (; made < count; made++) {
            ahead = Math.max(ahead, made * piece.length - received)
            yield piece
          }
        })(),
      )
    })
    const response = await fetch(app.url)
    for await (const bytes of response.body ?? []) received += bytes.length
    expect(received).toBe(count * piece.length)
    expect(ahead).toBeLessThan((count * piece.length) / 2)
  })
  row(7, 'pieces of text and bytes, some of them empty, arrive in order', async () => {
    const { body } = await answerOf(() =>
      reply(pieces('', 'a', '', Buffer.from('ü'), new Uint8Array(), 'ö', '')),
    )
    expect(body.toString()).toBe('aüö')
    expect((await answerOf(() => reply(pieces()))).text).toBe('')
    expect((await answerOf(() => reply(pieces('')))).text).toBe('')
  })

  row(8, 'a stalled reader holds a stream back, and one that leaves ends it', async () => {
    const made = { count: 0, ended: false }
    const app = await mountOne(() => reply(blocks(made)))
    const client = await rawClient(app)
    client.socket.pause()
    client.push(message('GET /'))
    await until(() => client.peer.writableNeedDrain, 'the connection is full')
    await client.leave()
    await until(() => made.ended, 'the end of the pieces')
    expect(made.count).toBeLessThan(800)
  })

  row(9, 'a stream that fails before its first piece is a 500', async () => {
    const heard: unknown[] = []
    const failure = new Error('hidden')
    const app = await mountOne(
      () => reply(broken(failure)),
      (error) => heard.push(error),
    )
    const got = await ask(app)
    expect([got.status, got.json()]).toMatchObject([500, { status: 'failed' }])
    expect(got.text).not.toContain('hidden')
    expect(heard).toEqual([failure])
  })

  row(10, 'a stream that fails midway cuts the connection', async () => {
    const heard: unknown[] = []
    const failure = new Error('hidden')
    const held = gate()
    const app = await mountOne(
      () => reply(broken(failure, 'row\n', held.opened)),
      (error) => heard.push(error),
    )
    const client = await rawClient(app)
    await client.send(message('GET /'))
    let seen = ''
    client.socket.on('data', (bytes) => {
      seen += bytes
    })
    await until(() => seen.includes('row\n'), 'the first piece')
    held.open()
    await expect(client.reply()).rejects.toThrow('cut')
    expect(seen).not.toContain('hidden')
    expect(heard).toEqual([failure])

    await expect(fetch(app.url).then((r) => r.text())).rejects.toThrow()
  })

  row(11, 'an endpoint that fails is a 500 without a word about why', async () => {
    const heard: unknown[] = []
    for (const fails of [
      () => {
        throw new Error('hidden')
      },
      () => Promise.reject(new Error('hidden')),
      () => undefined as never,
    ] as Endpoint[]) {
      const app = await mountOne(fails, (error) => heard.push(error))
      const got = await ask(app)
      expect([got.status, got.json()]).toMatchObject([500, { status: 'failed' }])
      expect(got.text).not.toMatch(/hidden|at /)
    }
    expect(heard).toHaveLength(3)
  })
}

async function* pieces(...all: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* all
}

/** 105 MB, unless somebody stops it. */
async function* blocks(made: { count: number; ended: boolean }): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(65_536)
  try {
    for (; made.count < 1_640; made.count++) yield block
  } finally {
    made.ended = true
  }
}

/** Fails, at once or after a first piece and a wait. */
export async function* broken(
  failure: Error,
  first?: string,
  then?: Promise<void>,
): AsyncGenerator<string> {
  if (first !== undefined) yield first
  await then
  throw failure
}
