import type { GuardRequest, Secret } from '@sallyport/core'
import { decider } from '@sallyport/core'
import { recordAudit, type TestRequestInit, testRequest } from '@sallyport/core/testing'
import {
  asanaChallenge,
  type Challenge,
  type KeepSecretOptions,
  notionChallenge,
} from '@sallyport/webhook-auth/challenges'
import { describe, expect, it } from 'vitest'
import { ask, hostileTokens } from '../support/challenging.ts'

const offered = 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81'

interface Case {
  readonly make: (options: KeepSecretOptions) => Challenge
  readonly offers: (secret: unknown) => TestRequestInit
  readonly signature: string
}

const cases: Readonly<Record<string, Case>> = {
  asana: {
    make: asanaChallenge,
    offers: (secret) => ({ method: 'POST', headers: { 'x-hook-secret': secret as string } }),
    signature: 'x-hook-signature',
  },
  notion: {
    make: notionChallenge,
    offers: (token) => ({ method: 'POST', body: JSON.stringify({ verification_token: token }) }),
    signature: 'x-notion-signature',
  },
}

/** Waits for one, and says what it was given. */
function waiting() {
  const kept: string[] = []
  const keep = (secret: Secret): boolean => kept.push(secret.reveal()) === 1
  return { kept, keep }
}

describe.each(Object.entries(cases))('%s', (name, { make, offers, signature }) => {
  it('has its secret kept, once', async () => {
    const { kept, keep } = waiting()
    const challenge = make({ keep })
    const asked = [1, 2, 3].map(() => ask(challenge, offers(offered)))
    expect((await Promise.all(asked)).map(([reason]) => reason)).toEqual([
      'challenge_answered',
      'challenge_unexpected',
      'challenge_unexpected',
    ])
    expect(kept[0]).toBe(offered)
  })

  it('is answered without the secret in the body', async () => {
    const verdict = await make({ keep: () => true })(testRequest(offers(offered)), {})
    if (verdict.ok) throw new Error('it went on')
    expect(verdict.reply).toMatchObject({ status: 200, body: '{}' })
    expect(verdict.reply?.headers['x-hook-secret']).toBe(name === 'asana' ? offered : undefined)
  })

  it('is refused where nobody waits, whatever that is called', async () => {
    for (const answer of [false, undefined, 1, 'true', {}]) {
      const verdict = await make({ keep: () => answer as boolean })(
        testRequest(offers(offered)),
        {},
      )
      expect(verdict).toMatchObject({ reason: 'challenge_unexpected', status: 403 })
      expect(verdict).not.toHaveProperty('reply')
    }
  })

  it('is not answered where it cannot be kept', async () => {
    const audit = recordAudit()
    const down = () => Promise.reject(new Error('the store is down'))
    const decide = decider(make({ keep: down }), { audit, onError: () => {} })
    expect(await decide(testRequest(offers(offered)))).toMatchObject({ reason: 'unavailable' })
    expect(JSON.stringify(audit.events)).not.toContain(offered)
  })

  it('never offers what is no secret', async () => {
    const { kept, keep } = waiting()
    const challenge = make({ keep })
    const bad = hostileTokens.filter((one) => name === 'notion' || typeof one === 'string')
    for (const one of [...bad, 'short', 'with a space in the middle']) {
      expect(await ask(challenge, offers(one))).toEqual(['challenge_malformed', undefined])
    }
    expect(kept).toEqual([])
  })

  it('is none where there is a signature, or another method', async () => {
    const { kept, keep } = waiting()
    const challenge = make({ keep })
    const { headers, ...rest } = offers(offered)
    for (const value of ['00', '', ['a', 'b']]) {
      const sent = { ...rest, headers: { ...headers, [signature]: value } }
      expect(await ask(challenge, sent)).toEqual(['goes on'])
    }
    for (const method of ['GET', 'PUT', 'HEAD', 'post']) {
      expect(await ask(challenge, { ...rest, headers: headers ?? {}, method })).toEqual(['goes on'])
    }
    expect(kept).toEqual([])
  })

  it('is told which request it was, and nothing that prints', async () => {
    const seen: unknown[] = []
    const keep = (secret: Secret, request: GuardRequest): boolean =>
      seen.push(`${secret}`, request.params.id) > 0
    await ask(make({ keep }), { ...offers(offered), params: { id: '7' } })
    expect(seen).toEqual(['[secret]', '7'])
  })

  it('takes options that can be right', () => {
    expect(() => make({} as never)).toThrow('needs "keep"')
    expect(() => make({ keep: () => true, once: true } as never)).toThrow('takes only keep')
  })
})

describe('notion', () => {
  it('is its token and nothing else', async () => {
    const { kept, keep } = waiting()
    const challenge = notionChallenge({ keep })
    for (const body of [
      { verification_token: offered, type: 'page.created' },
      { __proto__: { verification_token: offered } },
      [{ verification_token: offered }],
      {},
    ]) {
      expect(await ask(challenge, { method: 'POST', body: JSON.stringify(body) })).toEqual([
        'goes on',
      ])
    }
    const polluting = `{"__proto__":{"verification_token":"${offered}"}}`
    expect(await ask(challenge, { method: 'POST', body: polluting })).toEqual(['goes on'])
    expect(kept).toEqual([])
  })

  it('has a body that is not too long', async () => {
    const sent = { ...cases.notion?.offers('x'.repeat(2_000)), bodyLimit: 1_000 }
    expect((await ask(notionChallenge({ keep: () => true }), sent))[0]).toBe('body_too_large')
  })
})
