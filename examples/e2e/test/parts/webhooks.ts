import { manualTime } from '@sallyport/core/testing'
import { sign, webhookMetrics } from '@sallyport/webhook-auth'
import { github, trello } from '@sallyport/webhook-auth/schemes'
import { createService } from '@sallyport-examples/service'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { gate, until } from '../world.ts'
import { admin, opened, settings, settingsFrom } from './opened-service.ts'

type Bytes = string | Uint8Array<ArrayBuffer>
type Given = Readonly<Record<string, string>>

const { githubSecret, trelloSecret, monitorSecret } = settings
const secrets = [githubSecret, trelloSecret, monitorSecret].map((one) => one.reveal())
const deliveryId = '72d3162e-cc78-11e3-81ab-4c9367dc0958'
const callbackUrl = 'https://hooks.example/webhook/trello'

const ofGithub = (body: Bytes): Given =>
  sign(github, { secret: githubSecret, body, deliveryId }).headers
const ofTrello = (body: Bytes, callback = callbackUrl): Given =>
  sign(trello, { secret: trelloSecret, body, callbackUrl: callback }).headers
const ofMonitor: Given = { 'x-webhook-secret': monitorSecret.reveal() }

/** A delivery, and what is answered. */
async function deliver(url: string, service: string, body: Bytes, given: Given) {
  const reply = await fetch(`${url}/webhook/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...given },
    body,
  })
  const text = await reply.text()
  return { status: reply.status, text, headers: reply.headers, json: () => JSON.parse(text) }
}

/** The example service: webhooks of several senders. */
export function webhooks(framework: Framework): void {
  acceptedWebhooks(framework)
  refusedWebhooks(framework)
  repeatedWebhooks(framework)
  leftWebhooks(framework)
  rawWebhooks(framework)
  bodiesOfWebhooks(framework)
  limitedWebhooks(framework)
}

function acceptedWebhooks(framework: Framework): void {
  it('takes what each sender proves, and hands on what it says', async () => {
    const app = await opened(framework, settings)
    const body = '{ "hello": "wörld", "n": 1.0 }'
    for (const [service, headers] of [
      ['github', ofGithub(body)],
      ['trello', ofTrello(body)],
      ['monitor', ofMonitor],
    ] as const) {
      const { status, json } = await deliver(app.url, service, body, headers)
      expect([status, json()]).toEqual([200, { service, received: { hello: 'wörld', n: 1 } }])
    }
    const record = (id: string, event: object) => ({
      outcome: 'success',
      actor: { kind: 'service', id },
      ctx: { route: '/webhook/:service' },
      event,
    })
    expect(await app.events()).toMatchObject([
      record('github', {
        scheme: 'github',
        key_id: 'GITHUB_SECRET',
        delivery_id: deliveryId,
      }),
      record('trello', { scheme: 'trello', key_id: 'TRELLO_SECRET' }),
      record('monitor', { scheme: 'shared-secret', key_id: 'MONITOR_SECRET' }),
    ])
    for (const secret of secrets) expect(JSON.stringify(await app.events())).not.toContain(secret)
  })

  it('answers the HEAD that Trello asks, of any name, and keeps what it knows', async () => {
    const app = await opened(framework, { ...settings, allow: [] })
    const ask = async (service: string, method: string) => {
      const reply = await fetch(`${app.url}/webhook/${service}`, { method })
      return [reply.status, await reply.text(), reply.headers.get('allow')]
    }
    for (const service of ['trello', 'nobody']) {
      expect(await ask(service, 'HEAD')).toEqual([200, '', null])
      expect(await ask(service, 'GET')).toEqual([405, expect.any(String), 'HEAD, POST'])
      expect((await ask(service, 'POST'))[0]).toBe(403)
    }
    const reasons = (await app.events()).map(({ reason }) => reason)
    expect(reasons).toEqual(['address_not_allowed', 'address_not_allowed'])
  })

  it('measures each sender, strangers as one, and nothing but webhooks', async () => {
    const app = await opened(framework, settings)
    const { metrics } = app.service
    await fetch(`${app.url}/health`)
    await fetch(`${app.url}/webhook/trello`, { method: 'HEAD' })
    for (const name of ['github', 'one', 'two']) await deliver(app.url, name, '{}', ofGithub('{}'))
    const counted = (metric: (typeof webhookMetrics)['requests']) =>
      metrics.read(metric).map(({ labels, value }) => [labels.service, value])
    await expect
      .poll(() => counted(webhookMetrics.requests))
      .toEqual([
        ['github', 1],
        ['unknown', 2],
      ])
    expect(counted(webhookMetrics.success)).toEqual([['github', 1]])
    expect(counted(webhookMetrics.errors)).toEqual([['unknown', 2]])
  })
}

function refusedWebhooks(framework: Framework): void {
  it('answers a wrong signature, a missing one and an unknown service alike', async () => {
    const app = await opened(framework, settings)
    const body = '{"a":1}'
    const right = ofGithub(body)
    const elsewhere = 'https://hooks.example/webhook/other'
    const refused = [
      ['github', body, ofGithub('{"a":2}'), 'signature_wrong'],
      ['github', '{"a":2}', right, 'signature_wrong'],
      ['github', body, {}, 'signature_missing'],
      ['github', body, { 'x-hub-signature-256': 'sha256=zz' }, 'signature_malformed'],
      ['trello', body, ofTrello(body, elsewhere), 'signature_wrong'],
      ['trello', body, right, 'signature_missing'],
      ['monitor', body, { 'x-webhook-secret': 'a guess' }, 'signature_wrong'],
      ['nobody', body, right, 'service_unknown'],
      ['nobody', body, ofMonitor, 'service_unknown'],
      ['__proto__', body, right, 'service_unknown'],
    ] as const
    const told = new Set<string>()
    for (const [service, sent, headers] of refused) {
      const { status, text, headers: h } = await deliver(app.url, service, sent, headers)
      told.add(JSON.stringify([status, text, [...h.keys()].toSorted(), h.get('content-length')]))
    }
    expect([...told]).toHaveLength(1)
    expect([...told].join()).toContain('webhook_refused')
    expect((await app.events()).map(({ reason }) => reason)).toEqual(refused.map((one) => one[3]))
    expect((await app.events()).filter(({ actor }) => actor !== undefined)).toEqual([])
    for (const secret of secrets) expect(JSON.stringify(await app.events())).not.toContain(secret)
  })

  it('refuses a body that is too long, whoever it is for, and takes one that is not', async () => {
    const app = await opened(framework, settings)
    const long = new Uint8Array(settings.hookLimit + 1)
    for (const service of ['github', 'monitor', 'nobody']) {
      const { status, json } = await deliver(app.url, service, long, ofMonitor)
      expect([status, json().status]).toEqual([413, 'body_too_large'])
    }
    const text = 'x'.repeat(settings.hookLimit - '{"text":""}'.length)
    const body = JSON.stringify({ text })
    expect(body).toHaveLength(settings.hookLimit)
    const { status, json } = await deliver(app.url, 'github', body, ofGithub(body))
    expect([status, json().received.text === text]).toEqual([200, true])
  })

  it('does not start with a secret that somebody could guess, and says which', async () => {
    const start = async (given: Given) => createService(settingsFrom(given), () => {})
    await (await start({})).close()
    for (const name of ['GITHUB_SECRET', 'TRELLO_SECRET', 'MONITOR_SECRET']) {
      for (const weak of ['short', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'your-webhook-secret']) {
        await expect(start({ [name]: weak })).rejects.toThrow(`the secret "${name}" of`)
      }
    }
    for (const PUBLIC_URL of ['hooks.example', 'ftp://hooks.example', 'https://']) {
      await expect(start({ PUBLIC_URL })).rejects.toThrow('PUBLIC_URL')
    }
  })
}

function repeatedWebhooks(framework: Framework): void {
  it('hands a delivery on once, and tells a sender that tries again so', async () => {
    const app = await opened(framework, settings)
    const body = '{"n":1}'
    const send = async (service: string, given: Given) => {
      const { status, json } = await deliver(app.url, service, body, given)
      return [status, json().received ?? json().status]
    }
    expect(await send('github', ofGithub(body))).toEqual([200, { n: 1 }])
    const renamed = { ...ofGithub(body), 'x-github-delivery': 'another' }
    expect(await send('github', renamed)).toEqual([200, 'delivery_done'])
    expect(await send('trello', ofTrello(body))).toEqual([200, { n: 1 }])
    const outcomes = (await app.events()).map(({ reason, outcome }) => reason ?? outcome)
    expect(outcomes.filter((one) => one === 'success')).toHaveLength(2)
    expect(outcomes).toContain('delivery_done')
  })
}

function leftWebhooks(framework: Framework): void {
  it('passes on once what was taken after its sender had hung up', async () => {
    const held = gate()
    const passed: unknown[] = []
    const create = async (_kind: string, record: unknown) => {
      await held.wait()
      passed.push(record)
    }
    const app = await opened(framework, settings, { downstream: { create } })
    const body = '{"n":1}'
    const given = { 'content-type': 'application/json', ...ofGithub(body) }
    const again = async () => {
      const { status, json } = await deliver(app.url, 'github', body, given)
      return [status, json().status]
    }
    const client = await rawClient(app)
    const lines = Object.entries(given).map(([name, value]) => `${name}: ${value}`)
    await client.send(message('POST /webhook/github', lines, body))
    await until(() => held.waiting === 1, 'the downstream is at work')
    await client.leave()
    const { metrics } = app.service
    await until(() => metrics.read(webhookMetrics.errors).length === 1, 'the end is seen')
    expect(await again()).toEqual([409, 'delivery_in_progress'])
    held.open()
    await expect.poll(again).toEqual([200, 'delivery_done'])
    expect(passed).toEqual([{ n: 1 }])
    expect(held.waiting).toBe(1)
  })
}

function rawWebhooks(framework: Framework): void {
  it('checks the bytes that came, whatever a parser makes of them', async () => {
    const app = await opened(framework, settings)
    const latin1 = new Uint8Array(Buffer.from('{"name":"Zo\xeb"}', 'latin1'))
    const marked = new Uint8Array(Buffer.from('\ufeff{"name":"Zoë"}'))
    for (const body of [latin1, marked]) {
      expect((await deliver(app.url, 'github', body, ofGithub(body))).status).toBe(200)
      const decoded = new TextDecoder().decode(body)
      const other = await deliver(app.url, 'github', body, ofGithub(decoded))
      expect([other.status, other.json().status]).toEqual([401, 'webhook_refused'])
    }
  })
}

function bodiesOfWebhooks(framework: Framework): void {
  it('passes on what is JSON, whatever it says, and acknowledges nothing else', async () => {
    const passed: unknown[] = []
    const create = async (_kind: string, record: unknown) => void passed.push(record)
    const app = await opened(framework, settings, { downstream: { create } })
    const send = async (body: string, type = 'application/json') => {
      const given = { ...ofGithub(body), 'content-type': type }
      const { status, json } = await deliver(app.url, 'github', body, given)
      return [status, json().status ?? 'in']
    }
    const said = ['{"a":{"__proto__":{"x":1}}}', '{"constructor":{"prototype":1}}', 'null', '1']
    for (const body of said) expect(await send(body)).toEqual([200, 'in'])
    expect(passed.map((one) => JSON.stringify(one))).toEqual(said)
    const type = 'application/json; charset=latin1'
    expect(await send('{"n":1}', type)).toEqual([200, 'in'])
    for (const body of ['{', 'a=b', '', '['.repeat(100_000)]) {
      expect(await send(body)).toEqual([400, 'not_json'])
    }
    for (const other of ['text/plain', 'application/json-patch+json', 'application/jsonx']) {
      expect(await send('{"n":2}', other)).toEqual([415, 'not_json'])
    }
    const form = 'application/x-www-form-urlencoded'
    expect(await send('payload=%7B%7D', form)).toEqual([415, 'not_json'])
    expect(passed).toHaveLength(said.length + 1)
    // Nothing of it was claimed.
    expect(await send('{"n":2}')).toEqual([200, 'in'])
    const denied = (await app.events()).filter(({ reason }) => reason === 'not_json')
    expect(denied).toHaveLength(8)
    expect(denied[0]).toMatchObject({ actor: { kind: 'service', id: 'github' } })
  })
}

function limitedWebhooks(framework: Framework): void {
  it('limits each sender, and takes later what it refused for that', async () => {
    const { clock, monotonic, advance } = manualTime()
    const app = await opened(framework, { ...settings, hooksPerMinute: 2 }, { clock, monotonic })
    const send = async (body: string, service = 'github', given = ofGithub(body)) => {
      const { status, headers: h } = await deliver(app.url, service, body, given)
      return [status, h.get('ratelimit'), h.get('retry-after')]
    }
    expect(await send('{"n":1}')).toEqual([200, '"webhooks";r=1;t=30', null])
    expect(await send('{"n":1}', 'github', ofGithub('{"n":2}'))).toEqual([401, null, null])
    for (let i = 0; i < 3; i++) expect((await send('{"n":1}', `s${i}`))[0]).toBe(401)
    expect(await send('{"n":2}')).toEqual([200, '"webhooks";r=0;t=30', null])
    expect(await send('{"n":3}')).toEqual([429, '"webhooks";r=0;t=30', '30'])
    expect((await send('{"n":3}', 'trello', ofTrello('{"n":3}')))[0]).toBe(200)
    expect((await app.events()).filter(({ type }) => type === 'limits.violated')).toMatchObject([
      { targets: [{ id: 'webhooks' }], ctx: { route: '/webhook/:service' } },
    ])
    const denied = (await app.events()).filter(
      ({ type, reason }) => type === 'request.decided' && reason === 'rate_limited',
    )
    expect(denied).toMatchObject([{ actor: { kind: 'service', id: 'github' } }])
    advance(30_000)
    const again = await deliver(app.url, 'github', '{"n":3}', ofGithub('{"n":3}'))
    expect([again.status, again.json()]).toEqual([200, { service: 'github', received: { n: 3 } }])
    const limit = `${app.url}/admin/limits?policy=webhooks&key=s0`
    expect(await (await fetch(limit, { headers: admin })).json()).toMatchObject({
      key: { remaining: 2 },
    })
  })
}
