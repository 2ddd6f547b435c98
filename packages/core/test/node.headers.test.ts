import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { nodeRequest } from '@sallyport/core/node'
import { describe, expect, it, vi } from 'vitest'
import { message, received } from './support/receive.ts'

const get = message('GET /')
const seen = <T>(text: string, see: (incoming: IncomingMessage) => T): Promise<T> =>
  received(text, see)

describe('a header', () => {
  const text = message('GET /', [
    'Authorization: one',
    'X-Sig: a',
    'authorization: two',
    'X-SIG: b',
    'x-sig: a, c',
    'Cookie: a=1',
    'cookie: b=2; c=3',
    'User-Agent: curl',
    'user-agent: wget',
    'x-empty:',
    '__proto__: sent',
    'x-latin: \u00e9',
  ])

  it.each([
    ['authorization', 'one, two'],
    ['Authorization', 'one, two'],
    ['X-SIG', 'a, b, a, c'],
    ['cookie', 'a=1; b=2; c=3'],
    ['user-agent', 'curl, wget'],
    ['x-empty', ''],
    ['__proto__', 'sent'],
  ])('sent several times is joined, never dropped: %s', async (name, value) => {
    expect(await seen(text, (incoming) => nodeRequest(incoming).header(name))).toBe(value)
  })

  it.each([
    ['authorization', ['one', 'two']],
    ['X-Sig', ['a', 'b', 'a, c']],
    ['Cookie', ['a=1', 'b=2; c=3']],
    ['HOST', ['localhost']],
  ])('shows each value as received: %s', async (name, values) => {
    expect(await seen(text, (incoming) => nodeRequest(incoming).headerValues(name))).toEqual(values)
  })

  it.each(['missing', '', 'constructor', 'toString', 'hasOwnProperty', 'x-sig '])(
    'nobody sent is not there: %j',
    async (name) => {
      const got = await seen(text, (incoming) => {
        const request = nodeRequest(incoming)
        return [request.header(name), request.headerValues(name)]
      })
      expect(got).toEqual([undefined, []])
    },
  )

  it('is not there as __proto__ either', async () => {
    const got = await seen(get, (incoming) => {
      const request = nodeRequest(incoming)
      return [request.header('__proto__'), request.headerValues('__proto__')]
    })
    expect(got).toEqual([undefined, []])
  })

  it('named __proto__ costs nobody the others', async () => {
    const lines = ['x-sig: a', '__proto__: sent', 'x-request-id: r-1']
    await seen(message('GET /', lines), (incoming) => {
      const request = nodeRequest(incoming)
      expect([request.id, request.header('x-sig')]).toEqual(['r-1', 'a'])
      expect(request.header('__proto__')).toBe('sent')
    })
  })

  it('costs nobody else its values', async () => {
    await seen(text, (incoming) => {
      const request = nodeRequest(incoming)
      const none = request.headerValues('missing') as string[]
      expect(() => none.push('forged')).toThrow(TypeError)
      expect(request.headerValues('missing')).toEqual([])
      expect(incoming.headers.authorization).toBe('one')
    })
  })
})

describe('a mock of a request', () => {
  const mock = (headers?: Record<string, string | string[] | undefined>): IncomingMessage =>
    ({ headers, socket: {} }) as never

  it('may have no headersDistinct', () => {
    const request = nodeRequest(
      mock({ 'x-sig': 'a', 'set-cookie': ['a=1', 'b=2'], cookie: 'a=1', 'x-none': undefined }),
    )
    expect(request.header('X-Sig')).toBe('a')
    expect(request.headerValues('x-sig')).toEqual(['a'])
    expect(request.headerValues('set-cookie')).toEqual(['a=1', 'b=2'])
    expect(request.header('x-none')).toBeUndefined()
    for (const name of ['constructor', 'toString', '__proto__', 'missing']) {
      expect(request.header(name)).toBeUndefined()
      expect(request.headerValues(name)).toEqual([])
    }
  })

  it('may be a request that was given headers, and never received any', () => {
    const incoming = new IncomingMessage(new Socket())
    incoming.headers = { 'x-sig': 'a' }
    expect(nodeRequest(incoming).header('X-Sig')).toBe('a')
  })

  it('may list a header without a value', () => {
    const rawHeaders = ['host', 'localhost', 'x-none', undefined]
    const incoming: IncomingMessage = { headers: {}, rawHeaders, socket: {} } as never
    expect(nodeRequest(incoming).headerValues('x-none')).toEqual([])
    expect(nodeRequest(incoming).header('host')).toBe('localhost')
  })

  it('may have no headers at all', () => {
    expect(nodeRequest(mock()).header('x-sig')).toBeUndefined()
  })

  it('has no peer', () => {
    expect(nodeRequest(mock({}))).toMatchObject({ peer: undefined, ip: undefined })
  })
})

describe('the request id', () => {
  const idOf = (...lines: string[]): Promise<string> =>
    seen(message('GET /', lines), (incoming) => {
      const newId = vi.fn(() => 'minted')
      const request = nodeRequest(incoming, {}, { newId })
      const { id } = request
      expect([request.id, nodeRequest(incoming).id]).toEqual([id, id])
      expect(newId).toHaveBeenCalledTimes(id === 'minted' ? 1 : 0)
      return id
    })

  it.each([
    'r-1',
    'a',
    '0',
    'x'.repeat(128),
    '01234567-89ab-cdef-0123-456789abcdef',
    'Root=1-67891233-abcdef012345678912345678',
    'AAAA+/==',
    'a.b:c~d@e_f',
  ])('is the client’s when well-formed: %s', async (id) => {
    expect(await idOf(`X-Request-Id: ${id}`)).toBe(id)
  })

  it.each([
    ['too long', 'x'.repeat(129)],
    ['empty', ''],
    ['of several words', 'a b'],
    ['with a tab', 'a\tb'],
    ['a list', 'a,b'],
    ['with a quote', 'a"b'],
    ['with markup', '<b>'],
    ['beyond ASCII', 'é'],
    ['with a percent sign', '%0a'],
    ['with a brace', '{a}'],
    ['with a semicolon', 'a;b'],
  ])('is a new one when the client’s is %s', async (_what, id) => {
    expect(await idOf(`x-request-id: ${id}`)).toBe('minted')
  })

  it('is a new one when the client sends none', async () => {
    expect(await idOf()).toBe('minted')
  })

  it('is a new one when the client sends two, though they agree', async () => {
    expect(await idOf('x-request-id: a', 'x-request-id: b')).toBe('minted')
    expect(await idOf('x-request-id: a', 'X-Request-ID: a')).toBe('minted')
  })

  it.each(['a\nb', 'a\r\nset-cookie: x', 'a\n', '\u0000', '\u001b[31m', 'a\u2028'])(
    'is a new one where a mock lets through what no server would: %j',
    (id) => {
      const mock: IncomingMessage = { headers: { 'x-request-id': id }, socket: {} } as never
      expect(nodeRequest(mock, {}, { newId: () => 'minted' }).id).toBe('minted')
    },
  )

  it('is a UUID unless the route says otherwise', async () => {
    const ids = await seen(get, (incoming) => {
      const { id } = nodeRequest(incoming)
      return [id, nodeRequest(incoming).id]
    })
    expect(ids[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(ids[1]).toBe(ids[0])
  })
})
