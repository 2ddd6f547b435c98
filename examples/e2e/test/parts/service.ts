import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { until } from '../world.ts'
import { anyKey, issued } from './keys-at-hand.ts'
import { admin, opened, settings } from './opened-service.ts'
import { hasCurl, shell, started } from './process.ts'

/** The example service, as each framework mounts it. */
export function service(framework: Framework): void {
  const open = () => opened(framework, settings)

  it('knows its administrator', async () => {
    const app = await open()
    const whoami = async (headers: Record<string, string>) => {
      const reply = await fetch(`${app.url}/admin/whoami`, { headers })
      return [reply.status, await reply.json(), reply.headers.get('www-authenticate')]
    }
    expect(await whoami(admin)).toEqual([200, { caller: 'admin' }, null])
    for (const [given, status] of [
      [{}, 'token_missing'],
      [{ authorization: 'Basic eDp5' }, 'token_missing'],
      [{ authorization: 'Bearer the-tokem' }, 'token_wrong'],
      [{ authorization: 'Bearer the-token-and-more' }, 'token_wrong'],
    ] as const) {
      const refused = [401, expect.objectContaining({ status }), 'Bearer realm="admin"']
      expect(await whoami(given as Record<string, string>)).toEqual(refused)
    }
    expect(await app.events()).toMatchObject([
      { outcome: 'success', actor: { kind: 'admin', id: 'admin' }, ctx: { ip: '127.0.0.1' } },
      ...['missing', 'missing', 'wrong', 'wrong'].map((why) => ({
        outcome: 'denied',
        reason: `token_${why}`,
        ctx: { method: 'GET', route: '/admin/whoami' },
      })),
    ])
    expect(JSON.stringify(await app.events())).not.toContain('the-token')
  })
  it('blocks an address at once, as the proxy tells it', async () => {
    const behind = {
      ...settings,
      allow: ['0.0.0.0/0', '::/0'],
      trustedProxies: ['127.0.0.0/8', '::1'],
    }
    const app = await opened(framework, behind)
    const ask = async (address: string, path = '/admin/whoami', body?: string) => {
      const headers = { ...admin, 'x-forwarded-for': address }
      const method = body === undefined ? 'GET' : 'POST'
      const reply = await fetch(app.url + path, { method, headers, body: body ?? null })
      return [reply.status, await reply.json()]
    }
    const refused = [403, expect.objectContaining({ status: 'network_denied' })]
    expect(await ask('203.0.113.9')).toEqual([200, { caller: 'admin' }])
    expect(
      await ask('198.51.100.1', '/admin/blocked', '{"network":"203.0.113.0/99"}'),
    ).toMatchObject([422, { status: 'not_as_asked' }])
    for (const body of ['{"network":5}', '{}', '{"network":{"network":"192.0.2.1"}}']) {
      expect((await ask('198.51.100.1', '/admin/blocked', body))[0]).toBe(422)
    }
    expect((await ask('198.51.100.1', '/admin/blocked', '{"network"'))[0]).toBe(400)
    const entry = { network: '203.0.113.0/24', note: 'flood' }
    expect(await ask('198.51.100.1', '/admin/blocked', JSON.stringify(entry))).toEqual([
      201,
      [entry],
    ])
    expect(await ask('203.0.113.9')).toEqual(refused)
    expect(await ask('6.6.6.6, 203.0.113.9')).toEqual(refused)
    expect(await ask('not-an-address')).toEqual(refused)
    expect(await ask('198.51.100.1', '/admin/blocked')).toEqual([200, [entry]])
    const unblock = async (network: string) =>
      ask('198.51.100.1', '/admin/blocked/remove', JSON.stringify({ network }))
    expect(await unblock('203.0.113.9')).toMatchObject([404, { status: 'unknown' }])
    expect(await unblock('203.0.113.0/24')).toEqual([200, []])
    expect(await ask('203.0.113.9')).toEqual([200, { caller: 'admin' }])
    const events = await app.events()
    expect(events.filter(({ type }) => type === 'network.entries_added')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'network.entries_removed')).toMatchObject([
      { actor: { id: 'admin' }, event: { networks: ['203.0.113.0/24'] } },
    ])
    expect(events.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['address_denied', 'address_unknown']),
    )
    expect(events.map(({ ctx }) => ctx?.ip)).toContain('203.0.113.9')
  })
  it('takes two Authorization headers for none', async () => {
    const client = await rawClient(await open())
    const right = 'Authorization: Bearer the-token'
    await client.send(message('GET /admin/whoami', [right, 'Authorization: Bearer other']))
    expect((await client.reply()).status).toBe(401)
  })

  it('is what its announcement says, pasted into a shell', async ({ skip }) => {
    if (!(await hasCurl())) skip('there is no curl on this machine')
    const GITHUB_SECRET = settings.githubSecret.reveal()
    for (const given of [{}, { ADMIN_TOKEN: 'the-token', GITHUB_SECRET }]) {
      const server = await started(framework, given)
      const commands = server.printed().match(/^ {2}curl .*$/gm) ?? []
      expect(commands).toHaveLength(4)
      const known = 'ADMIN_TOKEN' in given ? { ...given, API_KEY: await issued(server.url) } : given
      const answers = await Promise.all(commands.map((command) => shell(command, known)))
      expect(answers).toEqual([
        [200, expect.objectContaining({ status: 'healthy' })],
        [200, { caller: 'admin' }],
        [200, []],
        [200, { service: 'github', received: { zen: 'Design for failure.' } }],
      ])
      for (const what of ['Admin token', 'API key']) {
        const shown = new RegExp(`^${what}, shown this once: \\S+$`, 'm').test(server.printed())
        expect(shown, what).toBe(!('ADMIN_TOKEN' in given))
      }
      const records = () => server.printed().match(/^\{.*\}$/gm) ?? []
      const decided = () => records().filter((line) => /"type":"\w+\.decided"/.test(line))
      const most = 'ADMIN_TOKEN' in given ? 4 : 3
      await until(() => decided().length === most, 'the records')
      expect(server.printed()).toContain(
        'The audit log is in memory, signed with a key made up now',
      )
      expect(server.printed()).not.toContain('the-token')
      expect(server.printed()).not.toContain(GITHUB_SECRET)
      expect(records().join()).not.toMatch(anyKey)
      expect(await server.stop()).toEqual({ code: 0, complaints: '' })
      expect(JSON.parse(records().at(-1) ?? '')).toMatchObject({ type: 'system.shutdown' })
      expect(decided()).toHaveLength(most)
    }
  })
}
