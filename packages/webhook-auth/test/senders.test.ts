import { sign as octokitSign, verify as octokitVerify } from '@octokit/webhooks-methods'
import { Paddle } from '@paddle/paddle-node-sdk'
import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import { github, gitlab, paddle, razorpay, slack, stripe } from '@sallyport/webhook-auth/schemes'
import { verifyRequestSignature } from '@slack/events-api'
import fc from 'fast-check'
import Razorpay from 'razorpay'
import { Webhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const now = 1_700_000_000_000
const text = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

type Headers = Readonly<Record<string, string>>

/** A sender's own library, of the version that package.json has. */
interface Library {
  readonly scheme: Scheme
  readonly secret: string
  /** Signs at `now`; absent where the library only verifies. */
  readonly signs?: (body: string) => Headers | Promise<Headers>
  readonly accepts: (body: string, headers: Headers) => unknown
}

const { webhooks } = new Stripe('sk_test_none')
const standard = new Webhook(whsec)
const paddleWebhooks = new Paddle('none').webhooks

const libraries: Readonly<Record<string, Library>> = {
  stripe: {
    scheme: stripe,
    secret: text,
    signs(payload) {
      const given = { payload, secret: text, timestamp: now / 1_000 }
      return { 'stripe-signature': webhooks.generateTestHeaderString(given) }
    },
    accepts: (body, headers) =>
      webhooks.constructEvent(body, headers['stripe-signature'] ?? '', text),
  },
  '@octokit/webhooks-methods': {
    scheme: github,
    secret: text,
    signs: async (body) => ({ 'x-hub-signature-256': await octokitSign(text, body) }),
    accepts: (body, headers) => octokitVerify(text, body, headers['x-hub-signature-256'] ?? ''),
  },
  razorpay: {
    scheme: razorpay,
    secret: text,
    accepts: (body, headers) =>
      Razorpay.validateWebhookSignature(body, headers['x-razorpay-signature'] ?? '', text),
  },
  '@paddle/paddle-node-sdk': {
    scheme: paddle,
    secret: text,
    accepts: (body, headers) =>
      paddleWebhooks.isSignatureValid(body, text, headers['paddle-signature'] ?? ''),
  },
  '@slack/events-api': {
    scheme: slack,
    secret: text,
    accepts: (body, headers) =>
      verifyRequestSignature({
        signingSecret: text,
        requestSignature: headers['x-slack-signature'] ?? '',
        requestTimestamp: Number(headers['x-slack-request-timestamp']),
        body,
      }),
  },
  // Whose scheme GitLab follows.
  standardwebhooks: {
    scheme: gitlab,
    secret: whsec,
    signs: (body) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': `${now / 1_000}`,
      'webhook-signature': standard.sign('msg_1', new Date(now), body),
    }),
    accepts: (body, headers) => standard.verify(body, { ...headers }),
  },
}

/** Whether a library accepts it, however it says so. */
async function accepts({ accepts }: Library, body: string, headers: Headers): Promise<boolean> {
  try {
    return (await accepts(body, headers)) !== false
  } catch {
    return false
  }
}

/** The delivery with one letter changed, wherever that is: not to the same in the other case. */
function* changed(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const letter = /[aA]/.test(text[at] as string) ? 'b' : 'a'
    yield text.slice(0, at) + letter + text.slice(at + 1)
  }
}

// Their verifiers read no other clock.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now }))
afterAll(() => void vi.useRealTimers())

describe.each(Object.entries(libraries))('%s', (_, library) => {
  const { scheme, secret, signs } = library
  const check = verifier(scheme, { secrets: secret, clock: () => now })
  const ours = (body: string): Headers =>
    sign(scheme, { secret, body, timestamp: now, deliveryId: 'd-1' }).headers
  const theirs = signs ?? ours

  it('accepts what we sign, and we accept what it signs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.string({ unit: 'grapheme' }), async (json, name) => {
        const body = JSON.stringify({ [name]: JSON.parse(json) })
        expect(await accepts(library, body, ours(body))).toBe(true)
        expect(check({ headers: await theirs(body), body }).ok).toBe(true)
      }),
    )
  })

  it('is followed in every refusal of one letter changed', async () => {
    const body = '{"amount":100,"currency":"€"}'
    const headers = await theirs(body)
    for (const other of changed(body)) {
      expect(await accepts(library, other, headers)).toBe(false)
      expect(check({ headers, body: other })).toMatchObject({ reason: 'signature_wrong' })
    }
    for (const [name, value] of Object.entries(headers)) {
      if (value === 'd-1' && scheme.deliveryId === 'unsigned') continue
      for (const other of changed(value)) {
        const tampered = { ...headers, [name]: other }
        expect(check({ headers: tampered, body }).ok).toBe(false)
      }
    }
  })

  it('is refused with another secret', async () => {
    const body = '{}'
    const another = secret === whsec ? 'whsec_AfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' : `${text}5`
    const wrong = verifier(scheme, { secrets: another, clock: () => now })
    expect(wrong({ headers: await theirs(body), body })).toMatchObject({
      reason: 'signature_wrong',
    })
    const forged = sign(scheme, { secret: another, body, timestamp: now }).headers
    expect(await accepts(library, body, forged)).toBe(false)
  })
})

describe('a flipped bit', () => {
  it.each(Object.entries(libraries))('of any byte that %s signed is seen', async (_, library) => {
    const { scheme, secret, signs } = library
    const check = verifier(scheme, { secrets: secret, clock: () => now })
    const body = '{"amount":100,"currency":"€"}'
    const headers = (await signs?.(body)) ?? sign(scheme, { secret, body }).headers
    const bytes = Buffer.from(body)
    expect(check({ headers, body: bytes }).ok).toBe(true)
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const other = Buffer.from(bytes)
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(check({ headers, body: other })).toMatchObject({ reason: 'signature_wrong' })
    }
  })
})
