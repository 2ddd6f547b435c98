import type { IncomingMessage } from 'node:http'
import { nodeRequest } from '@sallyport/core/node'
import { describe, expect, it, vi } from 'vitest'
import { deferred } from './support/deferred.ts'
import { message, received } from './support/receive.ts'

const get = message('GET /')
const seen = <T>(text: string, see: (incoming: IncomingMessage) => T): Promise<T> =>
  received(text, see)

describe('nodeRequest', () => {
  it('is the same object for the same request', async () => {
    await seen(get, (incoming) => {
      const first = nodeRequest(incoming)
      expect(nodeRequest(incoming)).toBe(first)
      expect(nodeRequest(incoming, { url: '/other' }, { bodyLimit: 5 })).toBe(first)
    })
  })

  it('is another for another, on the same connection too', async () => {
    const requests = new Set()
    const both = deferred()
    await received(get + get, async (incoming, response, { client }) => {
      client.resume()
      requests.add(nodeRequest(incoming))
      response.end()
      if (requests.size === 2) both.resolve()
      await both.promise
    })
    expect(requests.size).toBe(2)
  })

  it('leaves nothing to see on the request it was made for', async () => {
    await seen(get, (incoming) => {
      const before = [Object.keys(incoming), JSON.stringify(incoming.headers)]
      nodeRequest(incoming)
      expect([Object.keys(incoming), JSON.stringify(incoming.headers)]).toEqual(before)
    })
  })

  it.each([
    ['GET', '/'],
    ['DELETE', '/a/../b//c?x=%2F&y=a+b&x'],
    ['GET', '//elsewhere/path'],
    ['OPTIONS', '*'],
    ['M-SEARCH', '/;a=b'],
  ])('has the method and the target as received: %s %s', async (method, url) => {
    const got = await seen(message(`${method} ${url}`), (incoming) => {
      const request = nodeRequest(incoming)
      return { method: request.method, url: request.url }
    })
    expect(got).toEqual({ method, url })
  })

  it.each([
    ['http://elsewhere/absolute?x=%2F', '/absolute?x=%2F'],
    ['HTTPS://elsewhere:8080/a//b', '/a//b'],
    ['http://elsewhere', '/'],
    ['http://elsewhere?x=1', '/?x=1'],
    ['http://[::1]:80/a', '/a'],
    ['http://elsewhere/http://other/a', '/http://other/a'],
  ])('has the path of a target in absolute form: %s', async (target, url) => {
    expect(await seen(message(`GET ${target}`), (incoming) => nodeRequest(incoming).url)).toBe(url)
  })

  it('has the url that the framework kept, where it rewrites its own', async () => {
    await seen(message('GET /x'), (incoming) => {
      incoming.url = '/rewritten'
      expect(nodeRequest(incoming, { url: '/api/x' }).url).toBe('/api/x')
    })
  })

  it('takes a request without method and target for GET /', () => {
    const mock = { headers: {}, socket: {} } as IncomingMessage
    expect(nodeRequest(mock)).toMatchObject({ method: 'GET', url: '/' })
  })
})

describe('who asks', () => {
  const forwarded = message('GET /', ['x-forwarded-for: 192.0.2.1', 'forwarded: for=192.0.2.2'])

  it('is the socket’s peer, whatever the headers claim', async () => {
    const got = await seen(forwarded, (incoming) => {
      const { peer, ip } = nodeRequest(incoming)
      return { peer, ip }
    })
    expect(got).toEqual({ peer: '127.0.0.1', ip: '127.0.0.1' })
  })

  it('is not the framework’s `ip`, which a client may have written', async () => {
    await seen(get, (incoming) => {
      Object.assign(incoming, { ip: '9.9.9.9', ips: ['9.9.9.9'] })
      expect(nodeRequest(incoming)).toMatchObject({ peer: '127.0.0.1', ip: '127.0.0.1' })
    })
  })

  it('is the same whether the socket listens on IPv4 or on both', () => {
    const peerOf = (remoteAddress?: string) =>
      nodeRequest({ headers: {}, socket: { remoteAddress } } as IncomingMessage).peer
    expect(peerOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(peerOf('192.0.2.1')).toBe('192.0.2.1')
    expect(peerOf('::ffff:c000:201')).toBe('::ffff:c000:201')
    expect(peerOf('2001:db8::1')).toBe('2001:db8::1')
    expect(peerOf('::1')).toBe('::1')
    expect(peerOf(undefined)).toBeUndefined()
  })

  it('may be told by the framework, where the request does not carry it', async () => {
    await seen(get, (incoming) => {
      const request = nodeRequest(incoming, { peer: '192.0.2.9' })
      expect(request).toMatchObject({ peer: '192.0.2.9', ip: '192.0.2.9' })
    })
  })

  it('is for `clientAddress` to say, who sees peer and headers', async () => {
    await seen(forwarded, (incoming) => {
      const clientAddress = vi.fn(
        (request: { peer: string | undefined; header(name: string): string | undefined }) =>
          `${request.header('X-Forwarded-For')} by ${request.peer}`,
      )
      const request = nodeRequest(incoming, {}, { clientAddress })
      expect(clientAddress).not.toHaveBeenCalled()
      expect(request.ip).toBe('192.0.2.1 by 127.0.0.1')
      expect(request.peer).toBe('127.0.0.1')
    })
  })

  it('is unknown when `clientAddress` cannot say, never the peer instead', async () => {
    await seen(forwarded, (incoming) => {
      const request = nodeRequest(incoming, {}, { clientAddress: () => undefined })
      expect(request.ip).toBeUndefined()
      expect(request.peer).toBe('127.0.0.1')
    })
  })
})

describe('options', () => {
  it('given last win, and what they do not say stays', async () => {
    await seen(get, (incoming) => {
      const request = nodeRequest(
        incoming,
        {},
        { clientAddress: () => 'first', newId: () => 'id-1' },
      )
      expect(request.ip).toBe('first')
      nodeRequest(incoming, {}, { bodyLimit: 5 })
      expect(request.ip).toBe('first')
      nodeRequest(incoming, {}, { clientAddress: () => 'second', newId: undefined })
      expect(request.ip).toBe('second')
      nodeRequest(incoming)
      expect(request.ip).toBe('second')
      expect(request.id).toBe('id-1')
    })
  })

  it('are not changed', async () => {
    await seen(get, (incoming) => {
      const options = Object.freeze({ bodyLimit: 5 })
      nodeRequest(incoming, {}, options)
      nodeRequest(incoming, {}, options)
      nodeRequest(incoming, {}, { bodyLimit: 6, newId: () => 'x' })
      expect(options).toEqual({ bodyLimit: 5 })
    })
  })
})

describe('a view', () => {
  it('given last holds; none given leaves the one before', async () => {
    await seen(message('GET /x'), (incoming) => {
      const request = nodeRequest(incoming, { url: '/api/x', route: () => '/first' })
      nodeRequest(incoming)
      nodeRequest(incoming, undefined, { bodyLimit: 5 })
      expect(request).toMatchObject({ url: '/api/x', route: '/first' })
      nodeRequest(incoming, { route: () => '/second' })
      expect(request).toMatchObject({ url: '/x', route: '/second' })
    })
  })

  it('may put another request in the place of what came', async () => {
    const text = message('POST /x', ['content-length: 3', 'x-sig: old', 'x-old: o'], 'old')
    await received(text, async (incoming) => {
      const request = nodeRequest(incoming)
      expect(await request.body()).toMatchObject({ value: Buffer.from('old') })
      const replacedBy = new Request('http://elsewhere/new?x=1', {
        method: 'PUT',
        headers: { 'x-sig': 'new' },
        body: 'fresh',
      })
      nodeRequest(incoming, { replacedBy })
      expect(request).toMatchObject({ method: 'PUT', url: '/new?x=1', peer: '127.0.0.1' })
      expect(request.header('X-Sig')).toBe('new')
      expect(request.headerValues('x-old')).toEqual([])
      const body = await request.body()
      expect(body.ok && Buffer.from(body.value).toString()).toBe('fresh')
      expect(await request.body()).toBe(body)
      expect(await replacedBy.text()).toBe('fresh')
    })
  })
})

describe('the route', () => {
  it('is asked for when it is wanted: routing comes after middleware', async () => {
    await seen(get, (incoming) => {
      let matched: string | undefined
      const request = nodeRequest(incoming, { route: () => matched })
      expect(request.route).toBeUndefined()
      matched = '/users/:id'
      expect(request.route).toBe('/users/:id')
    })
  })

  it('and its parameters are unknown where nobody says', async () => {
    await seen(get, (incoming) => {
      const { route, params } = nodeRequest(incoming)
      expect(route).toBeUndefined()
      expect(Object.entries(params)).toEqual([])
    })
  })

  it('has parameters as text, wildcards joined, absent ones left out', async () => {
    await seen(get, (incoming) => {
      let params: Record<string, string | string[] | undefined> = {}
      const request = nodeRequest(incoming, { params: () => params })
      expect({ ...request.params }).toEqual({})
      params = { id: '7', rest: ['a', 'b', 'c'], none: undefined, empty: '', nothing: [] }
      expect({ ...request.params }).toEqual({ id: '7', rest: 'a/b/c', empty: '', nothing: '' })
    })
  })

  it('has no parameter that every object has', async () => {
    await seen(get, (incoming) => {
      const sent = JSON.parse('{"__proto__":"p","id":"7"}')
      const { params } = nodeRequest(incoming, { params: () => sent })
      expect(Object.entries(params)).toEqual([
        ['__proto__', 'p'],
        ['id', '7'],
      ])
      expect(params.constructor).toBeUndefined()
      expect(params.toString).toBeUndefined()
      expect(Object.getPrototypeOf(params)).toBeNull()
    })
  })
})

describe('a guard may take the request apart', () => {
  it('and its parts work alone', async () => {
    await received(
      [message('POST /', ['content-length: 2', 'x-sig: a'], 'hi')],
      async (incoming) => {
        const { header, headerValues, body } = nodeRequest(incoming)
        expect(header('X-Sig')).toBe('a')
        expect(headerValues('x-sig')).toEqual(['a'])
        expect(await body()).toMatchObject({ ok: true, value: Buffer.from('hi') })
      },
    )
  })
})

describe('a request whose client has left', () => {
  it('still comes from where it came', async () => {
    await received(message('POST /', ['content-length: 5']), async (incoming, _response, more) => {
      const request = nodeRequest(incoming)
      const closed = new Promise((resolve) => incoming.once('close', resolve))
      more.client.destroy()
      await closed
      expect(request).toMatchObject({ peer: '127.0.0.1', ip: '127.0.0.1' })
    })
  })
})
