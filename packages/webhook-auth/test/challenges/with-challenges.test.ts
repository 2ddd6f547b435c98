import { decider, every } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import {
  idempotent,
  memoryDeliveryStore,
  onceOnly,
  sign,
  webhookAuth,
  webhookMetrics,
} from '@sallyport/webhook-auth'
import {
  type ChallengeDenial,
  challengeReasons,
  dropboxChallenge,
  headChallenge,
  slackChallenge,
  withChallenges,
} from '@sallyport/webhook-auth/challenges'
import { github, slack } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { outcomeOf, secret } from '../support/challenging.ts'

const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd'
const asked = JSON.stringify({ type: 'url_verification', challenge })

function table() {
  const metrics = recordMetrics()
  const hooks = webhookAuth({
    services: { slack: { scheme: slack }, dropbox: { scheme: github }, github: { scheme: github } },
    settings: { webhook_secrets: { slack: secret, dropbox: secret, github: secret } },
    metrics,
  })
  const guard = withChallenges(hooks, { slack: slackChallenge, dropbox: dropboxChallenge })
  const sent = (service: string, body: string) => ({
    method: 'POST',
    params: { service },
    ...sign(service === 'slack' ? slack : github, { secret, body }),
  })
  return { metrics, hooks, guard, sent }
}

describe('a table of senders', () => {
  it('has each challenge on its side of the signature', async () => {
    const { guard, sent } = table()
    expect(await outcomeOf(guard, testRequest(sent('slack', asked)))).toEqual([
      'challenge_answered',
      challenge,
    ])
    const url = `/webhook/dropbox?challenge=${challenge}`
    const dropbox = { url, params: { service: 'dropbox' } }
    expect(await outcomeOf(guard, testRequest(dropbox))).toEqual(['challenge_answered', challenge])
    expect(await outcomeOf(guard, testRequest(sent('dropbox', '{}')))).toEqual(['goes on'])
  })

  it('answers nobody else in their way', async () => {
    const { guard, sent } = table()
    for (const [init, reason] of [
      [{ ...sent('slack', asked), headers: {} }, 'signature_missing'],
      [{ ...sent('slack', asked), params: { service: 'github' } }, 'signature_missing'],
      [{ url: `/?challenge=${challenge}`, params: { service: 'slack' } }, 'signature_missing'],
      [{ url: `/?challenge=${challenge}`, params: { service: 'nobody' } }, 'service_unknown'],
      [{ url: `/?challenge=${challenge}`, params: { service: '__proto__' } }, 'service_unknown'],
      [{ url: `/?challenge=${challenge}`, params: {} }, 'service_unknown'],
    ] as const) {
      expect(await outcomeOf(guard, testRequest(init))).toEqual([reason, undefined])
    }
    expect(await outcomeOf(guard, testRequest(sent('github', asked)))).toEqual(['goes on'])
  })

  it('never lets in whoever asks: a challenge and a delivery at once', async () => {
    const { guard, sent } = table()
    const both = { ...sent('dropbox', '{}'), url: `/?challenge=${challenge}` }
    expect(await outcomeOf(guard, testRequest({ ...both, method: 'GET' }))).toEqual([
      'challenge_answered',
      challenge,
    ])
    const forged = { ...both, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }
    expect(await outcomeOf(guard, testRequest(forged))).toEqual(['signature_wrong', undefined])
  })

  it('takes which service it is from where the table does', async () => {
    const service = () => 'dropbox'
    const { hooks } = table()
    const guard = withChallenges(hooks, { dropbox: dropboxChallenge }, { service })
    expect(await outcomeOf(guard, testRequest({ url: '/?challenge=abc' }))).toEqual([
      'challenge_answered',
      'abc',
    ])
    const misspelt = { services: service } as never
    expect(() => withChallenges(hooks, {}, misspelt)).toThrow('takes only service')
    const none = { slack: () => ({ ok: true }) } as never
    expect(() => withChallenges(hooks, none)).toThrow('needs "slack" to be a challenge')
  })
})

describe('an answered challenge', () => {
  it('is recorded with its sender, and is no failure of the table', async () => {
    const { guard, sent, metrics } = table()
    const audit = recordAudit()
    const decide = decider(guard, {
      audit,
      metrics,
      describe: ({ webhook }) =>
        webhook ? { actor: { kind: 'service', id: webhook.service } } : {},
    })
    await decide(testRequest(sent('slack', asked)))
    await decide(testRequest({ url: '/?challenge=abc', params: { service: 'dropbox' } }))
    expect(audit.events).toMatchObject([
      { outcome: 'denied', reason: 'challenge_answered', actor: { id: 'slack' } },
      { outcome: 'denied', reason: 'challenge_answered' },
    ])
    expect(JSON.stringify(audit.events)).not.toContain(challenge)
    expect(metrics.read(webhookMetrics.authFailed)).toEqual([])
    expect(metrics.read(webhookMetrics.authSuccess)).toMatchObject([{ value: 1 }])
  })

  it('is counted by the observer as a success', () => {
    const { hooks, metrics } = table()
    const end = hooks.observer(testRequest({ params: { service: 'slack' } }))
    end({ status: 200, bytes: 0, aborted: false, denied: 'challenge_answered' })
    expect(metrics.read(webhookMetrics.success)).toMatchObject([{ value: 1 }])
    expect(metrics.read(webhookMetrics.errors)).toEqual([])
  })

  it('consumes nothing: the guards that remember deliveries come after it', async () => {
    const { guard, sent } = table()
    const store = memoryDeliveryStore()
    const { guard: work } = idempotent({ store })
    for (const last of [onceOnly({ store }), work]) {
      const route = every(guard, last)
      const request = sent('slack', asked)
      for (let i = 0; i < 2; i++) {
        expect((await outcomeOf(route, testRequest(request)))[0]).toBe('challenge_answered')
      }
    }
  })
})

it('every reason has its status and a remedy', () => {
  const statuses = Object.entries(challengeReasons).map(([reason, { status }]) => [reason, status])
  expect(statuses).toEqual([
    ['challenge_answered', 200],
    ['challenge_malformed', 400],
    ['challenge_wrong', 403],
    ['challenge_unexpected', 403],
    ['challenge_failed', 503],
  ] satisfies [ChallengeDenial, number][])
})

it('a HEAD is answered for the services that ask so', async () => {
  const { hooks } = table()
  const guard = withChallenges(hooks, { github: headChallenge })
  const head = (service: string) => testRequest({ method: 'HEAD', params: { service } })
  expect(await outcomeOf(guard, head('github'))).toEqual(['challenge_answered', ''])
  expect(await outcomeOf(guard, head('slack'))).toEqual(['signature_missing', undefined])
})
