import { inspect } from 'node:util'
import { secret } from '@sallyport/core'
import { type Scheme, sign } from '@sallyport/webhook-auth'
import { type Explanation, explain, explained } from '@sallyport/webhook-auth/explain'
import {
  github,
  gitlabToken,
  square,
  standardWebhooks,
  stripe,
} from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { callbackUrl, now } from '../support/every-scheme.ts'

const key = Buffer.from('CanaryKeyCanaryKey-01234')
const spellings = ['utf8', 'hex', 'base64', 'base64url'] as const
const texts = { utf8: 'CanaryCanaryCanary-0123456789', whsec: `whsec_${key.toString('base64')}` }
const [old, other] = ['OldCanaryOldCanary-0123456789', 'OtherCanaryOther-0123456789']
/** As it is in the base64 of something around it. */
const inside = [1, 2, 3].map((more) =>
  Buffer.from('x'.repeat(more) + texts.utf8)
    .toString('base64')
    .slice(6, 20),
)
const pieces = [...inside, 'anaryCan', 'ldCanary', 'therCana', key.toString('base64').slice(4, 16)]
const needles = [
  ...pieces,
  ...Object.values(texts).flatMap((one) =>
    spellings.map((form) => Buffer.from(one).toString(form).slice(3, 20)),
  ),
  ...spellings.map((form) => key.toString(form).slice(3, 14)),
]

const shown = (result: Explanation): string =>
  [
    inspect(result, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(result),
    explained(result),
  ].join('\n')

const secretFor = ({ secret: form }: Scheme): string =>
  form === 'whsec' ? texts.whsec : texts.utf8

/** A body and an address that have every secret in them. */
const talkative = (scheme: Scheme): string =>
  JSON.stringify({ a: secretFor(scheme), b: [old, { other }], key: key.toString('hex') }, null, 2)

/** Explanations of all kinds: of body, secret, header, address and time, and of nothing at all. */
function* results(scheme: Scheme): Iterable<Explanation> {
  const given = secretFor(scheme)
  const address = `${callbackUrl}&token=${given}`
  const delivery = sign(scheme, {
    secret: given,
    body: talkative(scheme),
    callbackUrl: address,
    timestamp: now,
  })
  const usual = {
    ...{ secrets: secret(given), callbackUrl: address, clock: () => now },
    ...{ previous: [old], others: { shop: secret(other) }, maxMacs: 500 },
  }
  const text = Buffer.from(delivery.body).toString()
  const bodies = [
    JSON.stringify(JSON.parse(text)),
    `${text}\n`,
    text.replace('Canary', 'canary'),
    Buffer.from(text).toString('base64'),
    '',
    given,
  ]
  for (const body of bodies) yield explain(scheme, { ...delivery, body }, usual)
  for (const secrets of [`${given}\n`, `"${given}"`, old, other, given.slice(1)]) {
    yield explain(scheme, delivery, { ...usual, secrets, previous: [given] })
    yield explain(scheme, delivery, { ...usual, secrets, others: { shop: given } })
    yield explain(scheme, delivery, { ...usual, secrets })
  }
  for (const value of [given, `Bearer ${given}`, `x${given}`]) {
    const headers = Object.fromEntries(Object.keys(delivery.headers).map((name) => [name, value]))
    yield explain(scheme, { ...delivery, headers }, usual)
  }
  yield explain(scheme, delivery, { ...usual, callbackUrl: address.replace('https', 'http') })
  yield explain(scheme, delivery, { ...usual, clock: () => now + 9_999_999 })
}

describe('no secret is shown', () => {
  it.each([github, stripe, square, standardWebhooks, gitlabToken])(
    'by what $id is explained with',
    (scheme) => {
      const all = [...results(scheme)]
      expect(all.some((one) => !one.ok && one.determined)).toBe(true)
      expect(all.some((one) => !one.ok && !one.determined)).toBe(true)
      const found = all.map(shown).flatMap((text) => needles.filter((one) => text.includes(one)))
      expect(found).toEqual([])
    },
  )

  it('the test would find one', () => {
    const result = explain(github, { headers: {}, body: 'x' }, { secrets: 'not-a-canary-at-all' })
    const leaky = { ...result, remedy: texts.utf8 } as Explanation
    expect(needles.some((one) => shown(leaky).includes(one))).toBe(true)
  })

  it('nor the signature that would be right', () => {
    const { headers } = sign(github, { secret: texts.utf8, body: '{"a":1}' })
    const mac = (headers['x-hub-signature-256'] ?? '').slice(7, 30)
    const result = explain(github, { headers: {}, body: '{"a":1}' }, { secrets: texts.utf8 })
    expect(shown(result)).not.toContain(mac)
  })
})
