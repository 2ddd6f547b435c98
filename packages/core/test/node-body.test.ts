import type { IncomingMessage } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { nodeRequest } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'
import { deferred } from './support/deferred.ts'
import { chunk, message, received } from './support/receive.ts'
import { settled } from './support/turns.ts'

const lengthOf = (length: number): string => `content-length: ${length}`
const chunked = 'transfer-encoding: chunked'
const last = chunk('')

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** How a body comes: its packets, and what they amount to. */
const ways: readonly (readonly [string, readonly (string | Uint8Array)[], string])[] = [
  ['with its length', [message('POST /', [lengthOf(5)], 'hello')], 'hello'],
  ['after its headers', [message('POST /', [lengthOf(5)]), 'hello'], 'hello'],
  ['in packets', [message('POST /', [lengthOf(5)], 'h'), 'el', 'l', 'o'], 'hello'],
  ['in one chunk', [message('POST /', [chunked]), Buffer.concat([chunk('hello'), last])], 'hello'],
  ['in chunks', [message('POST /', [chunked]), chunk('hel'), chunk('lo'), last], 'hello'],
  ['in a chunk cut in two', [message('POST /', [chunked]), '5\r\nhe', 'llo\r\n', last], 'hello'],
  ['with a late end', [message('POST /', [chunked], '5\r\nhello\r\n'), '0', '\r\n\r\n'], 'hello'],
  ['in chunks with a trailer', [message('POST /', [chunked], '1\r\na\r\n0\r\nx: y\r\n\r\n')], 'a'],
  ['empty, in no chunk', [message('POST /', [chunked], '0\r\n\r\n')], ''],
  ['empty, in no chunk, late', [message('POST /', [chunked]), last], ''],
  ['of length 0', [message('POST /', [lengthOf(0)])], ''],
  ['not at all', [message('GET /')], ''],
  ['with a GET', [message('GET /', [lengthOf(3)], 'abc')], 'abc'],
]

/** How a handler reads it afterwards. */
type Reader = readonly [string, (incoming: IncomingMessage) => Promise<string>]
const readers: readonly [Reader, ...Reader[]] = [
  [
    'for await',
    async (incoming) => {
      const pieces: Buffer[] = []
      for await (const piece of incoming) pieces.push(piece)
      return text(Buffer.concat(pieces))
    },
  ],
  [
    "on('data')",
    (incoming) =>
      new Promise((resolve, reject) => {
        const pieces: Buffer[] = []
        incoming.on('data', (piece) => pieces.push(piece))
        incoming.on('end', () => resolve(text(Buffer.concat(pieces)))).on('error', reject)
      }),
  ],
  [
    'pipe',
    async (incoming) => {
      const pieces: Buffer[] = []
      for await (const piece of incoming.pipe(new PassThrough())) pieces.push(piece)
      return text(Buffer.concat(pieces))
    },
  ],
]

describe.each(ways)('a body that comes %s', (_way, packets, expected) => {
  it.each(readers)('is the guard’s, and left for %s', async (_how, read) => {
    const got = await received(packets, async (incoming) => {
      const body = await nodeRequest(incoming).body()
      return [body.ok ? text(body.value) : body.reason, await read(incoming)]
    })
    expect(got).toEqual([expected, expected])
  })

  it.each(readers)('is so when the guard waited, and left for %s', async (_how, read) => {
    const got = await received(packets, async (incoming, _response, { arrived }) => {
      const request = nodeRequest(incoming)
      await arrived()
      const body = await request.body()
      await settled()
      return [body.ok ? text(body.value) : body.reason, await read(incoming)]
    })
    expect(got).toEqual([expected, expected])
  })

  it.each(readers)('is untouched unless a guard asks, for %s', async (_how, read) => {
    const got = await received(packets, async (incoming, _response, { arrived }) => {
      nodeRequest(incoming)
      await arrived()
      return read(incoming)
    })
    expect(got).toBe(expected)
  })

  it('is the same however often it is asked for', async () => {
    await received(packets, async (incoming) => {
      const request = nodeRequest(incoming)
      const [first, second] = await Promise.all([request.body(), nodeRequest(incoming).body()])
      const third = await request.body()
      expect([second, third]).toEqual([first, first])
      expect(third.ok && text(third.value)).toBe(expected)
    })
  })

  it('leaves no listener behind', async () => {
    await received(packets, async (incoming) => {
      const count = () => ['readable', 'data', 'end', 'error', 'close'].map(listeners(incoming))
      const before = count()
      await nodeRequest(incoming).body()
      expect(count()).toEqual(before)
    })
  })
})

const listeners = (incoming: IncomingMessage) => (name: string) => incoming.listenerCount(name)

describe('the bytes', () => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d, 0x0a, 0xc3])

  it('are those of the wire: no BOM is lost, nothing is decoded', async () => {
    const headers = [lengthOf(8), 'content-type: text/plain; charset=utf-16']
    await received([message('POST /', headers), bytes], async (incoming) => {
      expect(await nodeRequest(incoming).body()).toEqual({ ok: true, value: bytes })
    })
  })

  it('are not inflated, for the handler to do so', async () => {
    const headers = [lengthOf(8), 'content-encoding: gzip']
    await received([message('POST /', headers), bytes], async (incoming) => {
      expect(await nodeRequest(incoming).body()).toEqual({ ok: true, value: bytes })
      const pieces: Buffer[] = []
      for await (const piece of incoming) pieces.push(piece)
      expect(Buffer.concat(pieces)).toEqual(bytes)
    })
  })

  it('are kept where adapters of fetch look for them', async () => {
    await received([message('POST /', [lengthOf(8)]), bytes], async (incoming) => {
      await nodeRequest(incoming).body()
      expect(incoming).toHaveProperty('rawBody', bytes)
    })
  })

  it('are those of each request on a connection', async () => {
    const packets =
      message('POST /1', [lengthOf(3)], 'one') +
      message('POST /2', [chunked], '3\r\ntwo\r\n0\r\n\r\n')
    const bodies: unknown[] = []
    const both = deferred()
    await received(packets, async (incoming, response, { client }) => {
      client.resume()
      const body = await nodeRequest(incoming).body()
      bodies.push([incoming.url, body.ok && text(body.value)])
      response.end()
      if (bodies.length === 2) both.resolve()
      await both.promise
    })
    expect(bodies).toEqual([
      ['/1', 'one'],
      ['/2', 'two'],
    ])
  })
})

describe('the body of a mock, which says nowhere that it is whole,', () => {
  const mockOf = (stream: Readable): IncomingMessage =>
    Object.assign(stream, { headers: {}, socket: {} }) as never
  const readAll = readers[0][1]

  it('is left for the handler when it has ended before the guard asks', async () => {
    const stream = new Readable({ read() {} })
    stream.push('hel')
    stream.push('lo')
    stream.push(null)
    const incoming = mockOf(stream)
    expect(await nodeRequest(incoming).body()).toEqual({ ok: true, value: Buffer.from('hello') })
    expect(await readAll(incoming)).toBe('hello')
  })

  it('is left for the handler when it comes in pieces, each larger than a buffer', async () => {
    const stream = new PassThrough({ highWaterMark: 2 })
    const incoming = mockOf(stream)
    const read = nodeRequest(incoming).body()
    for (const piece of ['hello, ', 'world']) {
      await settled()
      stream.write(piece)
    }
    await settled()
    stream.end()
    expect(await read).toEqual({ ok: true, value: Buffer.from('hello, world') })
    expect(await readAll(incoming)).toBe('hello, world')
  })

  it('is bounded, and left for the handler when refused', async () => {
    const stream = new PassThrough()
    const incoming = mockOf(stream)
    const read = nodeRequest(incoming, {}, { bodyLimit: 4 }).body()
    stream.write('hello')
    expect(await read).toMatchObject({ ok: false, reason: 'body_too_large' })
    stream.end(', world')
    expect(await readAll(incoming)).toBe('hello, world')
  })

  it('may be of separate pieces', async () => {
    const incoming = mockOf(Readable.from([Buffer.from('hel'), Buffer.from('lo')]))
    expect(await nodeRequest(incoming).body()).toEqual({ ok: true, value: Buffer.from('hello') })
  })

  it('that was empty, and has been read, is empty', async () => {
    const incoming = mockOf(Readable.from([]))
    await readAll(incoming)
    expect(await nodeRequest(incoming).body()).toEqual({ ok: true, value: new Uint8Array() })
  })
})
