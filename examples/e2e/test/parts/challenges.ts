import { createServer } from 'node:http'
import { type AuditEvent, every, type Guard, type Secret } from '@sallyport/core'
import { recordAudit } from '@sallyport/core/testing'
import { type Scheme, signedBy, webhookAuth } from '@sallyport/webhook-auth'
import { headChallenge, slackChallenge, withChallenges } from '@sallyport/webhook-auth/challenges'
import { discord, slack, trello } from '@sallyport/webhook-auth/schemes'
import { signedRequest } from '@sallyport/webhook-auth/testing'
import { expect, it } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { served } from '../raw.ts'
import {
  type Asked,
  asking,
  type Given,
  hub,
  keys,
  type Sender,
  secret,
  signing,
  standIn,
  token,
} from './challenge-senders.ts'

const callbackUrl = 'https://hooks.example/webhook/trello'
const secretsOf = (scheme: Scheme): string => (scheme === discord ? keys.publicKey : secret)

function guardOf({ challenge, scheme = standIn }: Sender, given: Given): Guard<object> {
  const signed = signedBy(scheme, { secrets: secretsOf(scheme), callbackUrl })
  const one = challenge(given)
  return one.signed ? every(signed, one) : every(one, signed)
}

/** Each sender at a path of its own, and Amazon's host beside them. */
async function open(framework: Framework, senders: Readonly<Record<string, Sender>>) {
  const kept: string[] = []
  const visited: (string | undefined)[] = []
  const amazon = await served(
    createServer((request, response) => {
      visited.push(request.url)
      response.end('<ConfirmSubscriptionResponse/>')
    }),
  )
  const keep = (one: Secret): boolean => kept.push(one.reveal()) === 1
  const handled: string[] = []
  const audit = recordAudit()
  const app = await mount(framework, {
    routes: Object.entries(senders).map(([name, sender]) => ({
      path: `/${name}`,
      guards: [guardOf(sender, { kept, keep, amazon: amazon.url })],
      handler: ({ body }) => {
        handled.push(name)
        return { body }
      },
    })),
    options: { audit, onError: () => {} },
  })
  return { app, kept, visited, handled, events: (): readonly AuditEvent[] => audit.events }
}

async function ask(url: string, { method = 'GET', query = '', headers = {}, body }: Asked) {
  const reply = await fetch(url + query, { method, headers, ...(body !== undefined && { body }) })
  return { status: reply.status, text: await reply.text(), headers: reply.headers }
}

function signed(scheme: Scheme, { body = '' }: Asked, wrong = false): Asked {
  const key = scheme === discord ? { privateKey: keys.privateKey } : { secret }
  return signedRequest(scheme, { body, ...(wrong ? {} : key) }) as never
}

/** Senders that ask something before they send: over the wire, before parsers. */
export function challenges(framework: Framework): void {
  signedChallenges(framework)
  unsignedChallenges(framework)
  tableOfChallenges(framework)
}

function signedChallenges(framework: Framework): void {
  for (const [name, sender] of Object.entries(signing)) {
    const { scheme = standIn, asks, wants } = sender

    it(`answers the challenge that ${name} signs, and nobody else's`, async () => {
      const { app, handled, visited, events } = await open(framework, { [name]: sender })
      const url = `${app.url}/${name}`
      for (const forged of [signed(scheme, asks, true), { ...asks, headers: {} }]) {
        const { status, text } = await ask(url, forged)
        expect([status, text.includes(token), visited]).toEqual([401, false, []])
      }
      const { status, text, headers } = await ask(url, signed(scheme, asks))
      expect([status, text]).toEqual([wants.status ?? 200, wants.body])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(visited).toHaveLength(name === 'sns' ? 1 : 0)
      expect(handled).toEqual([])
      expect(events().map(({ reason }) => reason)).toEqual([
        'signature_wrong',
        'signature_missing',
        'challenge_answered',
      ])
      const delivery = signed(scheme, { body: '{"type":2,"n":1}' })
      expect((await ask(url, delivery)).status).toBe(200)
      expect(handled).toEqual([name])
    })
  }
}

function unsignedChallenges(framework: Framework): void {
  for (const [name, sender] of Object.entries(asking)) {
    const { scheme = standIn, asks, wants } = sender

    it(`answers what ${name} asks, and lets nobody in by it`, async () => {
      const { app, handled, kept, events } = await open(framework, { [name]: sender })
      const url = `${app.url}/${name}`
      const { status, text, headers } = await ask(url, asks)
      expect([status, text]).toEqual([200, wants.body])
      for (const [header, value] of Object.entries(wants.headers ?? {})) {
        expect(headers.get(header)).toBe(value)
      }
      expect(kept).toEqual(/asana|notion/.test(name) ? [token] : [])
      // The same with a delivery in it, which nothing has signed, and one alone.
      await ask(url, { ...asks, method: 'POST', body: '{"n":1}' })
      expect((await ask(url, { method: 'POST', body: '{"n":1}' })).status).toBe(401)
      expect(handled).toEqual([])
      expect(events()[0]).toMatchObject({ outcome: 'denied', reason: 'challenge_answered' })
      const { callbackUrl: _, ...delivery } = signedRequest(scheme, {
        ...{ secret, callbackUrl, body: '{"n":1}' },
      })
      const reply = await fetch(url, delivery)
      expect([reply.status, await reply.json()]).toEqual([200, { body: { n: 1 } }])
      expect(handled).toEqual([name])
    })
  }

  it('echoes nothing that a browser could run', async () => {
    const { app, handled } = await open(framework, asking)
    const script = encodeURIComponent('<script>alert(1)</script>')
    for (const [name, asks] of [
      ['meta', { query: hub(script) }],
      ['dropbox', { query: `?challenge=${script}` }],
      ['dropbox', { query: `?challenge=${token}&challenge=${token}` }],
      ['dropbox', { query: `?challenge=${'x'.repeat(8_000)}` }],
      ['graph', { method: 'POST', query: `?validationToken=${script}` }],
      ['okta', { headers: { 'x-okta-verification-challenge': '<script>' } }],
      ['asana', { method: 'POST', headers: { 'x-hook-secret': '<script>alert(1)</script>' } }],
    ] as const) {
      const { status, text, headers } = await ask(`${app.url}/${name}`, asks)
      expect([status, JSON.parse(text).status]).toEqual([400, 'webhook_refused'])
      expect(text).not.toMatch(/script|xxx/)
      expect(headers.get('x-hook-secret')).toBeNull()
    }
    expect(handled).toEqual([])
  })
}

function tableOfChallenges(framework: Framework): void {
  it('answers each sender of a table in its way', async () => {
    const hooks = webhookAuth({
      services: { slack: { scheme: slack }, trello: { scheme: trello, callbackUrl } },
      settings: { webhook_secrets: { slack: secret, trello: secret } },
    })
    const guard = withChallenges(hooks, { slack: slackChallenge, trello: headChallenge })
    const app = await mount(framework, { routes: [{ path: '/webhook/:service', guards: [guard] }] })
    const slackAsks = signed(slack, signing.slack?.asks ?? {})
    const statuses = []
    for (const [service, asks] of [
      ['trello', { method: 'HEAD' }],
      ['slack', { method: 'HEAD' }],
      ['slack', slackAsks],
      ['trello', slackAsks],
      ['nobody', { method: 'HEAD' }],
    ] as const) {
      const { status, text } = await ask(`${app.url}/webhook/${service}`, asks)
      statuses.push([status, status === 200 ? text : ''])
    }
    expect(statuses).toEqual([
      [200, ''],
      [401, ''],
      [200, token],
      [401, ''],
      [401, ''],
    ])
  })
}
