import type { IncomingMessage } from 'node:http'
import { decider, type Guard } from '@sallyport/core'
import { defaultBodyLimit, nodeRequest } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'
import { chunk, message, received } from './support/receive.ts'

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

  const inChunks = [message('POST /', [chunked]), chunk('he'), chunk('llo'), chunk('')]
  it.each([
    ['its length', [hello]],
    ['chunks', inChunks],
  ])('is none to who may read more, though it was refused: with %s', async (_way, packets) => {
    await received(packets, async (incoming) => {
      const request = nodeRequest(incoming, {}, { bodyLimit: 3 })
      expect(await request.body()).toEqual(tooLarge)
      nodeRequest(incoming, undefined, { bodyLimit: 4 })
      expect(await request.body()).toEqual(tooLarge)
      nodeRequest(incoming, undefined, { bodyLimit: 5 })
      expect(await request.body()).toEqual({ ok: true, value: Buffer.from('hello') })
      expect((await readAll(incoming)).toString()).toBe('hello')
    })
  })

  it('is gone for who may read more, when the handler has read it', async () => {
    await received(inChunks, async (incoming, _response, { arrived }) => {
      const request = nodeRequest(incoming, {}, { bodyLimit: 3 })
      expect(await request.body()).toEqual(tooLarge)
      await arrived()
      incoming.read(2)
      nodeRequest(incoming, undefined, { bodyLimit: 5 })
      expect(await request.body()).toMatchObject(consumed)
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
