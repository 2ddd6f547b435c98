// On Node 22 its first import warns: before any test listens for warnings.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { printed } from '../world.ts'
import { anyKey, issuedKey, send, wanted } from './keys-at-hand.ts'
import { folder, opened, settings } from './opened-service.ts'
import { started } from './process.ts'

const reader = { authorization: 'Bearer the-reader' }
const digest = /[\da-f]{64}/

/** The example service's administration of keys. */
export function keysAdmin(framework: Framework): void {
  const open = () => opened(framework, settings)

  it('shows a token once, and to no cache', async () => {
    const { url } = await open()
    const reply = await send(`${url}/admin/keys`, { ...wanted, expiresInDays: 30 })
    expect([reply.status, reply.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { token, key } = reply.json()
    expect(token).toMatch(anyKey)
    expect(key).toMatchObject({ ...wanted, env: 'live', networks: null, limits: [] })
    expect(key.expiresAt - key.createdAt).toBeLessThanOrEqual(30 * 86_400_000)
    expect(key.expiresAt - key.createdAt).toBeGreaterThan(29 * 86_400_000)
    for (const path of ['', `/${key.id}`, '.csv']) {
      const { status, text } = await send(`${url}/admin/keys${path}`)
      expect([status, text.includes(key.id)]).toEqual([200, true])
      expect(text).not.toMatch(anyKey)
      expect(text).not.toMatch(digest)
    }
  })

  it('lists keys and their use, those that are asked for', async () => {
    const { url } = await open()
    const one = await issuedKey(url)
    const two = await issuedKey(url, { tenant: 't2' })
    await send(`${url}/api/orders`, undefined, { 'x-api-key': one.token })
    await send(`${url}/admin/keys/${two.id}/revoke`, '')
    const list = async (query: string) => {
      const { headers, text } = await send(`${url}/admin/keys${query}`, undefined, reader)
      expect(headers.get('content-type')).toMatch(/^application\/jsonl/)
      return text.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)))
    }
    const used = { id: one.id, tenant: 't1', state: 'active', useCount: 1 }
    const unused = { id: two.id, tenant: 't2', state: 'revoked', useCount: 0, lastUsedAt: null }
    expect(await list('')).toMatchObject([used, unused].toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    expect(await list('?tenant=t1')).toMatchObject([used])
    expect(await list('?state=revoked')).toMatchObject([unused])
    expect(await list('?tenant=t1&state=revoked')).toEqual([])
    for (const query of ['?tennant=t1', '?state=gone', '?tenant=']) {
      expect((await send(`${url}/admin/keys${query}`)).status).toBe(422)
    }
    const none = await send(`${url}/admin/keys/nobody`)
    expect([none.status, none.json().status]).toEqual([404, 'unknown'])
  })

  it('streams an inventory that no spreadsheet runs', async () => {
    const { url } = await open()
    const { id } = await issuedKey(url, { name: '=cmd()', requestsPerHour: 100 })
    const { headers, text } = await send(`${url}/admin/keys.csv?tenant=t1`, undefined, reader)
    expect(headers.get('content-type')).toMatch(/^text\/csv/)
    expect([headers.get('transfer-encoding'), headers.get('content-length')]).toEqual([
      'chunked',
      null,
    ])
    const [names = '', row = '', ...rest] = text.split('\r\n')
    const columns = 'key_id,name,created_at,expires_at,last_used_at,usage_count,requests_per_hour'
    expect(names.startsWith(`${columns},status`)).toBe(true)
    expect(row.split(',').slice(0, 2)).toEqual([id, "'=cmd()"])
    expect(row.split(',').slice(4, 8)).toEqual(['', '0', '100', 'active'])
    expect(rest).toEqual([''])
  })

  it('lets a reader see keys, and change none', async () => {
    const { url } = await open()
    const { id } = await issuedKey(url)
    for (const path of ['', '.csv', `/${id}`]) {
      expect((await send(`${url}/admin/keys${path}`, undefined, reader)).status).toBe(200)
    }
    for (const path of [
      '',
      ...['rotate', 'revoke', 'disable', 'enable'].map((v) => `/${id}/${v}`),
    ]) {
      const refused = await send(`${url}/admin/keys${path}`, wanted, reader)
      expect([refused.status, refused.json().status]).toEqual([403, 'insufficient_scope'])
    }
    expect((await send(`${url}/admin/keys/${id}`)).json().key.revokedAt).toBe(null)
  })

  it('says everything that is wrong with a body, and issues nothing', async () => {
    const { url, events } = await open()
    const refused = async (body: object | string, path = '') => {
      const { status, json } = await send(`${url}/admin/keys${path}`, body)
      return [status, json().status, json().error]
    }
    const said = (text: string) => expect.stringContaining(text)
    const { name: _, ...nameless } = wanted
    for (const [body, complaint] of [
      [nameless, '"name" is missing'],
      [{ ...wanted, name: ' ' }, '"name" must be'],
      [{ ...wanted, name: 'a\u202eb' }, '"name" must be'],
      [{ ...wanted, owner: { kind: 'user' } }, '"owner" must be'],
      [{ ...wanted, owner: { kind: 'user', id: 'a', admin: true } }, '"owner" must be'],
      [{ ...wanted, scopes: ['admin'] }, '"scopes" must be'],
      [{ ...wanted, scopes: 'orders:read' }, '"scopes" must be'],
      [{ ...wanted, networks: ['192.0.2.0/99'] }, '192.0.2.0/99'],
      [{ ...wanted, expiresInDays: 0 }, '"expiresInDays" must be'],
      [{ ...wanted, requestsPerHour: 1.5 }, '"requestsPerHour" must be'],
      [{ ...wanted, requestPerHour: 5 }, '"requestPerHour" is not known'],
      ['{"__proto__":{"name":"x"}}', '"__proto__" is not known'],
      ['', '"name" is missing'],
    ] as const) {
      expect(await refused(body)).toEqual([422, 'not_as_asked', said(complaint)])
    }
    for (const body of ['[]', 'null', '{"name"', '"x"']) {
      expect(await refused(body)).toEqual([400, 'not_json', said('JSON object')])
    }
    const huge = { ...wanted, name: 'x'.repeat(20_000) }
    expect((await refused(huge)).slice(0, 2)).toEqual([413, 'body_too_large'])
    expect((await events()).filter(({ type }) => type === 'api_key.created')).toEqual([])
    const { id } = await issuedKey(url)
    for (const body of [{ graceHours: -1 }, { force: 1 }, { reason: {} }, { grace: 1 }]) {
      expect((await refused(body, `/${id}/rotate`)).slice(0, 2)).toEqual([422, 'not_as_asked'])
    }
  })

  it('says what to do where a key does not allow a change', async () => {
    const { url, events } = await open()
    const { id, token } = await issuedKey(url)
    const change = async (verb: string, body: object | string = '', of = id) => {
      const { status, json } = await send(`${url}/admin/keys/${of}/${verb}`, body)
      return [status, json().status ?? 'done', json().error ?? '']
    }
    const todo = (text: string) => expect.stringContaining(text)
    const done = [200, 'done', '']
    for (const verb of ['rotate', 'revoke', 'disable', 'enable']) {
      expect(await change(verb, '', 'nobody')).toEqual([404, 'unknown', todo('GET /admin/keys')])
    }
    expect(await change('rotate', { graceHours: 1 })).toEqual(done)
    expect(await change('rotate')).toEqual([409, 'rotation_in_progress', todo('"force": true')])
    expect(await change('rotate', { force: true })).toEqual(done)
    expect(await change('disable', { reason: 'a question of who it is' })).toEqual(done)
    expect(await change('rotate')).toEqual([409, 'disabled', todo('enable it first')])
    expect(await change('enable')).toEqual(done)
    expect(await change('revoke')).toEqual(done)
    expect(await change('revoke')).toEqual(done)
    for (const verb of ['rotate', 'disable', 'enable']) {
      expect(await change(verb)).toEqual([409, 'revoked', todo('issue another')])
    }
    // Somebody pastes the token where the id belongs.
    expect(await change('revoke', '', token)).toEqual([
      404,
      'unknown',
      expect.not.stringMatching(anyKey),
    ])
    expect(JSON.stringify(await events())).not.toMatch(anyKey)
  })

  it('lets nobody in while the store does not answer, and tells no client why', async () => {
    const dataDir = folder()
    const app = await opened(framework, { ...settings, dataDir })
    const { token } = await issuedKey(app.url)
    dropTables(join(dataDir, 'keys.db'))
    const refused = await send(`${app.url}/api/orders`, undefined, { 'x-api-key': token })
    expect([refused.status, refused.json().status]).toEqual([503, 'unavailable'])
    const failed = await send(`${app.url}/admin/keys`, wanted)
    expect([failed.status, failed.json().status]).toEqual([500, 'failed'])
    expect(`${refused.text}${failed.text}`).not.toMatch(/database|sqlite/i)
    // Whether the key was added nobody knows.
    expect((await app.events()).at(-1)).toMatchObject({
      outcome: 'error',
      reason: 'outcome_unknown',
    })
    const told = printed().join('\n')
    expect(told).toMatch(/no such table/)
    expect(told).not.toMatch(anyKey)
  })
  it('issues a key for a first look, once, where there is none yet', async () => {
    const given = { ...settings, dataDir: folder(), adminTokenIsNew: true }
    const first = await opened(framework, given)
    const token = (await first.service.demoKey())?.reveal() ?? ''
    await first.service.close()
    const second = await opened(framework, given)
    expect(await second.service.demoKey()).toBe(undefined)
    const used = await send(`${second.url}/api/orders`, undefined, { 'x-api-key': token })
    expect(used.status).toBe(200)
  })
  it('has written every use when its process ends, and knows the key when it is started again', async () => {
    const dataDir = folder()
    const given = { ADMIN_TOKEN: 'the-token', DATA_DIR: dataDir }
    const first = await started(framework, given)
    const { id, token } = await issuedKey(first.url)
    for (let i = 0; i < 3; i++) {
      await send(`${first.url}/api/orders`, undefined, { 'x-api-key': token })
    }
    expect(first.printed()).not.toContain('shown this once')
    expect(await first.stop()).toEqual({ code: 0, complaints: '' })
    const second = await opened(framework, { ...settings, dataDir })
    const [listed] = (await send(`${second.url}/admin/keys`)).text.split('\n')
    expect(JSON.parse(listed ?? '')).toMatchObject({ id, useCount: 3 })
    const used = await send(`${second.url}/api/orders`, undefined, { 'x-api-key': token })
    expect(used.status).toBe(200)
  })
}

/** What a disk, or somebody at it, can do to a store. */
function dropTables(file: string): void {
  const db = new DatabaseSync(file)
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  for (const { name } of tables) db.exec(`DROP TABLE "${name}"`)
  db.close()
}
