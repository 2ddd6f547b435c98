import { AsyncLocalStorage } from 'node:async_hooks'
import {
  allow,
  deny,
  every,
  type Guard,
  type GuardRequest,
  type Observer,
  type RequestEnd,
} from '@sallyport/core'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { settled, until } from '../world.ts'
import { json, keepsBytes, waits } from './traps.ts'

/** Observers: each request begun once, ended once, and their contexts. */
export function observers(framework: Framework): void {
  it('an observer sees each request begin once and end once, whatever becomes of it', async () => {
    const begun: string[] = []
    const ended: (readonly [string, RequestEnd])[] = []
    const observer: Observer = (request) => {
      begun.push(request.url)
      return (end) => void ended.push([request.url, end])
    }
    async function* rows() {
      yield 'rö'
      yield Buffer.from('w')
    }
    const reply = (body: string | AsyncIterable<string | Uint8Array>, status = 200) => ({
      status,
      headers: { 'content-type': 'text/plain' },
      body,
    })
    const app = await mount(framework, {
      observers: [observer],
      routes: [
        { path: '/handler', handler: () => ['ü'] },
        { path: '/text', endpoint: () => reply('héllo') },
        { path: '/rows', endpoint: () => reply(rows()) },
        { path: '/none', endpoint: () => reply('never', 204) },
        { path: '/not-modified', endpoint: () => reply('never', 304) },
        { path: '/fails', endpoint: () => Promise.reject(new Error('hidden')) },
        { path: '/shut', guards: [() => deny('not_you', 403, { shown: 'no' })] },
        { path: '/late', guards: [every(waits, () => deny('too_late', 409))] },
        { path: '/breaks', guards: [() => Promise.reject(new Error('hidden'))] },
        { path: '/large', guards: [keepsBytes] },
      ],
      options: { onError() {}, bodyLimit: 2 },
    })
    const expected = (method: string): Record<string, object> => {
      const sent = (bytes: number) => (method === 'HEAD' ? 0 : bytes)
      return {
        '/handler': { status: 200, bytes: sent(6) },
        '/text': { status: 200, bytes: sent(6) },
        '/rows': { status: 200, bytes: sent(4) },
        '/none': { status: 204, bytes: 0 },
        '/not-modified': { status: 304, bytes: 0 },
        '/fails': { status: 500 },
        '/shut': { status: 403, denied: 'not_you' },
        '/late': { status: 409, denied: 'too_late' },
        '/breaks': { status: 503, denied: 'unavailable' },
        '/nowhere': { status: 404 },
        ...(method === 'POST' && { '/large': { status: 413, denied: 'body_too_large' } }),
      }
    }
    for (const method of ['GET', 'HEAD', 'POST']) {
      for (const [path, end] of Object.entries(expected(method))) {
        begun.length = 0
        ended.length = 0
        const got = await fetch(app.url + path, {
          method,
          ...(method === 'POST' && { body: 'abc', headers: { 'content-type': 'text/plain' } }),
        })
        const bytes = (await got.arrayBuffer()).byteLength
        await until(() => ended.length > 0, 'the end')
        await settled()
        expect(begun).toEqual([path])
        expect(ended).toEqual([[path, { bytes, aborted: false, ...end }]])
      }
    }
  })
  it('a body that is cut midway is aborted', async () => {
    const ends: RequestEnd[] = []
    async function* breaks() {
      yield 'row'
      await settled()
      throw new Error('hidden')
    }
    const app = await mount(framework, {
      observers: [() => (end) => void ends.push(end)],
      routes: [
        {
          path: '/',
          endpoint: () => ({ status: 200, headers: { 'content-type': 'a/b' }, body: breaks() }),
        },
      ],
      options: { onError() {} },
    })
    await expect(fetch(app.url).then((r) => r.text())).rejects.toThrow()
    await until(() => ends.length === 1, 'the end')
    expect(ends).toMatchObject([{ status: 200, bytes: 3, aborted: true }])
  })
  contexts(framework)
}

function contexts(framework: Framework): void {
  const store = new AsyncLocalStorage<string>()
  const observer: Observer = Object.assign(() => () => {}, {
    run: <T>(request: GuardRequest, next: () => T): T => store.run(request.id, next),
  })
  const here: Guard<{ readonly inGuard: string | undefined }> = () =>
    allow({ inGuard: store.getStore() })
  const afterBody: Guard<{ readonly afterBody: string | undefined }> = async (request) => {
    await request.body()
    return allow({ afterBody: store.getStore() })
  }
  const handler = ({ proved }: { readonly proved: object }) => ({
    ...proved,
    inHandler: store.getStore(),
  })
  for (const [title, guards, keys] of [
    ['no guard', [], ['inHandler']],
    ['a guard', [here], ['inGuard', 'inHandler']],
    ['a guard that waits', [every(waits, here)], ['inGuard', 'inHandler']],
    ['a guard that reads', [every(here, afterBody)], ['inGuard', 'afterBody', 'inHandler']],
  ] as const) {
    for (const pieces of [1, 2]) {
      const run = async () => {
        const app = await mount(framework, {
          observers: [observer],
          routes: [{ path: '/', guards, handler }],
        })
        const client = await rawClient(app)
        for (const id of ['r1', 'r2']) {
          const headers = [json, `X-Request-Id: ${id}`, 'Content-Length: 7']
          await client.send(message('POST /', headers, pieces === 1 ? '{"a":1}' : '{"a"'))
          await settled()
          if (pieces === 2) await client.send(':1}')
          expect((await client.reply()).json()).toEqual(
            Object.fromEntries(keys.map((key) => [key, id])),
          )
        }
      }
      it(`the context of an observer reaches all, with ${title}, body in ${pieces}`, run)
    }
  }
  it('the context of an observer reaches an endpoint and its stream', async () => {
    async function* rows() {
      yield `${store.getStore()} `
      await settled()
      yield `${store.getStore()}`
    }
    const app = await mount(framework, {
      observers: [observer],
      routes: [
        {
          path: '/',
          guards: [waits],
          endpoint: ({ id }) => ({
            status: 200,
            headers: { 'content-type': 'text/plain' },
            body: store.getStore() === id ? rows() : 'lost',
          }),
        },
      ],
    })
    const reply = await fetch(app.url, { headers: { 'x-request-id': 'r1' } })
    expect(await reply.text()).toBe('r1 r1')
  })
}
