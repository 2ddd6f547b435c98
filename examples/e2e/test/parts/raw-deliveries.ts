import { type Scheme, sign, signedBy } from '@sallyport/webhook-auth'
import { github, slack, stripe } from '@sallyport/webhook-auth/schemes'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { message, type RawReply, rawClient, type Served } from '../raw.ts'
import { json } from './traps.ts'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const schemes: readonly Scheme[] = [github, slack, stripe]
const long = { text: 'ä$&€'.repeat(90_000), n: 1 }

/** Bodies that do not survive being text for a while, and what a parser makes of them. */
const bodies: Readonly<Record<string, readonly [body: Uint8Array, parsed: unknown]>> = {
  'bytes that are no UTF-8': [Buffer.from('7b2261223a22ff227d', 'hex'), { a: '\ufffd' }],
  'a byte order mark': [Buffer.from('\ufeff{"a":1}'), { a: 1 }],
  'what a replacement would read': [Buffer.from('{"a":"$& $$ $`{body}"}'), { a: '$& $$ $`{body}' }],
  'spaces and numbers that JSON writes otherwise': [
    Buffer.from('{ "a" : 1.0e0, "a": 2.50 }\r\n'),
    { a: 2.5 },
  ],
  'half a megabyte': [Buffer.from(JSON.stringify(long)), long],
}

const headersOf = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

/** A body in chunks that end in the middle of letters. */
function inChunks(body: Uint8Array): Buffer {
  const pieces: Buffer[] = []
  const size = Math.ceil(body.length / 7)
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), Buffer.from(piece), crlf)
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}
const crlf = Buffer.from('\r\n')

/** Signed deliveries over the wire, before parsers that would change them. */
export function rawDeliveries(framework: Framework): void {
  const serve = () =>
    mount(framework, {
      routes: schemes.map((scheme) => ({
        path: `/${scheme.id}`,
        guards: [signedBy(scheme, { secrets: secret })],
        handler: ({ body, proved }) => ({ body, proved }),
      })),
      options: { onError: () => {} },
    })
  const deliver = async (
    app: Served,
    scheme: Scheme,
    body: Uint8Array,
    headers: readonly string[],
    isChunked = false,
  ): Promise<RawReply> => {
    const client = await rawClient(app)
    const framing = isChunked ? ['Transfer-Encoding: chunked'] : []
    const all = [json, ...headers, ...framing]
    client.push(message(`POST /${scheme.id}`, all, isChunked ? inChunks(body) : body))
    return client.reply()
  }

  for (const [title, [body, parsed]] of Object.entries(bodies)) {
    it(`checks a delivery as it came, and hands on what it says: ${title}`, async () => {
      const app = await serve()
      for (const scheme of schemes) {
        const { headers } = sign(scheme, { secret, body })
        for (const isChunked of [false, true]) {
          const reply = await deliver(app, scheme, body, headersOf(headers), isChunked)
          expect(reply.status).toBe(200)
          expect(reply.json()).toMatchObject({
            body: parsed,
            proved: { webhook: { scheme: scheme.id, keyId: 'default' } },
          })
        }
      }
    })

    it(`refuses a delivery that says the same in other bytes: ${title}`, async () => {
      const app = await serve()
      const other = Buffer.from(JSON.stringify(parsed))
      const changed = other.equals(body) ? Buffer.concat([other, Buffer.from(' ')]) : other
      for (const scheme of schemes) {
        const { headers } = sign(scheme, { secret, body })
        const reply = await deliver(app, scheme, changed, headersOf(headers))
        expect(reply.status).toBe(401)
        expect(reply.json()).toMatchObject({ status: 'webhook_refused' })
      }
    })
  }

  it('refuses a signature that came twice, whatever the framework makes of it', async () => {
    const app = await serve()
    const body = Buffer.from('{}')
    for (const scheme of schemes) {
      const right = headersOf(sign(scheme, { secret, body }).headers)
      const wrong = headersOf(sign(scheme, { secret: `${secret}0`, body }).headers)
      expect((await deliver(app, scheme, body, right)).status).toBe(200)
      for (const twice of [
        [...right, ...wrong],
        [...wrong, ...right],
      ]) {
        const reply = await deliver(app, scheme, body, twice)
        expect([reply.status, reply.json()]).toMatchObject([401, { status: 'webhook_refused' }])
      }
    }
  })
}
