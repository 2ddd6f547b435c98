import { type Scheme, verifier } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

interface Answer {
  readonly scheme: Scheme
  readonly secret: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly callbackUrl?: string
}

const hub = "It's a Secret to Everybody"
/** What senders publish, in their documentation or in the tests of their libraries. */
const answers: Readonly<Record<string, Answer>> = {
  'GitHub: docs.github.com, "Validating webhook deliveries"': {
    scheme: schemes.github,
    secret: hub,
    body: 'Hello, World!',
    headers: {
      'X-Hub-Signature-256':
        'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
  },
  'Bitbucket: support.atlassian.com, "Manage webhooks"': {
    scheme: schemes.bitbucket,
    secret: hub,
    body: 'Hello World!',
    headers: {
      'X-Hub-Signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
    },
  },
  'LINE: line-bot-sdk-nodejs, test/validate-signature.spec.ts': {
    scheme: schemes.line,
    secret: 'test_secret',
    body: '{"hello":"world"}',
    headers: { 'X-Line-Signature': 't7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=' },
  },
  'Razorpay: razorpay-node, test/utils/razorpay-utils.spec.js': {
    scheme: schemes.razorpay,
    secret: '123456',
    body: '{"a":1,"b":2,"c":{"d":3}}',
    headers: {
      'X-Razorpay-Signature': '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc',
    },
  },
  'Square: square-nodejs-sdk, tests/integration/webhooks.test.ts': {
    scheme: schemes.square,
    secret: 'signature-key',
    body: '{"data":{"type":"webhooks","id":"fake_id"}}',
    headers: { 'x-square-hmacsha256-signature': 'W3FlCNk5IA3ZQ2LHTWoajvzfaDu/OwY2tNHIHC3IUOA=' },
    callbackUrl: 'https://webhook.site/webhooks',
  },
}

describe('published answers', () => {
  for (const [name, { scheme, secret, body, headers, callbackUrl }] of Object.entries(answers)) {
    it(`${name}`, () => {
      const options = { secrets: secret, ...(callbackUrl !== undefined && { callbackUrl }) }
      expect(verifier(scheme, options)({ headers, body }).ok).toBe(true)
      expect(verifier(scheme, options)({ headers, body: `${body} ` }).ok).toBe(false)
      expect(verifier(scheme, { ...options, secrets: 'another' })({ headers, body }).ok).toBe(false)
    })
  }
})
