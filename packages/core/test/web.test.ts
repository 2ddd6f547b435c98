import { webRequest } from '@sallyport/core/web'
import { describe, expect, it, vi } from 'vitest'

const requestTo = (url: string, init?: RequestInit): Request => new Request(url, init)
const sent = (headers: readonly [string, string][]): Request =>
  requestTo('http://localhost/', { headers: headers.map((header): [string, string] => header) })

describe('webRequest', () => {
  it('is the same object for the same request, and another for another', () => {
    const request = requestTo('http://localhost/')
    const first = webRequest(request)
    expect(webRequest(request)).toBe(first)
    expect(webRequest(request, { peer: '192.0.2.1' }, { bodyLimit: 5 })).toBe(first)
    expect(webRequest(requestTo('http://localhost/'))).not.toBe(first)
    expect(webRequest(request.clone())).not.toBe(first)
  })

  it('is the same for whatever stands for the request, and sees the one given last', async () => {
    const identity = {}
    const first = webRequest(requestTo('http://localhost/1'), { identity })
    const body = { method: 'POST', body: 'later' }
    const later = webRequest(requestTo('http://localhost/2', body), { identity })
    expect(later).toBe(first)
    expect(first).toMatchObject({ url: '/2', method: 'POST' })
  })

  it('may be taken apart', async () => {
    const init = { method: 'POST', headers: { 'x-sig': 'a' }, body: 'hi' }
    const { header, headerValues, body } = webRequest(requestTo('http://localhost/', init))
    expect(header('X-Sig')).toBe('a')
    expect(headerValues('X-Sig')).toEqual(['a'])
    expect(await body()).toMatchObject({ ok: true })
  })

  it.each([
    ['http://localhost', '/'],
    ['http://localhost/', '/'],
    ['http://localhost?x=1', '/?x=1'],
    ['http://localhost:8080', '/'],
    ['http://a/b', '/b'],
    ['https://example.com:8443/a/b?x=%2F&y=a+b', '/a/b?x=%2F&y=a+b'],
    ['http://[::1]', '/'],
    ['http://[::1]:3000/x?y=/z', '/x?y=/z'],
    ['http://localhost//two//slashes', '//two//slashes'],
    ['http://localhost/http://other/a', '/http://other/a'],
  ])('has the path and the query of %s', (url, expected) => {
    expect(webRequest(requestTo(url)).url).toBe(expected)
  })

  it('has the url that the framework kept', () => {
    const request = requestTo('http://localhost/rewritten')
    expect(webRequest(request, { url: '/as/received' }).url).toBe('/as/received')
  })

  it.each(['GET', 'POST', 'DELETE', 'HEAD', 'M-SEARCH'])('has the method: %s', (method) => {
    expect(webRequest(requestTo('http://localhost/', { method })).method).toBe(method)
  })
})

describe('who asks', () => {
  const request = () => sent([['x-forwarded-for', '192.0.2.1']])

  it('is unknown: fetch has no socket', () => {
    expect(webRequest(request())).toMatchObject({ peer: undefined, ip: undefined })
  })

  it('may be told by the runtime', () => {
    const seen = webRequest(request(), { peer: '192.0.2.9' })
    expect(seen).toMatchObject({ peer: '192.0.2.9', ip: '192.0.2.9' })
  })

  it('is for `clientAddress` to say, which may not know', () => {
    const known = webRequest(
      request(),
      { peer: 'p' },
      {
        clientAddress: ({ peer, header }) => `${header('x-forwarded-for')} by ${peer}`,
      },
    )
    expect(known).toMatchObject({ peer: 'p', ip: '192.0.2.1 by p' })
    const unknown = webRequest(request(), { peer: 'p' }, { clientAddress: () => undefined })
    expect(unknown).toMatchObject({ peer: 'p', ip: undefined })
  })
})

describe('views and options', () => {
  it('given last hold, and what options do not say stays', () => {
    const request = requestTo('http://localhost/x')
    const seen = webRequest(
      request,
      { url: '/api/x', peer: 'p' },
      {
        clientAddress: () => 'first',
        newId: () => 'id-1',
      },
    )
    webRequest(request)
    webRequest(request, undefined, { bodyLimit: 5 })
    expect(seen).toMatchObject({ url: '/api/x', peer: 'p', ip: 'first', id: 'id-1' })
    webRequest(request, { peer: 'q' }, { clientAddress: () => 'second', newId: undefined })
    expect(seen).toMatchObject({ url: '/x', peer: 'q', ip: 'second', id: 'id-1' })
  })

  it('are asked for route and parameters when they are wanted', () => {
    let matched: string | undefined
    let params: Record<string, string | string[] | undefined> = {}
    const view = { route: () => matched, params: () => params }
    const seen = webRequest(requestTo('http://localhost/'), view)
    expect([seen.route, { ...seen.params }]).toEqual([undefined, {}])
    matched = '/files/*'
    params = { rest: ['a', 'b'], id: '7', none: undefined }
    expect([seen.route, { ...seen.params }]).toEqual(['/files/*', { rest: 'a/b', id: '7' }])
    expect(seen.params.constructor).toBeUndefined()
  })
})

describe('a header', () => {
  const seen = webRequest(
    sent([
      ['X-Sig', 'a'],
      ['x-sig', 'b'],
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
      ['Authorization', 'one'],
      ['authorization', 'two'],
    ]),
  )

  it.each([
    ['x-sig', 'a, b'],
    ['X-SIG', 'a, b'],
    ['Cookie', 'a=1; b=2'],
    ['authorization', 'one, two'],
  ])('sent several times is joined, never dropped: %s', (name, value) => {
    expect(seen.header(name)).toBe(value)
    expect(seen.headerValues(name)).toEqual([value])
  })

  it.each(['missing', '__proto__', 'constructor', 'toString'])(
    'nobody sent is not there: %s',
    (name) => {
      expect(seen.header(name)).toBeUndefined()
      expect(seen.headerValues(name)).toEqual([])
    },
  )
})

describe('what is no header’s name', () => {
  it.each(['x sig', '', 'x-sig:', 'é', 'a\r\nb'])('is not there: %j', (name) => {
    const { header, headerValues } = webRequest(requestTo('http://localhost/'))
    expect([header(name), headerValues(name)]).toEqual([undefined, []])
  })
})

describe('the request id', () => {
  const idOf = (...ids: string[]): string => {
    const newId = vi.fn(() => 'minted')
    const request = sent(ids.map((id) => ['X-Request-Id', id]))
    const seen = webRequest(request, {}, { newId })
    const { id } = seen
    expect([seen.id, webRequest(request).id]).toEqual([id, id])
    expect(newId).toHaveBeenCalledTimes(id === 'minted' ? 1 : 0)
    return id
  }

  it('is the client’s when well-formed', () => {
    expect(idOf('r-1')).toBe('r-1')
    expect(idOf('x'.repeat(128))).toBe('x'.repeat(128))
  })

  it('is a new one otherwise', () => {
    for (const ids of [[], [''], ['a b'], ['a,b'], ['x'.repeat(129)], ['a', 'b'], ['a', 'a']]) {
      expect(idOf(...ids)).toBe('minted')
    }
  })

  it('is a UUID unless the route says otherwise', () => {
    expect(webRequest(sent([])).id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })
})
