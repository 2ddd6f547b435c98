import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { onResponseEnd } from '@sallyport/core/node'
import { describe, expect, it, vi } from 'vitest'
import { deferred } from './support/deferred.ts'
import { exchanged } from './support/exchange.ts'
import { message, received } from './support/receive.ts'
import { settled } from './support/turns.ts'

const two = message('GET /1') + message('GET /2')

type End = Parameters<Parameters<typeof onResponseEnd>[1]>[0]

/** What was told of a response, how often, and what the client got. */
async function told(respond: (response: ServerResponse) => void, method?: string) {
  const end = deferred<End>()
  const ended = vi.fn(end.resolve)
  const got = await exchanged((_incoming, response) => {
    onResponseEnd(response, ended)
    respond(response)
  }, method)
  return { end: await end.promise, got, times: ended }
}

describe('onResponseEnd counts', () => {
  const ways: readonly (readonly [string, (response: ServerResponse) => void, number])[] = [
    ['nothing', (response) => response.end(), 0],
    ['an empty text', (response) => response.end(''), 0],
    ['a text, in bytes', (response) => response.end('é€'), 5],
    ['a text in Latin 1', (response) => response.end('é', 'latin1'), 1],
    ['a text in hexadecimal', (response) => response.end('ff00ff', 'hex'), 3],
    ['a text in base 64', (response) => response.end('AAAA', 'base64'), 3],
    ['a text in UTF-16', (response) => response.end('ab', 'utf16le'), 4],
    ['a buffer', (response) => response.end(Buffer.alloc(7)), 7],
    ['a part of a buffer', (response) => response.end(new Uint8Array(9).subarray(2, 5)), 3],
    [
      'several writes',
      (response) => {
        response.write('ab')
        response.write(Buffer.from('cde'))
        response.write('é', 'latin1')
        response.end('é')
      },
      8,
    ],
    ['with a callback', (response) => response.end('ab', () => {}), 2],
    ['nothing but a callback', (response) => response.end(() => {}), 0],
    [
      'what is written with a callback',
      (response) => {
        response.write('ab', () => response.end('c'))
      },
      3,
    ],
    ['what is piped', (response) => void Readable.from(['ab', 'cd']).pipe(response), 4],
    ['a megabyte', (response) => response.end(Buffer.alloc(1 << 20)), 1 << 20],
    [
      'after the head is written',
      (response) => response.writeHead(200, { 'content-length': 2 }).end('ab'),
      2,
    ],
  ]
  it.each(ways)('%s', async (_what, respond, bytes) => {
    const { end, got, times } = await told(respond)
    expect(end).toStrictEqual({ status: 200, bytes, aborted: false })
    expect(got.bytes).toBe(bytes)
    await settled()
    expect(times).toHaveBeenCalledOnce()
  })

  it.each([200, 404, 503])('and tells the status %d', async (status) => {
    const { end, got } = await told((response) => response.writeHead(status).end('ab'))
    expect(end).toStrictEqual({ status, bytes: 2, aborted: false })
    expect(got.status).toBe(status)
  })

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('no byte of an answer to %s with %d, which has no body', async (method, status) => {
    const { end, got } = await told((response) => {
      response.statusCode = status
      response.end('something')
    }, method)
    expect(end).toStrictEqual({ status, bytes: 0, aborted: false })
    expect(got.bytes).toBe(0)
  })
})

describe('onResponseEnd leaves write and end', () => {
  it('their answers and callbacks', async () => {
    const written = vi.fn()
    const done = deferred()
    await told((response) => {
      expect(response.write('ab', written)).toBe(true)
      expect(response.end('c', done.resolve)).toBe(response)
      expect(response.writableEnded).toBe(true)
    })
    await done.promise
    expect(written).toHaveBeenCalledOnce()
  })

  it('their errors', async () => {
    const { end } = await told((response) => {
      expect(() => response.write(5 as never)).toThrow(TypeError)
      expect(() => response.end({} as never)).toThrow(TypeError)
      if (!response.writableEnded) response.end('ab')
    })
    expect(end).toMatchObject({ aborted: false })
  })
})

describe('onResponseEnd tells that the response was cut short', () => {
  const cut = (respond: (response: ServerResponse) => void) =>
    received(message('GET /'), async (_incoming, response, { client }) => {
      const end = deferred<End>()
      const ended = vi.fn(end.resolve)
      onResponseEnd(response, ended)
      respond(response)
      await settled()
      client.destroy()
      const told = await end.promise
      await settled()
      expect(ended).toHaveBeenCalledOnce()
      return told
    })

  it('when the client leaves before it', async () => {
    expect(await cut(() => {})).toStrictEqual({ status: 200, bytes: 0, aborted: true })
  })

  it('when the client leaves midway', async () => {
    const end = await cut((response) => {
      response.writeHead(206)
      response.write('abc')
    })
    expect(end).toStrictEqual({ status: 206, bytes: 3, aborted: true })
  })

  it('when whoever writes it gives up', async () => {
    const end = await cut((response) => {
      response.write('abc')
      response.destroy()
    })
    expect(end).toStrictEqual({ status: 200, bytes: 3, aborted: true })
  })

  it('when the client had left before anybody watched', async () => {
    const lines = ['content-length: 5']
    await received(message('POST /', lines), async (_incoming, response, { client }) => {
      const closed = new Promise((resolve) => response.once('close', resolve))
      client.destroy()
      await closed
      const ended = vi.fn()
      onResponseEnd(response, ended)
      await settled()
      expect(ended.mock.calls).toEqual([[{ status: 200, bytes: 0, aborted: true }]])
    })
  })

  it('when its source fails', async () => {
    const source = new PassThrough()
    const end = await cut((response) => {
      source.on('error', () => response.destroy()).pipe(response)
      source.write('abc')
      source.destroy(new Error('the source'))
    })
    expect(end).toMatchObject({ status: 200, aborted: true })
  })
})

describe('onResponseEnd tells each who asks', () => {
  it('about the same response', async () => {
    const ends = [deferred<End>(), deferred<End>()] as const
    await exchanged((_incoming, response) => {
      for (const end of ends) onResponseEnd(response, end.resolve)
      response.write('ab')
      response.end('c')
    })
    const expected = { status: 200, bytes: 3, aborted: false }
    expect(await Promise.all(ends.map(({ promise }) => promise))).toEqual([expected, expected])
  })

  it('about the responses of one connection, each its own', async () => {
    const ends: End[] = []
    const both = deferred()
    await received(two, async (incoming, response, { client }) => {
      client.resume()
      onResponseEnd(response, (end) => {
        ends.push(end)
        if (ends.length === 2) both.resolve()
      })
      response.statusCode = incoming.url === '/1' ? 201 : 202
      response.end(incoming.url === '/1' ? 'one' : 'second')
      await both.promise
    })
    expect(ends).toEqual([
      { status: 201, bytes: 3, aborted: false },
      { status: 202, bytes: 6, aborted: false },
    ])
  })

  it('about pipelined responses whose turn never came', async () => {
    const ends: End[] = []
    const both = deferred()
    await received(two, async (incoming, response, { client }) => {
      onResponseEnd(response, (end) => {
        ends.push(end)
        if (ends.length === 2) both.resolve()
      })
      if (incoming.url === '/2') {
        response.end('never sent')
        client.destroy()
      }
      await both.promise
    })
    expect(ends.toSorted((a, b) => a.bytes - b.bytes)).toEqual([
      { status: 200, bytes: 0, aborted: true },
      { status: 200, bytes: 10, aborted: true },
    ])
  })

  it('though it was over before they asked', async () => {
    const ended = vi.fn()
    const over = deferred()
    await exchanged((_incoming, response) => {
      response.once('close', () => {
        onResponseEnd(response, ended)
        over.resolve()
      })
      response.writeHead(201).end('ab')
    })
    await over.promise
    await settled()
    expect(ended.mock.calls).toEqual([[{ status: 201, bytes: 0, aborted: false }]])
  })

  it('though one of them fails', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const end = deferred<End>()
    await exchanged((_incoming, response) => {
      onResponseEnd(response, () => {
        throw new Error('broken')
      })
      onResponseEnd(response, async () => {
        throw new Error('broken late')
      })
      onResponseEnd(response, end.resolve)
      response.end('ab')
    })
    expect(await end.promise).toMatchObject({ bytes: 2 })
    await settled()
    expect(printed.mock.calls).toEqual([
      ['sallyport:', new Error('broken')],
      ['sallyport:', new Error('broken late')],
    ])
    printed.mockRestore()
  })

  it('leaves one listener on a socket, however many requests come on it', async () => {
    const socket = new Socket()
    const before = socket.listenerCount('close')
    for (let requests = 0; requests < 50; requests++) {
      onResponseEnd(new ServerResponse(new IncomingMessage(socket)), () => {})
    }
    expect(socket.listenerCount('close')).toBe(before + 1)
  })
})
