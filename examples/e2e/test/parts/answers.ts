import { allow, deny, type Endpoint, every, type Guard, jsonReply } from '@sallyport/core'
import { recordAudit } from '@sallyport/core/testing'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { waits } from './traps.ts'

/** What clients get: headers of allowances, and denials as they are to be shown. */
export function answers(framework: Framework): void {
  const limited = { 'x-left': '9', 'set-cookie': ['a=1', 'b=2; HttpOnly'] }
  const grants: Guard<{ readonly who: string }> = () => allow({ who: 'me' }, limited)

  it('headers of an allowance reach the answer, of a handler and of an endpoint', async () => {
    async function* rows() {
      yield 'row'
    }
    const app = await mount(framework, {
      routes: [
        { path: '/handler', guards: [grants] },
        { path: '/late', guards: [every(waits, grants)] },
        { path: '/endpoint', guards: [grants], endpoint: () => jsonReply(200, 1) },
        {
          path: '/empty',
          guards: [grants],
          endpoint: () => ({ status: 204, headers: {}, body: '' }),
        },
        {
          path: '/rows',
          guards: [grants],
          endpoint: () => ({ status: 200, headers: { 'content-type': 'text/csv' }, body: rows() }),
        },
      ],
    })
    for (const path of ['/handler', '/late', '/endpoint', '/empty', '/rows']) {
      for (const method of ['GET', 'HEAD']) {
        const reply = await fetch(app.url + path, { method })
        await reply.text()
        expect([reply.ok, reply.headers.get('x-left')]).toEqual([true, '9'])
        expect(reply.headers.getSetCookie()).toEqual(limited['set-cookie'])
      }
    }
  })
  it('headers of several guards add up', async () => {
    const more: Guard = () => allow({}, { 'x-left': '8', 'x-more': '1', 'set-cookie': 'c=3' })
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [every(grants, allow as Guard, more)] }],
    })
    const { headers } = await fetch(app.url)
    expect([headers.get('x-left'), headers.get('x-more')]).toEqual(['9, 8', '1'])
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2; HttpOnly', 'c=3'])
  })
  it("an endpoint's cookies and the guard's are both set", async () => {
    const endpoint: Endpoint = () => jsonReply(200, 1, { 'set-cookie': 'own=1' })
    const app = await mount(framework, { routes: [{ path: '/', guards: [grants], endpoint }] })
    const cookies = (await fetch(app.url)).headers.getSetCookie()
    expect(cookies.toSorted()).toEqual(['a=1', 'b=2; HttpOnly', 'own=1'])
  })
  it('of one header the answer itself has the last word', async () => {
    const endpoint: Endpoint = () => jsonReply(200, 1, { 'x-left': 'own' })
    const app = await mount(framework, { routes: [{ path: '/', guards: [grants], endpoint }] })
    expect((await fetch(app.url)).headers.get('x-left')).toBe('own')
  })

  it('a denial shows the public word, its sentence and its headers', async () => {
    const audit = recordAudit()
    const guard: Guard<object> = () =>
      deny('key_revoked', 401, {
        shown: 'unknown_key',
        message: 'No such key.',
        headers: { 'www-authenticate': ['Bearer', 'Basic realm="b"'], 'x-left': '0' },
        cause: undefined,
      })
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [guard] }],
      options: { audit },
    })
    const reply = await fetch(app.url)
    expect([reply.status, await reply.json()]).toEqual([
      401,
      { error: 'No such key.', status: 'unknown_key' },
    ])
    expect(reply.headers.get('www-authenticate')).toBe('Bearer, Basic realm="b"')
    expect(reply.headers.get('x-left')).toBe('0')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/)
    expect(audit.events).toMatchObject([{ outcome: 'denied', reason: 'key_revoked' }])
  })
  it('the cause of a denial goes to the operator alone', async () => {
    const heard: unknown[] = []
    const guard: Guard<object> = () => deny('no', 403, { cause: 'hidden' })
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [guard] }],
      options: { onError: (error) => heard.push(error) },
    })
    expect(await (await fetch(app.url)).text()).not.toContain('hidden')
    expect(heard).toEqual(['hidden'])
  })
  it('a denial may bring a reply of its own', async () => {
    const reply = (body: string | Uint8Array) => ({
      status: 202,
      headers: { 'content-type': 'text/plain', 'x-own': '1', 'set-cookie': ['a=1', 'b=2'] },
      body,
    })
    const shut = (body: string | Uint8Array) => () =>
      deny('duplicate', 409, { reply: reply(body), headers: { 'x-more': '2' } })
    const app = await mount(framework, {
      routes: [
        { path: '/text', guards: [shut('done already')] },
        { path: '/bytes', guards: [shut(Buffer.from('done already'))] },
      ],
    })
    for (const path of ['/text', '/bytes']) {
      const got = await fetch(app.url + path)
      expect([got.status, await got.text()]).toEqual([202, 'done already'])
      expect([got.headers.get('x-own'), got.headers.get('x-more')]).toEqual(['1', '2'])
      expect(got.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    }
  })
}
