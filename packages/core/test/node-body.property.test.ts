import { PassThrough } from 'node:stream'
import { nodeRequest } from '@sallyport/core/node'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chunk, message, received } from './support/receive.ts'

/** Bytes, the chunks they are sent in (none: with their length), and where the packets are cut. */
const sent = fc.record({
  bytes: fc.uint8Array({ maxLength: 300 }),
  chunks: fc.option(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }), {
    nil: undefined,
  }),
  cuts: fc.array(fc.nat({ max: 400 }), { maxLength: 4 }),
})
type Sent = typeof sent extends fc.Arbitrary<infer T> ? T : never

function packetsOf({ bytes, chunks, cuts }: Sent): Buffer[] {
  const head =
    chunks === undefined ? `content-length: ${bytes.length}` : 'transfer-encoding: chunked'
  const body = chunks === undefined ? Buffer.from(bytes) : inChunks(bytes, chunks)
  const at = [0, ...cuts.map((cut) => cut % (body.length + 1)), body.length]
  const pieces = at.toSorted((a, b) => a - b).map((from, i, all) => body.subarray(all[i - 1], from))
  const [, first = Buffer.alloc(0), ...rest] = pieces
  return [
    Buffer.concat([Buffer.from(message('POST /', [head])), first]),
    ...rest.filter(({ length }) => length > 0),
  ]
}

function inChunks(bytes: Uint8Array, sizes: readonly number[]): Buffer {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    if (at < bytes.length) chunks.push(chunk(bytes.subarray(at, at + size)))
    at += size
  }
  return Buffer.concat([...chunks, chunk('')])
}

it('guard and handler see every byte once, however they come and however late the guard asks', () =>
  fc.assert(
    fc.asyncProperty(sent, fc.boolean(), fc.boolean(), async (body, waits, pipes) => {
      const [seen, left] = await received(
        packetsOf(body),
        async (incoming, _response, { arrived }) => {
          const request = nodeRequest(incoming)
          if (waits) await arrived()
          const verdict = await request.body()
          const pieces: Buffer[] = []
          const source = pipes ? incoming.pipe(new PassThrough()) : incoming
          for await (const piece of source) pieces.push(piece)
          return [verdict, Buffer.concat(pieces)] as const
        },
      )
      expect(seen.ok && Buffer.from(seen.value).equals(body.bytes)).toBe(true)
      expect(left.equals(body.bytes)).toBe(true)
    }),
    { numRuns: 200 },
  ))

it('a limit refuses exactly the bodies that are longer', () =>
  fc.assert(
    fc.asyncProperty(sent, fc.nat({ max: 320 }), fc.boolean(), async (body, bodyLimit, waits) => {
      const verdict = await received(packetsOf(body), async (incoming, _response, { arrived }) => {
        if (waits) await arrived()
        return nodeRequest(incoming, {}, { bodyLimit }).body()
      })
      expect(verdict.ok ? 'whole' : verdict.reason).toBe(
        body.bytes.length > bodyLimit ? 'body_too_large' : 'whole',
      )
    }),
    { numRuns: 200 },
  ))
