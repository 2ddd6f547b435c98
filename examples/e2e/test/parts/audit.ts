import { openCheckpoint, shippedLine, verifyProof } from '@sallyport/audit-chain'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { printed } from '../world.ts'
import { issued, issuedKey, send } from './keys-at-hand.ts'
import { admin, auditKey, opened, settings } from './opened-service.ts'

const reader = { authorization: 'Bearer the-reader' }

/** The example service's audit log, as administrators see it. */
export function audit(framework: Framework): void {
  asked(framework)
  paged(framework)
  proved(framework)
  complete(framework)
  hidden(framework)
}

// What requires a scope is decided under another name than what does not.
const decisions = '?type=request.decided&type=scopes.decided'

/** What `/admin/audit` answers. */
async function ask(url: string, query: string, headers: Record<string, string> = reader) {
  const reply = await send(`${url}/admin/audit${query}`, undefined, headers)
  return { code: reply.status, headers: reply.headers, ...reply.json() }
}

function asked(framework: Framework): void {
  it('shows what was let in and what was refused, why, and by the id of the request', async () => {
    const { url } = await opened(framework, settings)
    await send(`${url}/admin/whoami`, undefined, { 'x-request-id': 'r1' })
    await send(`${url}/admin/whoami`, undefined, { ...admin, 'x-request-id': 'r2' })
    const found = async (query: string) => (await ask(url, query)).entries
    const where = { requestId: 'r1', ip: '127.0.0.1', method: 'GET', route: '/admin/whoami' }
    // What ended as it was decided is one entry.
    expect(await found('?request_id=r1')).toMatchObject([
      { type: 'request.decided', outcome: 'denied', reason: 'token_missing', ctx: where },
    ])
    const actor = { kind: 'admin', id: 'admin' }
    expect(await found('?request_id=r2')).toMatchObject([
      { type: 'request.decided', outcome: 'success', actor },
    ])
    expect(await found('?outcome=denied&type=request.*')).toHaveLength(1)
    expect(await found('?actor=admin&type=request.decided&type=nothing')).toHaveLength(1)
    expect(await found('?type=api_request&actor=nobody')).toEqual([])
    expect(
      await found('?type=system.startup&from=2020-01-01&to=2100-01-01T00:00:00Z'),
    ).toHaveLength(1)
    expect(await found('?from=2100-01-01')).toEqual([])
    const { headers } = await ask(url, '?limit=1')
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await send(`${url}/admin/audit`, undefined, {})).status).toBe(401)
  })

  it('says everything that is wrong with a question, and does not answer another', async () => {
    const { url } = await opened(framework, settings)
    const { next } = await ask(url, '?order=oldest&limit=1')
    for (const [query, what] of [
      ['?actr=admin', '"actr" is not known'],
      ['?limit=0', '"limit" must be a whole number from 1 to 1000'],
      [
        '?limit=ten&outcome=no',
        '"outcome" must be one of success, failure, denied, error; "limit"',
      ],
      ['?limit=1&limit=2', '"limit"'],
      ['?actor=', '"actor"'],
      ['?from=yesterday', '"from" must be a time'],
      ['?to=2026-13-41', '"to" must be a time'],
      ['?order=random', '"order"'],
      ['?verified=yes', '"verified"'],
      ['?type=*', '"type"'],
      ['?__proto__=1', '"__proto__" is not known'],
      ['?cursor=abc', '"cursor"'],
      [`?order=newest&cursor=${next}`, '"cursor" must be of the same query'],
      [`?order=oldest&actor=admin&cursor=${next}`, '"cursor" must be of the same query'],
    ] as const) {
      const { code, status, error } = await ask(url, query)
      expect([query, code, status]).toEqual([query, 400, 'not_as_asked'])
      expect(error).toContain(what)
      expect(error).not.toContain('audit-chain')
    }
  })

  it('writes down who reads it, and what they asked for', async () => {
    const { url } = await opened(framework, settings)
    await ask(url, '?actor=ada&limit=7&verified=true')
    await ask(url, '?actr=ada')
    const { entries } = await ask(url, '?type=admin.access', admin)
    expect(entries).toMatchObject([
      {
        actor: { kind: 'reader', id: 'reader' },
        ctx: { route: '/admin/audit' },
        event: { asked: { actor: 'ada', limit: 7, verified: true }, entries: 0 },
      },
    ])
    const decided = await ask(url, `${decisions}&actor=reader`)
    expect(decided.entries.map(({ event }: { event: object }) => event)).toEqual(
      Array(3).fill({ required: 'admin:audit:read' }),
    )
  })
}

function paged(framework: Framework): void {
  it('gives the log page by page, each entry once, also while it grows', async () => {
    const app = await opened(framework, settings)
    for (let i = 0; i < 5; i++) await send(`${app.url}/admin/whoami`)
    const whole = (await app.events()).filter(({ ctx }) => ctx?.route === '/admin/whoami')
    for (const order of ['oldest', 'newest']) {
      const seen: number[] = []
      const query = `?type=request.decided&to=${whole.at(-1)?.ts}&order=${order}&limit=2`
      for (let cursor: string | undefined = '', pages = 0; cursor !== undefined; pages++) {
        expect(pages).toBeLessThan(9)
        const { entries, next } = await ask(
          app.url,
          cursor === '' ? query : `${query}&cursor=${cursor}`,
        )
        expect(entries.length).toBeLessThanOrEqual(2)
        seen.push(...entries.map(({ seq }: { seq: number }) => seq))
        cursor = entries.length === 0 ? undefined : next
      }
      const expected = whole.filter(({ ts }) => ts < `${whole.at(-1)?.ts}`).map(({ seq }) => seq)
      expect(seen).toEqual(order === 'oldest' ? expected : expected.reverse())
    }
  })
}

function proved(framework: Framework): void {
  it('says that it is whole, and proves an entry to whoever has the verifier key', async () => {
    const { signingKey, verifierKey } = auditKey()
    const { url } = await opened(framework, { ...settings, auditSigningKeys: [signingKey] })
    const get = (path: string) => send(`${url}/admin/audit/${path}`, undefined, reader)
    const vouched = { origin: settings.auditOrigin, keys: [verifierKey] }
    const note = await get('checkpoint')
    expect(note.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(openCheckpoint(note.text, vouched)).toMatchObject({ ok: true })
    const { json } = await get('verify')
    expect(json()).toMatchObject({ ok: true, verdict: 'whole', faults: [], first: 0 })
    expect(json().size).toBeGreaterThan(2)

    const { entries, proofs } = await ask(url, '?verified=true&type=system.startup')
    const [{ seq, line, proof }] = proofs
    expect([proofs.length, JSON.parse(line)]).toEqual([1, entries[0]])
    expect(verifyProof(proof, { ...vouched, entry: line })).toMatchObject({ ok: true, index: seq })
    const again = await get(`proof/${seq}`)
    expect(verifyProof(again.text, { ...vouched, entry: line })).toMatchObject({ ok: true })
    const forged = line.replace('success', 'failure')
    expect(verifyProof(again.text, { ...vouched, entry: forged }).ok).toBe(false)
    expect((await get('proof/999999')).status).toBe(404)
    expect((await get('proof/x')).status).toBe(400)
    for (const path of ['verify', 'checkpoint', `proof/${seq}`]) {
      expect((await send(`${url}/admin/audit/${path}`, undefined, {})).status).toBe(401)
    }
  })
}

function complete(framework: Framework): void {
  it('has one record of each request, two where it ended otherwise than decided, and prints each once', async () => {
    const app = await opened(framework, settings)
    const token = await issued(app.url)
    const paths = ['/admin/whoami', '/api/orders', '/admin/keys', '/admin/limits', '/admin/blocked']
    const asked = paths.flatMap((path) =>
      [{}, admin, { 'x-api-key': token }].map((headers, i) => ({
        path,
        headers,
        id: `${path}-${i}`,
      })),
    )
    await Promise.all(
      asked.map(({ path, headers, id }) =>
        send(app.url + path, undefined, { ...headers, 'x-request-id': id }),
      ),
    )
    for (const path of ['/health', '/ready', '/startup'])
      await send(app.url + path, undefined, { 'x-request-id': 'probe' })
    await send(`${app.url}/nowhere`, undefined, { 'x-request-id': 'nowhere' })
    const noEntry = `${app.url}/admin/audit/proof/999999`
    await send(noEntry, undefined, { ...reader, 'x-request-id': 'no-entry' })
    const typesOf = async (id: string) =>
      (await app.entries())
        .filter(({ ctx }) => ctx?.requestId === id)
        .map(({ type }) => type.replace(/^(request|scopes)\./, ''))
    for (const { id } of asked) await expect.poll(() => typesOf(id)).toEqual(['decided'])
    await expect.poll(() => typesOf('nowhere')).toEqual(['api.request'])
    await expect.poll(() => typesOf('no-entry')).toEqual(['decided', 'api.request'])
    expect(await typesOf('probe')).toEqual([])
    await app.service.log.flush()
    const entries = await app.entries()
    await app.service.close()
    const shipped = entries.map((entry) => shippedLine(entry as Parameters<typeof shippedLine>[0]))
    expect(app.lines.slice(0, shipped.length)).toEqual(shipped)
    expect(app.lines).toHaveLength(shipped.length + 2)
    expect(app.lines.at(-2)).toContain('"event":"health_changed"')
    expect(app.lines.at(-1)).toContain('"event":"system_shutdown"')
    expect(app.lines.join()).not.toContain(token)
  })

  it('lets nobody into the admin area when it cannot be written, and goes on elsewhere', async () => {
    const app = await opened(framework, settings)
    const token = await issued(app.url)
    await app.service.log.close()
    expect((await send(`${app.url}/admin/whoami`)).status).toBe(503)
    expect((await send(`${app.url}/admin/audit`)).status).toBe(503)
    expect((await send(`${app.url}/api/orders`, undefined, { 'x-api-key': token })).status).toBe(
      200,
    )
    expect((await send(`${app.url}/health`)).status).toBe(200)
    await app.service.close()
    expect(printed().join('\n')).toContain('the log was closed')
  })
}

function hidden(framework: Framework): void {
  it('has people under pseudonyms and addresses cut short, where a key is set', async () => {
    const { signingKey: pseudonymKey } = auditKey()
    const app = await opened(framework, { ...settings, pseudonymKey, wrongKeys: 1 })
    const { id, token } = await issuedKey(app.url, {
      owner: { kind: 'user', id: 'ada@example.com' },
    })
    await send(`${app.url}/api/orders`, undefined, { 'x-api-key': token })
    for (let i = 0; i < 2; i++) await send(`${app.url}/api/orders`, undefined, { 'x-api-key': 'x' })
    await ask(app.url, '?actor=ada@example.com&target=ada@example.com')
    const entries = await app.entries()
    const text = JSON.stringify(entries)
    expect(text).not.toMatch(/ada@|127\.0\.0\.1/)
    expect(entries.map(({ type }) => type)).toContain('limits.violated')
    expect(new Set(entries.flatMap(({ ctx }) => ctx?.ip ?? []))).toEqual(new Set(['127.0.0.0']))
    const owners = entries.flatMap(({ event }) => event?.owner ?? [])
    expect(owners.length).toBeGreaterThan(1)
    expect(new Set(owners.map((owner) => owner.id)).size).toBe(1)
    expect(owners[0]).toEqual({ kind: 'user', id: expect.stringMatching(/^h1:PSEUDONYM_KEY:/) })
    // What is nobody's name stays: keys are found by their ids.
    expect((await ask(app.url, `${decisions}&actor=${id}`)).entries).toHaveLength(1)
    expect(app.lines.join()).not.toMatch(/ada@|127\.0\.0\.1/)
  })
}
