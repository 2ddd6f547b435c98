import { denialReply, deny, every, type Reply } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { proves } from './support/guards.ts'

const saidBy = ({ body }: Reply): unknown => JSON.parse(String(body))

describe('denialReply', () => {
  it('says in JSON, for no cache to keep, what happened', () => {
    const reply = denialReply(deny('no_key', 401))
    expect(reply.status).toBe(401)
    expect(reply.headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
    })
    expect(saidBy(reply)).toEqual({
      error: 'The request must say who sends it, and prove it.',
      status: 'no_key',
    })
  })

  it.each([400, 401, 403, 404, 409, 413, 418, 429, 500, 503, 599])(
    'has a sentence for %d',
    (status) => {
      const reply = denialReply(deny('no', status))
      expect(reply.status).toBe(status)
      expect(saidBy(reply)).toEqual({ error: expect.stringMatching(/^[A-Z].+\.$/), status: 'no' })
    },
  )

  it('shows the public word, and not the reason', () => {
    const reply = denialReply(deny('key_revoked', 401, { shown: 'unknown_key' }))
    expect(saidBy(reply)).toMatchObject({ status: 'unknown_key' })
    expect(JSON.stringify(reply)).not.toContain('revoked')
  })

  it('says the guard’s own sentence', () => {
    const message = 'Only "read" keys: </script>\u2028'
    expect(saidBy(denialReply(deny('no', 403, { message })))).toMatchObject({ error: message })
  })

  it('never tells the cause, nor what was proved', async () => {
    const guard = every(proves({ user: 'ada' }), () =>
      deny('no', 403, { cause: new Error('the table is locked') }),
    )
    const verdict = await guard(testRequest(), {})
    if (verdict.ok) throw new Error('allowed')
    expect(verdict).toMatchObject({ proved: { user: 'ada' }, cause: expect.any(Error) })
    expect(denialReply(verdict)).toEqual(denialReply(deny('no', 403)))
  })

  it('lets the denial’s headers win', () => {
    const headers = {
      'content-type': 'application/problem+json',
      'www-authenticate': ['Key', 'Bearer'],
      'retry-after': '5',
    }
    expect(denialReply(deny('no', 401, { headers })).headers).toEqual({
      'cache-control': 'no-store',
      ...headers,
    })
  })
})

describe('a denial with a reply of its own', () => {
  const reply: Reply<string> = {
    status: 200,
    headers: { 'content-type': 'text/plain', etag: '"1"' },
    body: 'done before',
  }

  it('is answered with that, whatever its status, word and sentence', () => {
    const denied = deny('duplicate', 409, { reply, shown: 'seen', message: 'Again?' })
    expect(denialReply(denied)).toEqual(reply)
  })

  it('adds its headers, which win', () => {
    const denied = deny('duplicate', 409, { reply, headers: { etag: '"2"', 'x-a': ['1', '2'] } })
    expect(denialReply(denied)).toEqual({
      ...reply,
      headers: { 'content-type': 'text/plain', etag: '"2"', 'x-a': ['1', '2'] },
    })
    expect(reply.headers).toEqual({ 'content-type': 'text/plain', etag: '"1"' })
  })

  it.each([204, 304])('sends nothing with %d', (status) => {
    for (const body of ['text', new Uint8Array(3)]) {
      expect(denialReply(deny('done', 409, { reply: { ...reply, status, body } })).body).toBe('')
    }
    expect(denialReply(deny('done', 409, { reply: { ...reply, status, body: '' } })).body).toBe('')
  })

  it('keeps bytes as they are', () => {
    const body = new Uint8Array([0xff, 0, 0xfe])
    expect(denialReply(deny('no', 403, { reply: { ...reply, body } })).body).toBe(body)
  })
})

describe('a denial with a status that has no content', () => {
  it.each([204, 304])('has none: %d', (status) => {
    expect(denialReply(deny('no', status))).toMatchObject({ status, body: '' })
  })
})
