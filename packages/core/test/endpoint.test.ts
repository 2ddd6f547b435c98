import { createReadStream } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Endpoint, type Reply, type ReplyBody, responder } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { collected, pieces } from './support/streams.ts'

const request = testRequest()
const down = new Error('the store at 10.0.0.5 is down')
const failed = {
  status: 500,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: '{"error":"Something failed on our side.","status":"failed"}',
}

const replying =
  (body: ReplyBody, status = 200): Endpoint =>
  () => ({ status, headers: { 'content-type': 'text/plain' }, body })

const streamOf = ({ body }: Reply): AsyncIterable<string | Uint8Array> => {
  if (typeof body === 'string' || body instanceof Uint8Array) throw new Error('no stream')
  return body
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('responder', () => {
  it('gives the endpoint’s reply, now or later', async () => {
    const reply: Reply = { status: 200, headers: { etag: '"1"' }, body: 'fine' }
    expect(await responder(() => reply)(request)).toBe(reply)
    expect(await responder(async () => reply)(request)).toBe(reply)
    const bytes = { ...reply, body: new Uint8Array([0xff, 0]) }
    expect(await responder(() => bytes)(request)).toBe(bytes)
  })

  it('gives the endpoint the request', async () => {
    const endpoint = vi.fn<Endpoint>(() => ({ status: 200, headers: {}, body: '' }))
    await responder(endpoint)(request)
    expect(endpoint.mock.calls).toEqual([[request]])
  })

  it.each([204, 304])('sends nothing with %d', async (status) => {
    const reply = await responder(replying('something', status))(request)
    expect(reply).toStrictEqual({ status, headers: { 'content-type': 'text/plain' }, body: '' })
    const bytes = await responder(replying(new Uint8Array(3), status))(request)
    expect(bytes.body).toBe('')
  })

  it('leaves text and bytes for HEAD: their length is the server’s to tell', async () => {
    const reply = await responder(replying('four'))(testRequest({ method: 'HEAD' }))
    expect(reply.body).toBe('four')
  })
})

describe('an endpoint that fails', () => {
  const throws = (): never => {
    throw down
  }
  const failing: readonly (readonly [string, Endpoint])[] = [
    ['throws', throws],
    ['rejects', async () => throws()],
    ['streams, and fails before the first piece', replying(pieces<string>([down]))],
    ['streams from what cannot be opened', replying(new Readable({ read: fails }))],
  ]
  function fails(this: Readable) {
    this.destroy(down)
  }

  it.each(failing)(
    'and %s: a 500 that tells nothing, and onError hears why',
    async (_how, endpoint) => {
      const onError = vi.fn()
      expect(await responder(endpoint, { onError })(request)).toStrictEqual(failed)
      expect(onError.mock.calls).toEqual([[down, request]])
    },
  )

  it.each([
    undefined,
    null,
    'text',
    {},
    { status: 200, headers: {} },
    { status: 200, headers: {}, body: 5 },
    { status: 200, headers: {}, body: ['a'] },
  ])('and answers %j: a 500', async (answer) => {
    const onError = vi.fn()
    const endpoint: Endpoint = (() => answer) as never
    expect(await responder(endpoint, { onError })(request)).toStrictEqual(failed)
    expect(onError.mock.calls).toEqual([[expect.any(Error), request]])
  })

  it('prints when nobody listens', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    await responder(throws)(request)
    expect(printed.mock.calls).toEqual([['sallyport:', down]])
  })

  it.each([
    ['throws', throws],
    ['rejects', () => Promise.reject(new Error('the listener'))],
  ])('is a 500 even when onError %s', async (_how, onError) => {
    expect(await responder(throws, { onError })(request)).toStrictEqual(failed)
  })

  it('gives a reply of its own each time', async () => {
    const answer = responder(throws, { onError() {} })
    expect(await answer(request)).not.toBe(await answer(request))
  })
})

describe('a reply that cannot be sent', () => {
  it.each([
    ['a status that is none', { status: 99 }],
    ['a status of information', { status: 101 }],
    ['a status that is text', { status: '200' as never }],
    ['a status that is no number', { status: Number.NaN }],
    ['a header with a line break', { headers: { 'x-a': 'a\r\nset-cookie: b' } }],
    ['a header with a line break in a list', { headers: { 'x-a': ['a', 'b\n'] } }],
    ['a header with a control character', { headers: { 'x-a': '\u0000' } }],
    ['a header beyond Latin 1', { headers: { 'x-a': '€' } }],
    ['a header without a name', { headers: { '': 'a' } }],
    ['a header’s name with a space', { headers: { 'x a': 'a' } }],
    ['a header’s name with a line break', { headers: { 'x\r\ny': 'a' } }],
    ['no headers', { headers: undefined as never }],
  ])('is a 500: %s', async (_what, wrong: Partial<Reply>) => {
    const onError = vi.fn()
    const reply = { status: 200, headers: {}, body: 'fine', ...wrong }
    expect(await responder(() => reply, { onError })(request)).toStrictEqual(failed)
    expect(onError.mock.calls).toEqual([[expect.any(Error), request]])
  })

  it('is one only for what it says: names are sent in lower case', async () => {
    const headers = { 'X-A': '1', 'set-cookie': ['a=1'], 'Set-Cookie': 'b=2', etag: '"é\t"' }
    const reply = await responder(() => ({ status: 200, headers, body: '' }))(request)
    expect(reply.headers).toEqual({ 'x-a': '1', 'set-cookie': ['a=1', 'b=2'], etag: '"é\t"' })
    expect(headers).toHaveProperty('X-A')
  })
})

describe('what is no endpoint', () => {
  it.each([undefined, null, {}, 'endpoint'])('is refused when a responder is made: %j', (given) => {
    expect(() => responder(given as never)).toThrow(
      new TypeError(`core: responder() needs "endpoint" to be a function, got ${String(given)}`),
    )
  })
})

describe('a stream', () => {
  it('arrives whole and in order, text or bytes', async () => {
    const source = pieces<string | Uint8Array>(['a', new Uint8Array([1]), '', 'b'])
    const reply = await responder(replying(source))(request)
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } })
    expect(await collected(streamOf(reply))).toEqual(['a', new Uint8Array([1]), '', 'b'])
    expect(source.closed).toBe(1)
  })

  it('is asked for one piece, no more, before it is read', async () => {
    const source = pieces(['a', 'b', 'c'])
    await responder(replying(source))(request)
    expect(source.asked).toBe(1)
  })

  it('that is empty is an empty reply', async () => {
    const source = pieces<string>([])
    const reply = await responder(replying(source))(request)
    expect(reply).toStrictEqual({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: '',
    })
    expect(source.closed).toBe(1)
  })

  it('that fails midway is told of once, and fails for the reader', async () => {
    const onError = vi.fn()
    const source = pieces(['a', 'b', down])
    const reply = await responder(replying(source), { onError })(request)
    expect(onError).not.toHaveBeenCalled()
    const read: unknown[] = []
    await expect(
      (async () => {
        for await (const piece of streamOf(reply)) read.push(piece)
      })(),
    ).rejects.toBe(down)
    expect(read).toEqual(['a', 'b'])
    expect(onError.mock.calls).toEqual([[down, request]])
    expect(source.closed).toBe(1)
  })

  it('that fails midway is cut off, where the adapter says how', async () => {
    const onError = vi.fn()
    const cut = vi.fn()
    const reply = await responder(replying(pieces(['a', down])), { onError })(request, cut)
    expect(cut).not.toHaveBeenCalled()
    expect(await collected(streamOf(reply))).toEqual(['a'])
    expect(cut).toHaveBeenCalledOnce()
    expect(onError.mock.calls).toEqual([[down, request]])
  })

  it('that fails before its first piece is a 500, and nothing is cut off', async () => {
    const cut = vi.fn()
    const reply = await responder(replying(pieces<string>([down])), { onError() {} })(request, cut)
    expect(reply).toStrictEqual(failed)
    expect(cut).not.toHaveBeenCalled()
  })

  it('is let go of when the client leaves before a piece was sent', async () => {
    const source = pieces(['a', 'b'])
    const reply = await responder(replying(source))(request)
    await streamOf(reply)[Symbol.asyncIterator]().return?.()
    expect(source.closed).toBe(1)
  })

  it('whose reader fails is let go of, and nobody is told that it failed', async () => {
    const onError = vi.fn()
    const source = pieces(['a', 'b', 'c'])
    const reply = await responder(replying(source), { onError })(request)
    const sending = pipeline(
      streamOf(reply),
      new Writable({ write: (_piece, _encoding, done) => done(new Error('the client left')) }),
    )
    await expect(sending).rejects.toThrow('the client left')
    expect(source.closed).toBe(1)
    expect(onError).not.toHaveBeenCalled()
  })

  it('is let go of when the client leaves', async () => {
    const onError = vi.fn()
    const source = pieces(['a', 'b', 'c'])
    const reply = await responder(replying(source), { onError })(request)
    for await (const piece of streamOf(reply)) if (piece === 'b') break
    expect(source.closed).toBe(1)
    expect(source.asked).toBe(2)
    expect(onError).not.toHaveBeenCalled()
  })

  it('of Node is destroyed when the client leaves', async () => {
    const source = Readable.from(['a', 'b', 'c'])
    const reply = await responder(replying(source))(request)
    for await (const _piece of streamOf(reply)) break
    expect(source.destroyed).toBe(true)
  })

  it('of Node arrives whole', async () => {
    const source = Readable.from(['a', 'b', 'c'])
    expect(await collected(streamOf(await responder(replying(source))(request)))).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('without a way to let go of it can be left', async () => {
    let next = 0
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: `${next++}` }) }),
    }
    const reply = await responder(replying(source))(request)
    const read: unknown[] = []
    for await (const piece of streamOf(reply)) {
      read.push(piece)
      if (read.length === 3) break
    }
    expect(read).toEqual(['0', '1', '2'])
  })
})

describe('a stream nobody will read', () => {
  const unread: readonly (readonly [string, string, number])[] = [
    ['HEAD', 'HEAD', 200],
    ['204', 'GET', 204],
    ['304', 'GET', 304],
  ]
  it.each(unread)('(%s) is not read, and closed', async (_why, method, status) => {
    const source = pieces(['a'])
    const reply = await responder(replying(source, status))(testRequest({ method }))
    expect(reply).toStrictEqual({ status, headers: { 'content-type': 'text/plain' }, body: '' })
    expect(source.asked).toBe(0)
    expect(await source.next()).toEqual({ done: true, value: undefined })
  })

  it.each(unread)('(%s) is told so', async (_why, method, status) => {
    const done = { done: true, value: undefined } as const
    const iterator = { next: vi.fn(async () => done), return: vi.fn(async () => done) }
    const source: AsyncIterable<string> = { [Symbol.asyncIterator]: () => iterator }
    await responder(replying(source, status))(testRequest({ method }))
    expect(iterator.next).not.toHaveBeenCalled()
    expect(iterator.return).toHaveBeenCalledOnce()
  })

  it.each(unread)('(%s) of Node is destroyed', async (_why, method, status) => {
    const body = Readable.from(['a'])
    await responder(replying(body, status))(testRequest({ method }))
    expect(body.destroyed).toBe(true)
  })

  it('may fail all the same: a file that is not there breaks nothing', async () => {
    const onError = vi.fn()
    const body = createReadStream(`${import.meta.dirname}/missing`)
    const closed = new Promise<void>((resolve) => body.once('close', () => resolve()))
    const head = testRequest({ method: 'HEAD' })
    expect(await responder(replying(body), { onError })(head)).toMatchObject({ status: 200 })
    await closed
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: 'ENOENT' }), head]])
  })

  it('need not know that it can be closed', async () => {
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(down) }),
    }
    const reply = await responder(replying(source))(testRequest({ method: 'HEAD' }))
    expect(reply).toMatchObject({ status: 200, body: '' })
  })
})
