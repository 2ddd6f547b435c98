import { createHmac } from 'node:crypto'
import { testRequest } from '@sallyport/core/testing'
import { sign, verifier } from '@sallyport/webhook-auth'
import {
  discordChallenge,
  type SignedChallenge,
  slackChallenge,
  twitchChallenge,
  zoomChallenge,
} from '@sallyport/webhook-auth/challenges'
import { describe, expect, it } from 'vitest'
import { behind, hostileTokens, now, outcomeOf, secret, timed } from '../support/challenging.ts'

const token = 'qgg8vlvZRS6UYooatFL8Aw'
const hash = createHmac('sha256', secret).update(token).digest('hex')

interface Case {
  readonly challenge: SignedChallenge
  /** The challenge, as its sender documents it; with another token where it echoes one. */
  readonly asks: (token: unknown) => object
  readonly status: number
  readonly answer: string
}

const cases: Readonly<Record<string, Case>> = {
  zoom: {
    challenge: zoomChallenge({ secrets: secret }),
    asks: (plainToken) => ({
      payload: { plainToken },
      event_ts: 1_654_503_849_680,
      event: 'endpoint.url_validation',
    }),
    status: 200,
    answer: JSON.stringify({ plainToken: token, encryptedToken: hash }),
  },
  slack: {
    challenge: slackChallenge,
    asks: (challenge) => ({
      token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl',
      challenge,
      type: 'url_verification',
    }),
    status: 200,
    answer: token,
  },
  twitch: {
    challenge: twitchChallenge,
    asks: (challenge) => ({
      challenge,
      subscription: {
        id: 'f1c2a387-161a-49f9-a165-0f21d7a4e1c4',
        status: 'webhook_callback_verification_pending',
        type: 'channel.follow',
      },
    }),
    status: 200,
    answer: token,
  },
  'discord, interactions': {
    challenge: discordChallenge,
    asks: () => ({ id: '1', application_id: '2', type: 1, token: 't', version: 1 }),
    status: 200,
    answer: '{"type":1}',
  },
  'discord, events': {
    challenge: discordChallenge,
    asks: () => ({ version: 1, application_id: '2', type: 0 }),
    status: 204,
    answer: '',
  },
}

const echoing = ['zoom', 'slack', 'twitch']

describe.each(Object.entries(cases))('%s', (name, { challenge, asks, status, answer }) => {
  const { send, guard, signed } = behind(challenge)
  const body = JSON.stringify(asks(token))

  it('is answered, and no handler runs', async () => {
    const verdict = await guard(testRequest(signed(body)), {})
    if (verdict.ok) throw new Error('it went on')
    expect(verdict).toMatchObject({
      reason: 'challenge_answered',
      status,
      reply: { status, body: answer, headers: { 'x-content-type-options': 'nosniff' } },
      proved: { webhook: { keyId: 'default' } },
    })
    const type = String(verdict.reply?.headers['content-type'] ?? '')
    if (answer !== '') expect(type).toMatch(/^(text\/plain; charset=utf-8|application\/json)$/)
  })

  it('is answered alike when it is sent again', async () => {
    const request = signed(body)
    const answers = [1, 2].map(() => outcomeOf(guard, testRequest(request)))
    expect(await Promise.all(answers)).toEqual(Array(2).fill(['challenge_answered', answer]))
  })

  it('is never answered without the right signature', async () => {
    expect(await send(body, 'a secret of another, for all to see')).toEqual([
      'signature_wrong',
      undefined,
    ])
    expect(await outcomeOf(guard, testRequest({ method: 'POST', body }))).toEqual([
      'signature_missing',
      undefined,
    ])
    const other = { ...signed(body), body: body.replace(/.$/, ' }') }
    expect(await outcomeOf(guard, testRequest(other))).toEqual(['signature_wrong', undefined])
  })

  it('goes on where it is no challenge', async () => {
    const nested = JSON.stringify({ __proto__: null, value: asks(token) })
    const polluting = `{"__proto__":${body}}`
    const others = ['', '[]', 'null', '7', '"a"', '{', '{}', `[${body}]`, nested, polluting]
    for (const one of [...others, `\ufeff${body}`, new Uint8Array([0xff, 0xfe])]) {
      expect(await send(one)).toEqual(['goes on'])
    }
  })

  if (!echoing.includes(name)) return

  it('echoes nothing but a token', async () => {
    for (const hostile of hostileTokens) {
      expect(await send(JSON.stringify(asks(hostile)))).toEqual(['challenge_malformed', undefined])
    }
    const without = JSON.stringify(asks(undefined))
    expect(await send(without)).toEqual(['challenge_malformed', undefined])
  })
})

describe('zoom', () => {
  it('never signs a delivery for whoever asks', async () => {
    const { send } = behind(cases.zoom?.challenge as SignedChallenge)
    const forged = `v0:${now / 1_000}:{}`
    expect(await send(JSON.stringify(cases.zoom?.asks(forged)))).toEqual([
      'challenge_malformed',
      undefined,
    ])
    // It would be one.
    const headers = {
      'x-time': `${now / 1_000}`,
      'x-signature': `v0=${createHmac('sha256', secret).update(forged).digest('hex')}`,
    }
    const check = verifier(timed, { secrets: secret, clock: () => now })
    expect(check({ headers, body: '{}' }).ok).toBe(true)
  })

  it('answers with the secret that the challenge was signed with', async () => {
    const old = '7c1e5a90d2b34f6889ab0c1d2e3f4a5b'
    const secrets = [
      { id: 'new', value: secret },
      { id: 'old', value: old },
    ]
    const challenge = zoomChallenge({ secrets })
    const body = JSON.stringify(cases.zoom?.asks(token))
    const request = testRequest({ method: 'POST', ...sign(timed, { secret: old, body }) })
    const webhook = { keyId: 'old' } as never
    const verdict = await challenge(request, { webhook })
    const encryptedToken = createHmac('sha256', old).update(token).digest('hex')
    expect(verdict).toMatchObject({ reply: { body: expect.stringContaining(encryptedToken) } })
    const unknown = await challenge(request, { webhook: { keyId: 'other' } as never })
    expect(unknown).toMatchObject({
      reason: 'challenge_failed',
      status: 503,
      shown: 'unavailable',
      cause: expect.objectContaining({ message: expect.stringContaining('"other"') }),
    })
  })

  it('takes no misspelt option', () => {
    expect(() => zoomChallenge({ secret } as never)).toThrow('takes only secrets')
    expect(() => zoomChallenge({ secrets: 7 } as never)).toThrow('"secrets" must be')
  })
})

describe('discord', () => {
  it('hands on interactions, and events', async () => {
    const { send } = behind(discordChallenge)
    for (const body of [
      { type: 2, data: { name: 'ask' } },
      { type: 1, event: { type: 'APPLICATION_AUTHORIZED' } },
      { type: '1' },
      { type: true },
    ]) {
      expect(await send(JSON.stringify(body))).toEqual(['goes on'])
    }
  })
})

describe('twitch', () => {
  it('knows a challenge by what is signed, whatever the headers say', async () => {
    const { guard, signed } = behind(twitchChallenge)
    const event = JSON.stringify({ subscription: { status: 'enabled' }, challenge: token })
    const type = 'twitch-eventsub-message-type'
    const asked = JSON.stringify(cases.twitch?.asks(token))
    for (const [body, said, outcome] of [
      [event, 'webhook_callback_verification', ['goes on']],
      [asked, 'notification', ['challenge_answered', token]],
    ] as const) {
      const request = signed(body)
      const headers = { ...request.headers, [type]: said }
      expect(await outcomeOf(guard, testRequest({ ...request, headers }))).toEqual(outcome)
    }
  })
})
