import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { message, type RawClient, rawClient } from '../raw.ts'
import { printed } from '../world.ts'
import { anyKey, issued, issuedKey, send } from './keys-at-hand.ts'
import { admin, opened, settings } from './opened-service.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const order = { item: 'anvil', quantity: 2 }

/** The example service's API: what a key lets in, and what it does not. */
export function keys(framework: Framework): void {
  const open = () => opened(framework, settings)
  const ask = async (url: string, headers: Record<string, string>, body?: object | string) => {
    const reply = await send(`${url}/api/orders`, body, headers)
    return [reply.status, reply.json().status ?? 'in']
  }

  it('lets in from the first secret to the revocation, and says whose key it was', async () => {
    const { url, events } = await open()
    const { id, token } = await issuedKey(url, { scopes: ['orders:read'] })
    expect(await ask(url, bearer(token))).toEqual([200, 'in'])
    expect(await ask(url, bearer(token), order)).toEqual([403, 'insufficient_scope'])
    const rotated = await send(`${url}/admin/keys/${id}/rotate`, { reason: 'it is time' })
    expect([rotated.status, rotated.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const { token: next, key } = rotated.json()
    expect(key.id).toBe(id)
    for (const one of [token, next])
      expect(await ask(url, { 'x-api-key': one })).toEqual([200, 'in'])
    expect((await send(`${url}/admin/keys/${id}/revoke`, { reason: 'leaked' })).status).toBe(200)
    for (const one of [token, next]) {
      // The revocation has ended the old secret's grace: it is nobody's now.
      const why = one === next ? 'key_revoked' : 'key_invalid'
      expect(await ask(url, bearer(one))).toEqual([401, why])
    }
    const decided = (await events()).filter(({ ctx }) => ctx?.route === '/api/orders')
    const known = { owner: { kind: 'user', id: 'ada' }, tenant: 't1' }
    const [first = '', second = ''] = decided.map(({ event }) => event?.secret_id)
    expect(decided).toMatchObject([
      { outcome: 'success', actor: { kind: 'key', id }, event: { ...known, via: 'current' } },
      { reason: 'insufficient_scope', event: { ...known, required: 'orders:write' } },
      { outcome: 'success', event: { ...known, via: 'previous' } },
      { outcome: 'success', event: { ...known, via: 'current' } },
      { outcome: 'denied', reason: 'key_wrong_secret' },
      { outcome: 'denied', reason: 'key_revoked', actor: { kind: 'key', id } },
    ])
    expect(first).toBe(second)
    const acts = (await events()).filter(({ type }) => type.startsWith('api_key.'))
    expect(acts.map(({ type, actor, reason }) => [type, actor?.id, reason])).toEqual([
      ['api_key.created', 'admin', undefined],
      ['api_key.rotated', 'admin', 'it is time'],
      ['api_key.revoked', 'admin', 'leaked'],
    ])
    expect(JSON.stringify(await events())).not.toMatch(anyKey)
  })

  it('answers with the orders of the tenant whose key it is, and no cache keeps them', async () => {
    const { url } = await open()
    const [mine, theirs] = [await issued(url), (await issuedKey(url, { tenant: 't2' })).token]
    const placed = await send(`${url}/api/orders`, order, { 'x-api-key': mine })
    expect([placed.status, placed.json()]).toEqual([201, { id: 1, tenant: 't1', ...order }])
    const seen = await send(`${url}/api/orders`, undefined, { 'x-api-key': mine })
    expect(seen.json()).toEqual([placed.json()])
    for (const { headers } of [placed, seen]) expect(headers.get('cache-control')).toBe('no-store')
    expect((await send(`${url}/api/orders`, undefined, bearer(theirs))).json()).toEqual([])
  })

  it('asks for a key, once, whole', async () => {
    const app = await open()
    const token = await issued(app.url)
    const get = async (...headers: string[]) => {
      const client = await rawClient(app)
      await client.send(message('GET /api/orders', headers))
      const reply = await client.reply()
      const { status } = reply.json() as { status?: string }
      return [reply.status, status, ...reply.all('www-authenticate')]
    }
    const missing = [401, 'key_missing', 'Bearer realm="api_keys"']
    expect(await get()).toEqual(missing)
    expect(await get('Authorization: Basic eDp5')).toEqual(missing)
    const invalid = [401, 'key_invalid', 'Bearer realm="api_keys", error="invalid_token"']
    expect(await get(`Authorization: Bearer ${token.slice(0, -1)}`)).toEqual(invalid)
    expect(await get(`X-API-Key: ${token} `, 'X-Other: 1')).toEqual([200, undefined])
    expect(await get(`authorization: bEARER ${token}`)).toEqual([200, undefined])
    const twice = [400, 'key_ambiguous', 'Bearer realm="api_keys", error="invalid_request"']
    expect(await get('Authorization: Bearer')).toEqual(twice)
    expect(await get(`X-API-Key: ${token}`, `Authorization: Bearer ${token}`)).toEqual(twice)
    expect(await get(`X-API-Key: ${token}`, `X-API-Key: ${token}`)).toEqual(twice)
    expect(await get(...Array(2).fill(`Authorization: Bearer ${token}`))).toEqual(twice)
  })

  it('answers alike, to the byte, for an unknown key, a wrong secret and a typo', async () => {
    const app = await open()
    const unknown = await issued((await open()).url)
    const { id, token: old } = await issuedKey(app.url)
    const replaced = await send(`${app.url}/admin/keys/${id}/rotate`, { graceHours: 0 })
    const { token } = replaced.json()
    const typo = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
    const answers = []
    for (const given of [unknown, old, typo]) {
      const client = await rawClient(app)
      answers.push(await wholeReply(client, given))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(/key_invalid/)
    const reasons = (await app.events()).map(({ reason }) => reason)
    expect(reasons.slice(-3)).toEqual(['key_unknown', 'key_wrong_secret', 'key_malformed'])
  })

  it('holds a key to its limits, and takes nothing for what is refused', async () => {
    const { url, events } = await open()
    const { id, token } = await issuedKey(url, { requestsPerHour: 2 })
    const place = async (body: object | string, type = 'application/json') => {
      const given = { ...bearer(token), 'content-type': type }
      const { status, headers, json } = await send(`${url}/api/orders`, body, given)
      return [status, json().status, headers.get('ratelimit'), headers.get('retry-after')]
    }
    const hourly = (left: number) => expect.stringMatching(`^"hourly";r=${left};t=\\d+$`)
    expect(await place({ ...order, quantity: 0 })).toEqual([422, 'not_as_asked', null, null])
    expect(await place('{"item"')).toEqual([400, 'not_json', null, null])
    for (const type of ['application/json-patch+json', 'application/json, text/plain']) {
      expect(await place(order, type)).toEqual([415, 'not_json', null, null])
    }
    expect(await place(order)).toEqual([201, undefined, hourly(1), null])
    const left = async () => (await send(`${url}/admin/keys/${id}`)).json().left
    expect(await left()).toMatchObject([{ name: 'hourly', limit: 2, remaining: 1 }])
    expect(await place(order)).toEqual([201, undefined, hourly(0), null])
    const late = expect.stringMatching(/^1[78]\d\d$/)
    expect(await place(order)).toEqual([429, 'rate_limited', hourly(0), late])
    // Another key of the same owner has its own.
    expect(await ask(url, bearer((await issuedKey(url, { requestsPerHour: 2 })).token))).toEqual([
      200,
      'in',
    ])
    const [violated] = (await events()).filter(({ type }) => type === 'limits.violated')
    expect(violated).toMatchObject({ reason: 'rate_limited', targets: [{ id: 'hourly' }] })
  })
  it('holds a key to its quota of the month', async () => {
    const { url } = await open()
    const { id, token } = await issuedKey(url, { requestsPerMonth: 1, requestsPerHour: 5 })
    expect(await ask(url, bearer(token))).toEqual([200, 'in'])
    const { status, headers, json } = await send(`${url}/api/orders`, undefined, bearer(token))
    expect([status, json().status]).toEqual([429, 'quota_exhausted'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    // All or nothing: what the quota refused has not taken from the hour.
    expect((await send(`${url}/admin/keys/${id}`)).json().left).toMatchObject([
      { name: 'hourly', remaining: 4 },
      { name: 'monthly', remaining: 0 },
    ])
  })

  it('stops an address that guesses keys, and none that forgot its own or was revoked', async () => {
    const app = await opened(framework, { ...settings, wrongKeys: 2 })
    const { id, token } = await issuedKey(app.url)
    const revoked = await issuedKey(app.url)
    await send(`${app.url}/admin/keys/${revoked.id}/revoke`, '')
    for (let i = 0; i < 3; i++) {
      expect(await ask(app.url, {})).toEqual([401, 'key_missing'])
      expect(await ask(app.url, bearer(revoked.token))).toEqual([401, 'key_revoked'])
    }
    for (let i = 0; i < 2; i++)
      expect(await ask(app.url, bearer('x'))).toEqual([401, 'key_invalid'])
    expect(await ask(app.url, bearer(token))).toEqual([429, 'rate_limited'])
    // The administrator, who may sit at the same address, still comes in.
    expect((await send(`${app.url}/admin/keys/${id}`)).status).toBe(200)
  })

  it('keeps a key to its networks, as the proxy tells the address', async () => {
    const behind = { ...settings, allow: ['0.0.0.0/0', '::/0'], trustedProxies: ['127.0.0.0/8'] }
    const { url } = await opened(framework, behind)
    const { token } = await issuedKey(url, { networks: ['203.0.113.0/24'] })
    const from = (address: string) => ask(url, { ...bearer(token), 'x-forwarded-for': address })
    expect(await from('203.0.113.7')).toEqual([200, 'in'])
    expect(await from('198.51.100.7')).toEqual([403, 'key_wrong_network'])
  })

  it('lets no token of the admin area into the API, and no key into the admin area', async () => {
    const { url } = await open()
    const { id, token } = await issuedKey(url)
    expect(await ask(url, admin)).toEqual([401, 'key_invalid'])
    for (const [path, body] of [
      ['/admin/keys'],
      ['/admin/keys.csv'],
      [`/admin/keys/${id}`],
      ['/admin/keys', '{}'],
      [`/admin/keys/${id}/revoke`, '{}'],
    ] as const) {
      expect((await send(url + path, body, bearer(token))).json().status).toBe('token_wrong')
      expect((await send(url + path, body, { 'x-api-key': token })).status).toBe(401)
    }
    expect(printed()).toEqual([])
  })
}

/** Everything that was answered but for the time of day. */
async function wholeReply(client: RawClient, token: string): Promise<string> {
  await client.send(message('GET /api/orders', [`Authorization: Bearer ${token}`]))
  const { status, headers, text } = await client.reply()
  return JSON.stringify([status, headers.filter(([name]) => name !== 'date'), text])
}
