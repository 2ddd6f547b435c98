import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { printed } from '../world.ts'
import { admin, type Opened, opened, settings } from './opened-service.ts'

type Answer = readonly [status: number, word: string | undefined]

const none: Answer = [404, 'not_found']
const malformed: Answer = [400, 'path_malformed']
const caller: Answer = [200, undefined]

/** What a framework, a proxy and a guard might each take for another path. */
const paths: readonly (readonly [path: string, answer: Answer])[] = [
  ['/admin/whoami', caller],
  ['/admin/whoami?x=%zz', caller],
  ['/admin/whoami/', none],
  ['/Admin/whoami', none],
  ['//admin/whoami', none],
  ['/admin//whoami', none],
  ['/admin%2Fwhoami', none],
  ['/admin/whoami%00', none],
  ['/admin/whoami;x=1', none],
  ['/', none],
  ['/x/../admin/whoami', malformed],
  ['/./admin/whoami', malformed],
  ['/x/%2e%2e/admin/whoami', malformed],
  ['/%61dmin/whoami', malformed],
  ['/admin/keys/%zz', malformed],
  ['/admin/keys/%E0%A4%A', malformed],
  ['/admin/keys/..', malformed],
  [`/admin/keys/${'x'.repeat(3_000)}`, [404, 'unknown']],
  ['/admin/keys/%00', [404, 'unknown']],
]

async function asked(app: Opened, line: string, ...headers: readonly string[]): Promise<Answer> {
  const client = await rawClient(app)
  await client.send(message(line, [`Authorization: ${admin.authorization}`, ...headers]))
  const reply = await client.reply(line.split(' ')[0])
  const text = reply.text || '{}'
  client.socket.destroy()
  return [reply.status, (JSON.parse(text) as { status?: string }).status]
}

/** What each framework would answer in its own way, all answer alike. */
export function alike(framework: Framework): void {
  it('reads a path in one way, and writes down what it refuses', async () => {
    const app = await opened(framework, settings)
    const answers = []
    for (const [path] of paths) {
      answers.push([path, await asked(app, `GET ${path}`, `X-Request-Id: n${answers.length}`)])
    }
    expect(answers).toEqual(paths)
    const entries = await app.entries()
    for (const [at, [path, [status]]] of paths.entries()) {
      const own = entries.filter(({ ctx }) => ctx?.requestId === `n${at}`)
      const last = own.at(-1)
      expect([path, own.length > 0, last?.outcome === 'success']).toEqual([
        path,
        true,
        status === 200,
      ])
      if (status === 400) expect(last?.reason).toBe('path_malformed')
    }
  })

  it('waits for no request for ever', async () => {
    const { requestTimeout, headersTimeout } = (await opened(framework, settings)).server
    expect([requestTimeout, headersTimeout]).toEqual([300_000, 60_000])
  })

  it('knows no method but its own, whatever a header says', async () => {
    const app = await opened(framework, settings)
    for (const method of ['OPTIONS', 'TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      for (const path of [
        '/admin/whoami',
        '/admin/blocked',
        '/api/orders',
        '/health',
        '/nowhere',
      ]) {
        expect([method, path, await asked(app, `${method} ${path}`)]).toEqual([method, path, none])
      }
    }
    const override = 'X-HTTP-Method-Override: POST'
    expect(await asked(app, 'GET /admin/blocked', override)).toEqual([200, undefined])
    expect(await asked(app, 'HEAD /nowhere')).toEqual([404, undefined])
  })

  it('fails with a word, and tells the operator alone why', async () => {
    const app = await opened(framework, settings)
    Object.defineProperty(app.service.orders, 'of', {
      value: () => {
        throw new Error('hunter2')
      },
    })
    const { token } = await app.service.keys.keys.issue({
      ...{ name: 'n', tenant: 't', owner: { kind: 'user', id: 'ada' } },
      ...{ actor: { kind: 'user', id: 'ada' }, scopes: ['orders:read'] as const },
    })
    const reply = await fetch(`${app.url}/api/orders`, { headers: { 'x-api-key': token.reveal() } })
    expect([reply.status, await reply.json()]).toEqual([
      500,
      { error: 'Something failed on our side.', status: 'failed' },
    ])
    expect(printed().join()).toContain('hunter2')
    const ended = (await app.entries()).filter(({ type }) => type === 'api.error')
    expect(ended).toMatchObject([{ event: { status: 500 }, ctx: { route: '/api/orders' } }])
  })
}
