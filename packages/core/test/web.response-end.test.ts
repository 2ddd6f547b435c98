import { onResponseEnd } from '@sallyport/core/web'
import { describe, expect, it, vi } from 'vitest'
import { pieces } from './support/streams.ts'
import { settled } from './support/turns.ts'

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const streamOf = (...list: (Uint8Array | Error)[]) => {
  const source = pieces(list)
  return { source, response: new Response(ReadableStream.from(source), { status: 201 }) }
}

const watched = (response: Response, method = 'GET') => {
  const ended = vi.fn()
  return { ended, sent: onResponseEnd(response, method, ended) }
}

describe('onResponseEnd of fetch', () => {
  it.each([
    ['text', () => new Response('é€'), 5],
    ['bytes', () => new Response(new Uint8Array(7)), 7],
    ['an empty text', () => new Response(''), 0],
    ['a stream', () => streamOf(bytesOf('ab'), bytesOf('c')).response, 3],
    ['an empty stream', () => streamOf().response, 0],
  ])('counts %s as it is read', async (_what, make, bytes) => {
    const response = make()
    const { ended, sent } = watched(response)
    const got = await sent.arrayBuffer()
    expect(got.byteLength).toBe(bytes)
    expect(ended.mock.calls).toEqual([[{ status: response.status, bytes, aborted: false }]])
  })

  it('leaves the response what it was', async () => {
    const headers: [string, string][] = [
      ['x-a', '1'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]
    const response = new Response('hello', { status: 404, statusText: 'Gone', headers })
    const { sent } = watched(response)
    expect(sent.status).toBe(404)
    expect(sent.statusText).toBe('Gone')
    expect(sent.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect([...sent.headers]).toEqual([...response.headers])
    expect(await sent.text()).toBe('hello')
  })

  it.each([200, 204, 304])('has ended at once without a body: %d', (status) => {
    const response = new Response(null, { status })
    const { ended, sent } = watched(response)
    expect(sent).toBe(response)
    expect(ended.mock.calls).toEqual([[{ status, bytes: 0, aborted: false }]])
  })

  it('has ended at once for HEAD, whose body nobody reads', async () => {
    const response = new Response('hello', { status: 200 })
    const { ended, sent } = watched(response, 'HEAD')
    expect(sent).toBe(response)
    expect(ended.mock.calls).toEqual([[{ status: 200, bytes: 0, aborted: false }]])
    await sent.text()
    expect(ended).toHaveBeenCalledOnce()
  })

  it('is told when the client leaves, and so is who makes the body', async () => {
    const { source, response } = streamOf(bytesOf('ab'), bytesOf('c'), bytesOf('d'))
    const { ended, sent } = watched(response)
    const reader = sent.body?.getReader()
    expect(await reader?.read()).toMatchObject({ value: bytesOf('ab') })
    await reader?.cancel('the client left')
    expect(ended.mock.calls).toEqual([[expect.objectContaining({ status: 201, aborted: true })]])
    expect(source.closed).toBe(1)
    await settled()
    expect(ended).toHaveBeenCalledOnce()
  })

  it('is told when the body fails, and the reader too', async () => {
    const failure = new Error('the source')
    const { ended, sent } = watched(streamOf(bytesOf('ab'), failure).response)
    const reader = sent.body?.getReader()
    expect(await reader?.read()).toMatchObject({ value: bytesOf('ab') })
    await expect(reader?.read()).rejects.toBe(failure)
    expect(ended.mock.calls).toEqual([[{ status: 201, bytes: 2, aborted: true }]])
  })

  it('has not ended while somebody reads', async () => {
    const { ended, sent } = watched(streamOf(bytesOf('ab'), bytesOf('c')).response)
    const reader = sent.body?.getReader()
    await reader?.read()
    await settled()
    expect(ended).not.toHaveBeenCalled()
    await reader?.read()
    await reader?.read()
    expect(ended).toHaveBeenCalledOnce()
  })

  it('counts what the client took, not what it has not asked for', async () => {
    const source = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(10)) })
    const { ended, sent } = watched(new Response(source))
    const reader = sent.body?.getReader()
    await reader?.read()
    await settled()
    await reader?.cancel()
    expect(ended.mock.calls).toEqual([[{ status: 200, bytes: 10, aborted: true }]])
  })

  it.each([
    ['whole', (sent: Response) => sent.text(), 'hello'],
    ['left', (sent: Response) => sent.body?.cancel(), undefined],
  ])('cannot be failed by who is told: a response that is %s', async (_how, take, taken) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const broken = new Error('broken')
    const ended = vi.fn(() => {
      throw broken
    })
    const sent = onResponseEnd(new Response('hello'), 'GET', ended)
    expect(await take(sent)).toBe(taken)
    expect(() => onResponseEnd(new Response(null), 'GET', ended)).not.toThrow()
    expect(ended).toHaveBeenCalledTimes(2)
    expect(printed.mock.calls).toEqual([
      ['sallyport:', broken],
      ['sallyport:', broken],
    ])
    printed.mockRestore()
  })

  it('asks for no more than is read, and one piece ahead', async () => {
    const { source, response } = streamOf(...Array.from({ length: 50 }, () => bytesOf('ab')))
    const { sent } = watched(response)
    const reader = sent.body?.getReader()
    await reader?.read()
    await settled()
    expect(source.asked).toBeLessThan(6)
    await reader?.cancel()
  })
})
