import { denialReply } from '@sallyport/core'
import { type TestRequestInit, testRequest } from '@sallyport/core/testing'
import {
  type Challenge,
  dropboxChallenge,
  headChallenge,
  metaChallenge,
  microsoftGraphChallenge,
  oktaChallenge,
  queryChallenge,
} from '@sallyport/webhook-auth/challenges'
import { describe, expect, it } from 'vitest'
import { ask, hostileTokens } from '../support/challenging.ts'

const verifyToken = 'b51ad0e3f94c47d28c6a'
const token = '1158201444'
const oktaHeader = 'x-okta-verification-challenge'

interface Case {
  readonly challenge: Challenge
  readonly asks: (token: string) => TestRequestInit
  readonly answer: string
  readonly twice: TestRequestInit
}

const hub = (challenge: string, of = verifyToken, mode = 'subscribe'): string =>
  `/webhook/meta?hub.mode=${mode}&hub.verify_token=${of}&hub.challenge=${encodeURIComponent(challenge)}`

const cases: Readonly<Record<string, Case>> = {
  dropbox: {
    challenge: dropboxChallenge,
    asks: (text) => ({ url: `/w?challenge=${encodeURIComponent(text)}` }),
    answer: token,
    twice: { url: `/w?challenge=${token}&challenge=${token}` },
  },
  'microsoft graph': {
    challenge: microsoftGraphChallenge,
    asks: (text) => ({ method: 'POST', url: `/w?validationToken=${encodeURIComponent(text)}` }),
    answer: token,
    twice: { method: 'POST', url: `/w?validationToken=${token}&validationToken=b` },
  },
  meta: {
    challenge: metaChallenge({ verifyToken }),
    asks: (text) => ({ url: hub(text) }),
    answer: token,
    twice: { url: `${hub(token)}&hub.challenge=b` },
  },
  okta: {
    challenge: oktaChallenge,
    asks: (text) => ({ headers: { [oktaHeader]: text } }),
    answer: JSON.stringify({ verification: token }),
    twice: { headers: { [oktaHeader]: [token, token] } },
  },
}

const texts = hostileTokens.filter((one) => typeof one === 'string')

describe.each(Object.entries(cases))('%s', (name, { challenge, asks, answer, twice }) => {
  it('is answered', async () => {
    const verdict = await challenge(testRequest(asks(token)), {})
    if (verdict.ok) throw new Error('it went on')
    const { status, headers, body } = denialReply(verdict)
    expect([verdict.reason, verdict.status, status, body]).toEqual([
      'challenge_answered',
      200,
      200,
      answer,
    ])
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^(text\/plain; charset=utf-8|application\/json)$/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })

  it('echoes nothing but a token', async () => {
    for (const hostile of texts) {
      const verdict = await challenge(testRequest(asks(hostile)), {})
      if (verdict.ok) {
        // Longer than an address may be, it is no challenge, and the signature refuses it.
        expect(hostile.length).toBeGreaterThan(8_000)
        continue
      }
      expect([verdict.reason, verdict.reply]).toEqual(['challenge_malformed', undefined])
      expect(String(denialReply(verdict).body)).not.toContain('script')
    }
  })

  it('is not read where it stands twice', async () => {
    expect(await ask(challenge, twice)).toEqual(['challenge_malformed', undefined])
  })

  it('goes on with another method', async () => {
    const right = asks(token).method ?? 'GET'
    for (const method of ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'get'].filter(
      (m) => m !== right,
    )) {
      expect(await ask(challenge, { ...asks(token), method })).toEqual(['goes on'])
    }
  })

  it('goes on where it is no challenge', async () => {
    const method = asks(token).method ?? 'GET'
    for (const url of ['/', '/?', '/?a=1', '/?__proto__=a', '/?constructor', '/challenge=a', '*']) {
      expect(await ask(challenge, { method, url })).toEqual(['goes on'])
    }
    expect(name).not.toBe('')
  })
})

describe('meta', () => {
  const challenge = metaChallenge({ verifyToken })

  it('is refused with another verify token', async () => {
    for (const other of [
      '',
      'guess',
      `${verifyToken}0`,
      verifyToken.slice(1),
      verifyToken.toUpperCase(),
    ]) {
      const verdict = await challenge(testRequest({ url: hub(token, other) }), {})
      expect(verdict).toMatchObject({ reason: 'challenge_wrong', status: 403 })
      if (!verdict.ok) expect(String(denialReply(verdict).body)).not.toContain(token)
    }
  })

  it('is refused without a verify token, with two, and with another mode', async () => {
    for (const url of [
      `/?hub.mode=subscribe&hub.challenge=${token}`,
      `/?hub.challenge=${token}`,
      '/?hub.mode=subscribe',
      `${hub(token)}&hub.verify_token=${verifyToken}`,
      `${hub(token)}&hub.mode=subscribe`,
      hub(token, verifyToken, 'unsubscribe'),
      hub(token, verifyToken, ''),
    ]) {
      expect(await ask(challenge, { url })).toEqual(['challenge_malformed', undefined])
    }
    expect(await ask(challenge, { url: hub(token).replace(/&hub.challenge.*/, '') })).toEqual([
      'challenge_malformed',
      undefined,
    ])
  })

  it('takes no token that is none, or that somebody could guess', () => {
    for (const one of [undefined, 7, null]) {
      expect(() => metaChallenge({ verifyToken: one } as never)).toThrow(TypeError)
    }
    for (const one of ['', 'short']) {
      expect(() => metaChallenge({ verifyToken: one })).toThrow(RangeError)
    }
    expect(() => metaChallenge({ verify_token: verifyToken } as never)).toThrow('verifyToken')
  })
})

describe('a challenge in the query', () => {
  it('is what Microsoft Graph writes', async () => {
    const text =
      'Validation: Testing client application reachability for subscription Request-Id: 522a8e7e-096a-494c-aaf1-ac0dcfca45b7'
    const url = `/w?validationToken=${encodeURIComponent(text).replaceAll('%20', '+')}`
    const sent = { method: 'POST', url }
    expect(await ask(microsoftGraphChallenge, sent)).toEqual(['challenge_answered', text])
  })

  it('takes options that can be right', () => {
    expect(() => queryChallenge({ parameter: '' })).toThrow('"parameter"')
    expect(() => queryChallenge({ parameter: 'a', method: 'PUT' } as never)).toThrow('"method"')
    expect(() => queryChallenge({ parameter: 'a', methods: 'GET' } as never)).toThrow('takes only')
  })
})

describe('HEAD', () => {
  it('is answered with nothing, and no other method', async () => {
    expect(await ask(headChallenge, { method: 'HEAD' })).toEqual(['challenge_answered', ''])
    for (const method of ['GET', 'POST', 'head', 'HEADS']) {
      expect(await ask(headChallenge, { method, headers: { 'x-http-method': 'HEAD' } })).toEqual([
        'goes on',
      ])
    }
  })
})
