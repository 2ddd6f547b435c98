import { deny } from '@sallyport/core'
import { defaultBodyLimit } from '@sallyport/core/node'
import { testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

describe('testRequest', () => {
  it('is unremarkable by default', async () => {
    const request = testRequest()
    expect(request).toMatchObject({
      id: 'test-request',
      method: 'GET',
      url: '/',
      params: {},
      peer: '127.0.0.1',
      ip: '127.0.0.1',
    })
    expect(request.route).toBeUndefined()
    expect(request.header('host')).toBeUndefined()
    expect(await request.body()).toEqual({ ok: true, value: new Uint8Array() })
  })

  it('is what the test says', () => {
    const said = {
      id: 'r-1',
      method: 'PUT',
      url: '/users/7?x=1',
      route: '/users/:id',
      params: { id: '7' },
      peer: '10.0.0.1',
      ip: '192.0.2.1',
    }
    expect(testRequest(said)).toMatchObject(said)
  })

  it('has no parameter that every object has, as the requests of adapters', () => {
    const { params } = testRequest({ params: { id: '7' } })
    expect(params.constructor).toBeUndefined()
    expect(Object.entries(params)).toEqual([['id', '7']])
  })

  it('comes from its peer, unless the test says otherwise', () => {
    expect(testRequest({ peer: '10.0.0.1' }).ip).toBe('10.0.0.1')
    expect(testRequest({ peer: undefined }).ip).toBeUndefined()
    expect(testRequest({ ip: undefined })).toMatchObject({ peer: '127.0.0.1', ip: undefined })
  })

  it('is a POST with a body, unless the test says otherwise', () => {
    expect(testRequest({ body: 'a' }).method).toBe('POST')
    expect(testRequest({ body: new Uint8Array([1]) }).method).toBe('POST')
    expect(testRequest({ body: deny('body_incomplete', 400) }).method).toBe('POST')
    expect(testRequest({ body: 'a', method: 'DELETE' }).method).toBe('DELETE')
  })
})

describe('its headers', () => {
  const request = testRequest({
    headers: { 'X-Sig': ['a', 'b'], Cookie: ['a=1', 'b=2'], Accept: '*/*', 'x-none': [] },
  })

  it.each(['x-sig', 'X-Sig', 'X-SIG'])('are found in any case: %s', (name) => {
    expect(request.header(name)).toBe('a, b')
    expect(request.headerValues(name)).toEqual(['a', 'b'])
  })

  it.each(['cookie', 'Cookie', 'COOKIE'])('join cookies as cookies: %s', (name) => {
    expect(request.header(name)).toBe('a=1; b=2')
    expect(request.headerValues(name)).toEqual(['a=1', 'b=2'])
  })

  it('are joined when their names differ in case only', () => {
    const { header, headerValues } = testRequest({ headers: { 'X-Sig': 'a', 'x-sig': ['b', 'c'] } })
    expect(header('x-sig')).toBe('a, b, c')
    expect(headerValues('x-sig')).toEqual(['a', 'b', 'c'])
  })

  it('are as they are when there is one', () => {
    expect(request.header('accept')).toBe('*/*')
    expect(request.headerValues('accept')).toEqual(['*/*'])
  })

  it.each(['missing', '', 'x-none', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'are not there when nobody sent them: %j',
    (name) => {
      expect(request.header(name)).toBeUndefined()
      expect(request.headerValues(name)).toEqual([])
    },
  )
})

describe('its body', () => {
  it('is the bytes of the text', async () => {
    const body = await testRequest({ body: 'é\ud800' }).body()
    expect(body).toEqual({ ok: true, value: new Uint8Array([0xc3, 0xa9, 0xef, 0xbf, 0xbd]) })
  })

  it('is the bytes', async () => {
    const bytes = new Uint8Array([0xff, 0])
    const body = await testRequest({ body: bytes }).body()
    expect(body.ok && body.value).toBe(bytes)
  })

  it('can be asked for again', async () => {
    const request = testRequest({ body: 'abc' })
    expect(await request.body()).toEqual(await request.body())
  })

  it('is the denial that reading comes to', async () => {
    const denied = deny('body_incomplete', 400)
    expect(await testRequest({ body: denied }).body()).toBe(denied)
  })

  it.each([Number.NaN, -1])('cannot be told by the limit %d, as with adapters', (bodyLimit) => {
    for (const said of ['hello', deny('body_incomplete', 400)]) {
      const { body } = testRequest({ body: said, bodyLimit })
      expect(() => body()).toThrow(
        new RangeError(`core: "bodyLimit" must be a number of bytes >= 0, got ${bodyLimit}`),
      )
    }
  })

  it('is bounded in bytes, not characters', async () => {
    const tooLarge = { ok: false, reason: 'body_too_large', status: 413 }
    expect(await testRequest({ body: 'éé', bodyLimit: 4 }).body()).toMatchObject({ ok: true })
    expect(await testRequest({ body: 'éé', bodyLimit: 3 }).body()).toMatchObject(tooLarge)
    expect(await testRequest({ body: '', bodyLimit: 0 }).body()).toMatchObject({ ok: true })
    const most = new Uint8Array(defaultBodyLimit)
    expect(await testRequest({ body: most }).body()).toMatchObject({ ok: true })
    const more = new Uint8Array(defaultBodyLimit + 1)
    expect(await testRequest({ body: more }).body()).toMatchObject(tooLarge)
  })
})
