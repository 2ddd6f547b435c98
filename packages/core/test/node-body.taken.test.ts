import type { IncomingMessage } from 'node:http'
import { decider, denialReply, type Guard } from '@sallyport/core'
import { nodeRequest } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'
import { message, received } from './support/receive.ts'
import { until } from './support/turns.ts'

const lengthOf = (length: number): string => `content-length: ${length}`
const hello = message('POST /', [lengthOf(5)], 'hello')

const tooLarge = {
  ok: false,
  reason: 'body_too_large',
  status: 413,
  headers: { connection: 'close' },
}
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
