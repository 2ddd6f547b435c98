import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { admin, opened, settings } from './opened-service.ts'

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
    expect((await app.events()).map(({ type }) => type)).toContain('limits.violated')
    expect((await app.events()).at(-1)).toMatchObject({ outcome: 'denied', reason: 'rate_limited' })
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
    expect((await app.events())[1]).toMatchObject({
      outcome: 'denied',
      reason: 'insufficient_scope',
      actor: { id: 'reader' },
      event: { required: 'admin:blocked:write' },
    })
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
        { name: 'webhooks' },
      ],
      store: { ok: true },
      key: { ok: true, remaining: 9 },
    })
    expect((await fetch(`${app.url}/admin/limits`)).status).toBe(401)
  })
}
