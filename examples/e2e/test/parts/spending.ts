import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { admin, opened, settings, sign } from './opened-service.ts'

const reader = { authorization: 'Bearer the-reader' }
const wrong = { authorization: 'Bearer wrong' }

/** The example service: who may do what, and how often. */
export function spending(framework: Framework): void {
  it('stops an address that guesses tokens, and none that forgot its own', async () => {
    const app = await opened(framework, { ...settings, wrongTokens: 2 })
    const ask = async (headers: Record<string, string>) => {
      const reply = await fetch(`${app.url}/admin/whoami`, { headers })
      const { status } = (await reply.json()) as { status?: string }
      return [reply.status, status ?? 'in', Number(reply.headers.get('retry-after'))]
    }
    for (let i = 0; i < 3; i++) expect(await ask({})).toEqual([401, 'token_missing', 0])
    for (let i = 0; i < 2; i++) expect(await ask(wrong)).toEqual([401, 'token_wrong', 0])
    const [status, reason, seconds] = await ask(admin)
    expect([status, reason]).toEqual([429, 'rate_limited'])
    expect(seconds).toBeGreaterThan(14 * 60)
    expect(seconds).toBeLessThanOrEqual(15 * 60)
    expect(app.events().map(({ type }) => type)).toContain('limits.violated')
    expect(app.events().at(-1)).toMatchObject({ outcome: 'denied', reason: 'rate_limited' })
  })

  it('lets a reader look and not touch, and says what was required', async () => {
    const app = await opened(framework, settings)
    const blocked = (method: string, headers: Record<string, string>) =>
      fetch(`${app.url}/admin/blocked`, {
        method,
        headers,
        body: method === 'POST' ? '{"network":"192.0.2.0/24"}' : null,
      })
    expect((await blocked('GET', reader)).status).toBe(200)
    const refused = await blocked('POST', reader)
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { status: 'insufficient_scope' },
    ])
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="admin:blocked:write"',
    )
    expect(await (await blocked('GET', admin)).json()).toEqual([])
    expect((await blocked('POST', admin)).status).toBe(201)
    expect((await fetch(`${app.url}/admin/audit`, { headers: reader })).status).toBe(200)
    expect(app.events()[1]).toMatchObject({
      outcome: 'denied',
      reason: 'insufficient_scope',
      actor: { id: 'reader' },
      event: { required: 'admin:blocked:write' },
    })
  })

  it('limits what is delivered, and tells the sender how it stands', async () => {
    const app = await opened(framework, { ...settings, hooksPerMinute: 2 })
    const body = '{"n":1}'
    const deliver = async (sender: string, signature = sign(body)) => {
      const headers = { 'content-type': 'application/json', 'x-signature': signature }
      const reply = await fetch(`${app.url}/hook/${sender}`, { method: 'POST', body, headers })
      const { status } = (await reply.json()) as { status?: string }
      const { headers: h } = reply
      return [reply.status, status, h.get('ratelimit'), h.get('retry-after')]
    }
    expect(await deliver('a')).toEqual([200, undefined, '"hook";r=1;t=30', null])
    expect((await deliver('a', 'sha256=00'))[0]).toBe(401)
    expect(await deliver('a')).toEqual([200, undefined, '"hook";r=0;t=30', null])
    expect(await deliver('a')).toEqual([429, 'rate_limited', '"hook";r=0;t=30', '30'])
    // What the path says of the sender nobody proved.
    expect((await deliver('b'))[0]).toBe(429)
    const violations = app.events().filter(({ type }) => type === 'limits.violated')
    expect(violations).toMatchObject([
      { targets: [{ id: 'hook' }], ctx: { route: '/hook/:sender' } },
    ])
  })

  it('shows how limits stand', async () => {
    const app = await opened(framework, settings)
    await fetch(`${app.url}/admin/whoami`, { headers: wrong })
    const reply = await fetch(`${app.url}/admin/limits?policy=wrong_tokens&key=127.0.0.1`, {
      headers: reader,
    })
    expect(await reply.json()).toMatchObject({
      policies: [
        { name: 'wrong_tokens', allowed: 1, denied: 0 },
        { name: 'wrong_keys', allowed: 0, denied: 0 },
        { name: 'hook' },
      ],
      store: { ok: true },
      key: { ok: true, remaining: 9 },
    })
    expect((await fetch(`${app.url}/admin/limits`)).status).toBe(401)
  })
}
