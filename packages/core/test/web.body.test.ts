import { decider, type Guard } from '@sallyport/core'
import { defaultBodyLimit, webRequest } from '@sallyport/core/web'
import { describe, expect, it, vi } from 'vitest'
import { pieces } from './support/streams.ts'
import { settled } from './support/turns.ts'

const hello = new TextEncoder().encode('hello')
const tooLarge = { ok: false, reason: 'body_too_large', status: 413 }
const incomplete = { ok: false, reason: 'body_incomplete', status: 400 }
const consumed = { ok: false, reason: 'body_consumed', status: 500, shown: 'failed' }

const post = (body: string | Uint8Array<ArrayBuffer> | ReadableStream, headers = {}): Request =>
  new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' })

const streamOf = (...list: (Uint8Array | Error)[]): ReadableStream =>
  ReadableStream.from(pieces(list))

const ways: readonly (readonly [string, () => Request])[] = [
  ['text', () => post('hello')],
  ['bytes', () => post(hello)],
  ['a stream', () => post(streamOf(hello))],
  ['a stream in pieces', () => post(streamOf(hello.subarray(0, 2), hello.subarray(2)))],
]

describe.each(ways)('a body given as %s', (_how, make) => {
  it('is the guard’s', async () => {
    expect(await webRequest(make()).body()).toEqual({ ok: true, value: hello })
  })

  it.each([
    ['text()', (request: Request) => request.text()],
    [
      'arrayBuffer()',
      async (request: Request) => Buffer.from(await request.arrayBuffer()).toString(),
    ],
    ['clone()', (request: Request) => request.clone().text()],
    [
      'a reader',
      async (request: Request) => {
        let text = ''
        for await (const piece of request.body ?? []) text += Buffer.from(piece).toString()
        return text
      },
    ],
  ])('is left for the handler’s %s', async (_what, read) => {
    const request = make()
    const body = await webRequest(request).body()
    expect(request.bodyUsed).toBe(false)
    expect(await read(request)).toBe('hello')
    expect(body).toEqual({ ok: true, value: hello })
  })

  it('is read once, and the guard’s after the handler has read it, too', async () => {
    const request = make()
    const seen = webRequest(request)
    const [first, second] = await Promise.all([seen.body(), seen.body()])
    await request.text()
    expect(await webRequest(request).body()).toEqual(first)
    expect(second).toEqual(first)
  })

  it('is bounded, and whole for the handler none the less', async () => {
    const request = make()
    expect(await webRequest(request, {}, { bodyLimit: 4 }).body()).toMatchObject(tooLarge)
    expect(await request.text()).toBe('hello')
    const other = make()
    expect(await webRequest(other, {}, { bodyLimit: 5 }).body()).toMatchObject({ ok: true })
  })
})

describe('a body', () => {
  it('of JSON is left for the handler’s json()', async () => {
    const request = post('{"a":1}')
    await webRequest(request).body()
    expect(await request.json()).toEqual({ a: 1 })
  })

  it('is the bytes, whatever they are', async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0xff, 0])
    expect(await webRequest(post(bytes)).body()).toEqual({ ok: true, value: bytes })
  })

  it.each(['GET', 'POST'])('that a %s does not have is empty', async (method) => {
    const seen = webRequest(new Request('http://localhost/', { method }))
    expect(await seen.body()).toEqual({ ok: true, value: new Uint8Array() })
  })

  it('that is empty is empty', async () => {
    for (const request of [post(''), post(streamOf())]) {
      expect(await webRequest(request).body()).toEqual({ ok: true, value: new Uint8Array() })
    }
  })
})

describe('a body longer than the limit', () => {
  it('is not read when its length says so', async () => {
    const source = pieces([hello])
    const body = new ReadableStream(
      {
        async pull(controller) {
          const next = await source.next()
          if (next.done) controller.close()
          else controller.enqueue(next.value)
        },
      },
      { highWaterMark: 0 },
    )
    const request = post(body, { 'content-length': '6' })
    expect(await webRequest(request, {}, { bodyLimit: 5 }).body()).toMatchObject(tooLarge)
    await settled()
    expect(source.asked).toBe(0)
  })

  it('is refused when its length lies, or is none', async () => {
    for (const length of ['1', '0', 'many', '-1', '']) {
      const request = post(streamOf(hello), { 'content-length': length })
      expect(await webRequest(request, {}, { bodyLimit: 4 }).body()).toMatchObject(tooLarge)
    }
  })

  it('without an end is not read to its end', async () => {
    let asked = 0
    const endless = new ReadableStream(
      {
        pull(controller) {
          asked++
          controller.enqueue(hello)
        },
      },
      { highWaterMark: 0 },
    )
    expect(await webRequest(post(endless), {}, { bodyLimit: 12 }).body()).toMatchObject(tooLarge)
    await settled()
    expect(asked).toBeLessThanOrEqual(4)
  })

  it('is refused to who may read less, though another has read it', async () => {
    const request = post('hello')
    const seen = webRequest(request)
    expect(await seen.body()).toMatchObject({ ok: true })
    webRequest(request, undefined, { bodyLimit: 4 })
    expect(await seen.body()).toMatchObject(tooLarge)
  })

  it('is none to who may read more, though it was refused', async () => {
    const request = post(streamOf(hello.subarray(0, 2), hello.subarray(2)))
    const seen = webRequest(request, {}, { bodyLimit: 4 })
    expect(await seen.body()).toMatchObject(tooLarge)
    webRequest(request, undefined, { bodyLimit: 5 })
    expect(await seen.body()).toEqual({ ok: true, value: hello })
    expect(await request.text()).toBe('hello')
  })

  it('is one of more than a mebibyte, unless the route says otherwise', async () => {
    expect(defaultBodyLimit).toBe(1_048_576)
    const most = new Uint8Array(1_048_576)
    expect(await webRequest(post(most)).body()).toMatchObject({ ok: true })
    const more = new Uint8Array(1_048_577)
    expect(await webRequest(post(more)).body()).toMatchObject(tooLarge)
  })

  it.each([Number.NaN, -1])('cannot be told by the limit %d', async (bodyLimit) => {
    const seen = webRequest(post('hello'), {}, { bodyLimit })
    expect(() => seen.body()).toThrow(
      new RangeError(`core: "bodyLimit" must be a number of bytes >= 0, got ${bodyLimit}`),
    )
    const readsBody: Guard<object, string> = async (request) => {
      const body = await request.body()
      return body.ok ? { ok: true, value: {} } : body
    }
    const decide = decider(readsBody, { onError() {} })
    expect(await decide(seen)).toMatchObject({ ok: false, reason: 'unavailable' })
  })
})

describe('a body that cannot be read', () => {
  it.each([
    ['at once', [new Error('gone')]],
    ['midway', [hello, new Error('gone')]],
  ])('because its stream fails %s is incomplete', async (_when, list) => {
    const seen = webRequest(post(streamOf(...list)))
    expect(await seen.body()).toEqual(incomplete)
    expect(await seen.body()).toEqual(incomplete)
  })

  it('because somebody has read it is consumed', async () => {
    const request = post('hello')
    await request.text()
    expect(await webRequest(request).body()).toMatchObject(consumed)
  })

  it('because somebody is reading it is consumed', async () => {
    const request = post('hello')
    const reader = request.body?.getReader()
    expect(await webRequest(request).body()).toMatchObject(consumed)
    expect(await reader?.read()).toMatchObject({ value: hello })
  })
})

describe('a client that leaves', () => {
  const endless = () => new ReadableStream({ pull: () => new Promise(() => {}) })
  const leaving = (body: ReadableStream = endless()) => {
    const { signal, abort } = signals()
    return { abort, request: new Request(post(body), { signal }) }
  }
  const signals = () => {
    const controller = new AbortController()
    return { signal: controller.signal, abort: () => controller.abort() }
  }

  it('while a guard reads leaves a body incomplete', async () => {
    const { request, abort } = leaving()
    const read = webRequest(request).body()
    await settled()
    abort()
    expect(await Promise.race([read, settled().then(() => 'still waiting')])).toEqual(incomplete)
  })

  it('in the midst of it leaves a body incomplete', async () => {
    const body = new ReadableStream({ start: (to) => to.enqueue(hello) })
    const { request, abort } = leaving(body)
    const read = webRequest(request).body()
    await settled()
    abort()
    expect(await read).toEqual(incomplete)
  })

  it('before a guard asks leaves a body incomplete', async () => {
    const { request, abort } = leaving()
    abort()
    expect(await webRequest(request).body()).toEqual(incomplete)
  })

  it('afterwards is nobody’s concern: nothing listens', async () => {
    const { request } = leaving(streamOf(hello))
    const off = vi.spyOn(request.signal, 'removeEventListener')
    expect(await webRequest(request).body()).toMatchObject({ ok: true })
    expect(off.mock.calls).toEqual([['abort', expect.any(Function)]])
  })

  it('cannot be heard of where requests have no signal', async () => {
    const request = Object.defineProperties(post('hello'), {
      signal: { value: undefined },
      clone: { value: () => post('hello') },
    })
    expect(await webRequest(request).body()).toEqual({ ok: true, value: hello })
  })
})
