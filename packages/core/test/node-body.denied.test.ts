import type { IncomingMessage } from 'node:http'
import { decider, denialReply, type Guard } from '@sallyport/core'
import { defaultBodyLimit, nodeRequest } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'
import { chunk, message, received } from './support/receive.ts'
import { until } from './support/turns.ts'

const lengthOf = (length: number): string => `content-length: ${length}`
const chunked = 'transfer-encoding: chunked'
const hello = message('POST /', [lengthOf(5)], 'hello')

const tooLarge = {
  ok: false,
  reason: 'body_too_large',
  status: 413,
  headers: { connection: 'close' },
}
const incomplete = { ok: false, reason: 'body_incomplete', status: 400 }
const consumed = { ok: false, reason: 'body_consumed', status: 500, shown: 'failed' }

const readsBody: Guard<object, string> = async (request) => {
  const body = await request.body()
  return body.ok ? { ok: true, value: { bytes: body.value } } : body
}

const readAll = async (incoming: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  return Buffer.concat(pieces)
}

const names = ['readable', 'data', 'end', 'error', 'close']
const listenersOf = (incoming: IncomingMessage) => names.map((name) => incoming.listenerCount(name))

describe('a body longer than the limit', () => {
  it('is not read when its length says so', async () => {
    await received(message('POST /', [lengthOf(6)], 'hel'), async (incoming) => {
      expect(await nodeRequest(incoming, {}, { bodyLimit: 5 }).body()).toEqual(tooLarge)
      expect(incoming.readableDidRead).toBe(false)
    })
  })

  it.each([
    ['in one chunk', ['6\r\nabcdef\r\n', '0\r\n\r\n']],
    ['in chunks', [chunk('abc'), chunk('def'), chunk('')]],
    ['without an end', [chunk('abcdef')]],
  ])('is refused when it comes %s', async (_way, packets) => {
    await received([message('POST /', [chunked]), ...packets], async (incoming) => {
      const before = listenersOf(incoming)
      expect(await nodeRequest(incoming, {}, { bodyLimit: 5 }).body()).toEqual(tooLarge)
      expect(listenersOf(incoming)).toEqual(before)
    })
  })

  it.each([
    ['its length', [message('POST /', [lengthOf(6)], 'abcdef')]],
    ['chunks', [message('POST /', [chunked]), chunk('abc'), chunk('def'), chunk('')]],
  ])(
    'is whole for the handler, if another guard lets the request through: with %s',
    async (_, packets) => {
      await received(packets, async (incoming) => {
        expect(await nodeRequest(incoming, {}, { bodyLimit: 5 }).body()).toEqual(tooLarge)
        expect((await readAll(incoming)).toString()).toBe('abcdef')
      })
    },
  )

  it('is refused when a guard waited and all of it is there', async () => {
    const packets = [message('POST /', [chunked]), chunk('abcdef'), chunk('')]
    await received(packets, async (incoming, _response, { arrived }) => {
      await arrived()
      expect(await nodeRequest(incoming, {}, { bodyLimit: 5 }).body()).toEqual(tooLarge)
    })
  })

  it.each([
    ['its length', [message('POST /', [lengthOf(5)], 'hello')]],
    ['chunks', [message('POST /', [chunked]), chunk('he'), chunk('llo'), chunk('')]],
  ])('by no byte is none: with %s', async (_way, packets) => {
    await received(packets, async (incoming) => {
      const body = await nodeRequest(incoming, {}, { bodyLimit: 5 }).body()
      expect(body).toEqual({ ok: true, value: Buffer.from('hello') })
    })
  })

  it('is refused to who may read less, though another has read it', async () => {
    await received(hello, async (incoming) => {
      const request = nodeRequest(incoming)
      expect(await request.body()).toMatchObject({ ok: true })
      nodeRequest(incoming, {}, { bodyLimit: 4 })
      expect(await request.body()).toEqual(tooLarge)
      nodeRequest(incoming, {}, { bodyLimit: 5 })
      expect(await request.body()).toMatchObject({ ok: true })
    })
  })

  it('is more than nothing when nothing may be read', async () => {
    const nothing = { bodyLimit: 0 }
    await received(message('GET /'), async (incoming) => {
      expect(await nodeRequest(incoming, {}, nothing).body()).toMatchObject({ ok: true })
    })
    await received(message('POST /', [lengthOf(1)]), async (incoming) => {
      expect(await nodeRequest(incoming, {}, nothing).body()).toEqual(tooLarge)
    })
  })

  it('is one of more than a mebibyte, unless the route says otherwise', async () => {
    expect(defaultBodyLimit).toBe(1_048_576)
    await received(message('POST /', [lengthOf(1_048_577)]), async (incoming) => {
      expect(await nodeRequest(incoming).body()).toEqual(tooLarge)
    })
    const most = Buffer.alloc(1_048_576, 'a')
    await received(
      Buffer.concat([Buffer.from(message('POST /', [lengthOf(most.length)])), most]).toString(),
      async (incoming) => {
        const body = await nodeRequest(incoming).body()
        expect(body.ok && most.equals(body.value)).toBe(true)
        expect(most.equals(await readAll(incoming))).toBe(true)
      },
    )
  })

  it.each([Number.NaN, -1, -0.5, 'many', Number.NEGATIVE_INFINITY])(
    'cannot be told by the limit %s: that is a 503, and the operator hears why',
    async (limit) => {
      await received(hello, async (incoming) => {
        const request = nodeRequest(incoming, {}, { bodyLimit: limit as number })
        const expected = new RangeError(
          `core: "bodyLimit" must be a number of bytes >= 0, got ${limit}`,
        )
        expect(() => request.body()).toThrow(expected)
        const errors: unknown[] = []
        const decide = decider(readsBody, { onError: (error) => void errors.push(error) })
        expect(await decide(request)).toEqual({ ok: false, reason: 'unavailable', status: 503 })
        expect(errors).toEqual([expected])
        expect(incoming.readableDidRead).toBe(false)
      })
    },
  )

  it('is none when the limit is that there is none', async () => {
    await received(hello, async (incoming) => {
      const request = nodeRequest(incoming, {}, { bodyLimit: Number.POSITIVE_INFINITY })
      expect(await request.body()).toMatchObject({ ok: true })
    })
  })
})

describe('a client that leaves', () => {
  it.each([
    ['with a length', message('POST /', [lengthOf(5)], 'he')],
    ['in chunks', message('POST /', [chunked], '5\r\nhello\r\n')],
    ['before any byte', message('POST /', [lengthOf(5)])],
    ['before any chunk', message('POST /', [chunked])],
  ])('while a guard reads leaves a body incomplete: %s', async (_way, packet) => {
    await received(packet, async (incoming, _response, { client, arrived }) => {
      const before = listenersOf(incoming)
      const body = nodeRequest(incoming).body()
      await arrived()
      client.destroy()
      expect(await body).toEqual(incomplete)
      expect(listenersOf(incoming)).toEqual(before)
      expect(await nodeRequest(incoming).body()).toEqual(incomplete)
    })
  })

  it.each([
    ['a body half sent', message('POST /', [lengthOf(5)], 'he')],
    ['no body sent', message('POST /', [chunked])],
  ])('before a guard asks leaves a body incomplete: %s', async (_way, packet) => {
    await received(packet, async (incoming, _response, { client }) => {
      const closed = new Promise((resolve) => incoming.once('close', resolve))
      client.destroy()
      await closed
      expect(await nodeRequest(incoming).body()).toEqual(incomplete)
    })
  })

  it.each([
    ['a chunk that is none', 'zz\r\n'],
    ['a chunk longer than it says', '1\r\nabc\r\n'],
  ])('the protocol leaves a body incomplete: %s', async (_what, packet) => {
    await received([message('POST /', [chunked]), packet], async (incoming) => {
      expect(await nodeRequest(incoming).body()).toEqual(incomplete)
    })
  })
})

describe('a body somebody has read before', () => {
  it('is gone, and only the operator hears why', async () => {
    await received(hello, async (incoming) => {
      await readAll(incoming)
      const request = nodeRequest(incoming)
      const body = await request.body()
      expect(body).toMatchObject(consumed)
      const errors: unknown[] = []
      const decide = decider(readsBody, { onError: (error) => void errors.push(error) })
      const verdict = await decide(request)
      if (verdict.ok) throw new Error('allowed')
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('Mount the guard before the body parser'),
        }),
      ])
      const reply = denialReply(verdict)
      expect([reply.status, reply.body]).toEqual([
        500,
        '{"error":"Something failed on our side.","status":"failed"}',
      ])
    })
  })

  it('in part is gone', async () => {
    await received(hello, async (incoming, _response, { arrived }) => {
      await arrived()
      incoming.read(2)
      expect(await nodeRequest(incoming).body()).toMatchObject(consumed)
    })
  })

  it('by a listener is gone: it would hear twice what is read and put back', async () => {
    await received(hello, async (incoming) => {
      const heard: Buffer[] = []
      const end = new Promise((resolve) => incoming.once('end', resolve))
      incoming.on('data', (piece) => heard.push(piece))
      expect(await nodeRequest(incoming).body()).toMatchObject(consumed)
      await end
      expect(Buffer.concat(heard).toString()).toBe('hello')
    })
  })

  it('as text is gone: no text is the bytes that came', async () => {
    const packets = [message('POST /', [lengthOf(2)]), Buffer.from([0xc3]), Buffer.from([0xa9])]
    await received(packets, async (incoming) => {
      incoming.setEncoding('utf8')
      expect(await nodeRequest(incoming).body()).toMatchObject(consumed)
    })
  })

  it('or begins to while a guard waits for it is gone, and reaches who reads it once', async () => {
    const packets = [message('POST /', [lengthOf(5)], 'he'), 'llo']
    for (const event of ['data', 'readable']) {
      await received(packets, async (incoming) => {
        const body = nodeRequest(incoming).body()
        await until(() => incoming.readableDidRead)
        const pieces: Buffer[] = []
        const end = new Promise((resolve) => incoming.once('end', resolve))
        incoming.on(event, (piece = incoming.read()) => {
          if (piece !== null) pieces.push(piece)
        })
        expect(await body).toMatchObject(consumed)
        await end
        expect(Buffer.concat(pieces).toString()).toBe('hello')
      })
    }
  })

  describe('who kept its bytes', () => {
    const kept = (rawBody: unknown, headers: readonly string[] = [], read = readAll) =>
      received(message('POST /', [lengthOf(5), ...headers], 'hello'), async (incoming) => {
        await read(incoming)
        Object.assign(incoming, { rawBody })
        return await nodeRequest(incoming, {}, { bodyLimit: 5 }).body()
      })

    it('is as good as the stream', async () => {
      const bytes = new Uint8Array([1, 2, 3])
      expect(await kept(bytes)).toEqual({ ok: true, value: bytes })
      expect(await kept(Buffer.alloc(0))).toEqual({ ok: true, value: Buffer.alloc(0) })
    })

    it('is bounded like the stream', async () => {
      expect(await kept(new Uint8Array(6))).toEqual(tooLarge)
    })

    it('is of no use after decoding: they are not the bytes of the wire', async () => {
      const bytes = new Uint8Array([1, 2, 3])
      expect(await kept(bytes, ['content-encoding: gzip'])).toMatchObject(consumed)
    })

    it.each(['hello', { 0: 104 }, [104], null, new ArrayBuffer(5), true])(
      'is of no use when they are no bytes: %j',
      async (rawBody) => {
        expect(await kept(rawBody)).toMatchObject(consumed)
      },
    )

    it('leaves the stream alone', async () => {
      await received(hello, async (incoming) => {
        Object.assign(incoming, { rawBody: Buffer.from('kept') })
        expect(await nodeRequest(incoming).body()).toEqual({
          ok: true,
          value: Buffer.from('kept'),
        })
        expect((await readAll(incoming)).toString()).toBe('hello')
      })
    })
  })

  describe('who put it back as fetch has it', () => {
    const fetched = () => new Request('http://localhost', { method: 'POST', body: 'hello' })

    it('is as good as the stream', async () => {
      await received(hello, async (incoming) => {
        await readAll(incoming)
        const again = fetched()
        const body = await nodeRequest(incoming, { fetched: () => again }).body()
        expect(body).toEqual({ ok: true, value: new Uint8Array(Buffer.from('hello')) })
        expect(await again.text()).toBe('hello')
      })
    })

    it('is bounded like the stream', async () => {
      await received(hello, async (incoming) => {
        await readAll(incoming)
        const request = nodeRequest(incoming, { fetched }, { bodyLimit: 4 })
        expect(await request.body()).toEqual(tooLarge)
      })
    })

    it('is not asked while the stream has it', async () => {
      await received(hello, async (incoming) => {
        const never = () => {
          throw new Error('asked')
        }
        expect(await nodeRequest(incoming, { fetched: never }).body()).toMatchObject({ ok: true })
      })
    })
  })
})
