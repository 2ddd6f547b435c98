import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { nodeRequest, onResponseEnd } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'
import { deferred } from './support/deferred.ts'
import { begin, cancel, data, receivedOverHttp2 } from './support/receive-http2.ts'
import { settled, until } from './support/turns.ts'

const incomplete = { ok: false, reason: 'body_incomplete', status: 400 }

/** Bytes that have come and that nobody has read. */
const heldBy = (incoming: IncomingMessage): number =>
  (incoming as { stream?: { readableLength: number } }).stream?.readableLength ?? 0

const readAll = async (incoming: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

describe('a request over HTTP/2', () => {
  it('is seen like any other', async () => {
    const headers = [
      ['x-request-id', 'r-1'],
      ['x-sig', 'a'],
      ['cookie', 'a=1'],
      ['x-sig', 'b'],
      ['cookie', 'b=2'],
      ['authorization', 'one'],
      ['authorization', 'two'],
    ] as const
    await receivedOverHttp2([begin(headers)], (incoming) => {
      const request = nodeRequest(incoming)
      expect(request).toMatchObject({
        id: 'r-1',
        method: 'POST',
        url: '/hook?x=%2F',
        peer: '127.0.0.1',
        ip: '127.0.0.1',
      })
      expect(request.header('X-Sig')).toBe('a, b')
      expect(request.header('Cookie')).toBe('a=1; b=2')
      expect(request.headerValues('authorization')).toEqual(['one', 'two'])
      expect(request.header('authorization')).toBe('one, two')
      expect(request.header('constructor')).toBeUndefined()
      expect(nodeRequest(incoming)).toBe(request)
    })
  })
})

describe.each([
  ['with its length', [['content-length', '5']] as const],
  ['without a length', []],
])('a body over HTTP/2, %s,', (_way, headers) => {
  it.each([
    ['at once', [data('hello', 'end')]],
    ['in frames', [data('hel'), data('lo', 'end')]],
    ['with a late end', [data('hello'), data('', 'end')]],
  ])('is the guard’s, and left for the handler, when it comes %s', async (_when, frames) => {
    const got = await receivedOverHttp2([begin(headers), ...frames], async (incoming) => {
      const body = await nodeRequest(incoming).body()
      return [body.ok && Buffer.from(body.value).toString(), await readAll(incoming)]
    })
    expect(got).toEqual(['hello', 'hello'])
  })

  it('is so when it comes after the guard asked', async () => {
    const got = await receivedOverHttp2([begin(headers)], async (incoming, _response, client) => {
      const read = nodeRequest(incoming).body()
      client.write(data('hel'))
      await until(() => incoming.readableDidRead)
      client.write(data('lo', 'end'))
      const body = await read
      return [body.ok && Buffer.from(body.value).toString(), await readAll(incoming)]
    })
    expect(got).toEqual(['hello', 'hello'])
  })

  it('is so when the guard waited', async () => {
    const frames = [begin(headers), data('hel'), data('lo', 'end')]
    const got = await receivedOverHttp2(frames, async (incoming) => {
      await until(() => heldBy(incoming) === 5)
      const body = await nodeRequest(incoming).body()
      return [body.ok && Buffer.from(body.value).toString(), await readAll(incoming)]
    })
    expect(got).toEqual(['hello', 'hello'])
  })

  // RFC 9113 §8.2.2: the `connection` header of HTTP/1 makes a response malformed.
  it('is bounded, and refused without a header that HTTP/2 forbids', async () => {
    const verdict = await receivedOverHttp2([begin(headers), data('hello', 'end')], (incoming) =>
      nodeRequest(incoming, {}, { bodyLimit: 4 }).body(),
    )
    expect(verdict).toStrictEqual({ ok: false, reason: 'body_too_large', status: 413 })
  })

  it('is so to a second reader with a smaller limit', async () => {
    const verdict = await receivedOverHttp2(
      [begin(headers), data('hello', 'end')],
      async (incoming) => {
        await nodeRequest(incoming).body()
        return nodeRequest(incoming, undefined, { bodyLimit: 4 }).body()
      },
    )
    expect(verdict).toStrictEqual({ ok: false, reason: 'body_too_large', status: 413 })
  })

  it('is so when somebody kept its bytes', async () => {
    const verdict = await receivedOverHttp2([begin(headers), data('hello', 'end')], (incoming) => {
      Object.assign(incoming, { rawBody: Buffer.from('hello') })
      return nodeRequest(incoming, {}, { bodyLimit: 4 }).body()
    })
    expect(verdict).toStrictEqual({ ok: false, reason: 'body_too_large', status: 413 })
  })

  it('is so when middleware put it back as fetch has it', async () => {
    const frames = [begin(headers), data('hello', 'end')]
    const verdict = await receivedOverHttp2(frames, async (incoming) => {
      await readAll(incoming)
      const fetched = () => new Request('http://localhost', { method: 'POST', body: 'hello' })
      return nodeRequest(incoming, { fetched }, { bodyLimit: 4 }).body()
    })
    expect(verdict).toStrictEqual({ ok: false, reason: 'body_too_large', status: 413 })
  })

  it('is incomplete when the client takes the request back', async () => {
    const frames = [begin(headers), data('he')]
    const verdict = await receivedOverHttp2(frames, async (incoming, _response, client) => {
      const read = nodeRequest(incoming).body()
      await until(() => incoming.readableDidRead)
      client.write(cancel())
      return read
    })
    expect(verdict).toEqual(incomplete)
  })

  it('is incomplete when the client leaves', async () => {
    const frames = [begin(headers), data('he')]
    const verdict = await receivedOverHttp2(frames, async (incoming, _response, client) => {
      const read = nodeRequest(incoming).body()
      await until(() => incoming.readableDidRead)
      client.destroy()
      return read
    })
    expect(verdict).toEqual(incomplete)
  })
})

describe('a body over HTTP/2 whose client had left before the guard asked', () => {
  const declared = begin([['content-length', '5']])

  it.each([
    ['of a declared length, before any byte', [declared]],
    ['of a declared length, after some', [declared, data('he')]],
    ['of no length, before any byte', [begin()]],
    ['of no length, after some', [begin(), data('he')]],
  ])('is incomplete: %s', async (_how, frames) => {
    const verdict = await receivedOverHttp2(frames, async (incoming, _response, client) => {
      const gone = new Promise((resolve) => incoming.once('aborted', resolve))
      client.write(cancel())
      await gone
      const read = nodeRequest(incoming).body()
      return Promise.race([read, settled().then(() => 'still waiting')])
    })
    expect(verdict).toEqual(incomplete)
  })

  it('is incomplete long after, too', async () => {
    const verdict = await receivedOverHttp2([declared], async (incoming, _response, client) => {
      const gone = new Promise((resolve) => incoming.once('close', resolve))
      client.destroy()
      await gone
      await settled()
      const read = nodeRequest(incoming).body()
      return Promise.race([read, settled().then(() => 'still waiting')])
    })
    expect(verdict).toEqual(incomplete)
  })
})

describe('a body over HTTP/2 that is read when the response has ended', () => {
  const readLate = (...after: Buffer[]) =>
    receivedOverHttp2([begin(), data('hel')], async (incoming, response, client) => {
      response.end('thanks')
      const read = nodeRequest(incoming).body()
      await until(() => incoming.readableDidRead)
      for (const frame of after) client.write(frame)
      return read
    })

  it('is whole when all of it comes', async () => {
    const hello = { ok: true, value: Buffer.from('hello') }
    expect(await readLate(data('lo', 'end'))).toEqual(hello)
  })

  it('is incomplete when the client takes the request back', async () => {
    expect(await readLate(cancel())).toEqual(incomplete)
  })
})

describe('no body over HTTP/2', () => {
  it.each([
    ['that ends with its headers', [begin([], 'no body', 'GET')]],
    ['of length 0', [begin([['content-length', '0']]), data('', 'end')]],
    ['of a body that turns out empty', [begin(), data('', 'end')]],
  ])('is empty: a request %s', async (_how, frames) => {
    const got = await receivedOverHttp2(frames, async (incoming) => {
      const body = await nodeRequest(incoming).body()
      return [body.ok ? body.value.length : body.reason, await readAll(incoming)]
    })
    expect(got).toEqual([0, ''])
  })

  it('is still so when somebody has read it to its end', async () => {
    const got = await receivedOverHttp2([begin(), data('', 'end')], async (incoming) => {
      await readAll(incoming)
      return nodeRequest(incoming).body()
    })
    expect(got).toEqual({ ok: true, value: new Uint8Array() })
  })
})

describe('onResponseEnd over HTTP/2', () => {
  it('tells the bytes of the body, counted once', async () => {
    const end = deferred<unknown>()
    await receivedOverHttp2([begin([], 'no body')], async (_incoming, response) => {
      onResponseEnd(response, end.resolve)
      response.statusCode = 201
      response.write('ab')
      response.write(Buffer.from('c'))
      response.end('é')
      expect(await end.promise).toEqual({ status: 201, bytes: 5, aborted: false })
    })
  })

  it.each([
    ['takes the request back', (client: Socket) => client.write(cancel())],
    ['leaves', (client: Socket) => client.destroy()],
  ])(
    'tells that it was cut short, when the client %s: `finish` comes then too',
    async (_how, leave) => {
      const end = deferred<unknown>()
      await receivedOverHttp2([begin([], 'no body')], async (_incoming, response, client) => {
        onResponseEnd(response, end.resolve)
        response.write('ab')
        leave(client)
        expect(await end.promise).toEqual({ status: 200, bytes: 2, aborted: true })
      })
    },
  )

  it('tells so when the client leaves before all of it was sent', async () => {
    const end = deferred<unknown>()
    await receivedOverHttp2([begin([], 'no body')], async (_incoming, response, client) => {
      onResponseEnd(response, end.resolve)
      // More than the window (RFC 9113 §6.9.2) lets through.
      response.end(Buffer.alloc(100_000))
      await settled()
      client.write(cancel())
      expect(await end.promise).toEqual({ status: 200, bytes: 100_000, aborted: true })
    })
  })

  it('tells so when the client had left before anybody watched', async () => {
    await receivedOverHttp2([begin([], 'no body')], async (_incoming, response, client) => {
      const closed = new Promise((resolve) => response.once('close', resolve))
      client.destroy()
      await closed
      const end = deferred<unknown>()
      onResponseEnd(response, end.resolve)
      expect(await end.promise).toEqual({ status: 200, bytes: 0, aborted: true })
    })
  })
})
