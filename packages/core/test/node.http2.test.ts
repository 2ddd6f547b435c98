import type { IncomingMessage } from 'node:http'
import { nodeRequest, onResponseEnd } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'
import { deferred } from './support/deferred.ts'
import { begin, cancel, data, receivedOverHttp2 } from './support/receive-http2.ts'
import { until } from './support/turns.ts'

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
      expect(request.header('constructor')).toBeUndefined()
      expect(nodeRequest(incoming)).toBe(request)
    })
  })
})

describe('a body over HTTP/2, with its length', () => {
  const headers = [['content-length', '5']] as const

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

describe('no body over HTTP/2', () => {
  it.each([
    ['that ends with its headers', [begin([], 'no body', 'GET')]],
    ['of length 0', [begin([['content-length', '0']]), data('', 'end')]],
  ])('is empty: a request %s', async (_how, frames) => {
    const got = await receivedOverHttp2(frames, async (incoming) => {
      const body = await nodeRequest(incoming).body()
      return [body.ok ? body.value.length : body.reason, await readAll(incoming)]
    })
    expect(got).toEqual([0, ''])
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
})
