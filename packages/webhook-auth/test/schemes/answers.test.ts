import { type Scheme, verifier } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { coinbaseCommerce, kontentAi, pagerduty } from '../support/published-bodies.ts'

interface Answer {
  readonly scheme: Scheme
  readonly secret: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly callbackUrl?: string
  /** When it was signed, in milliseconds since the epoch. */
  readonly now?: number
}

const boxed = {
  scheme: schemes.box,
  body: '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}',
  headers: {
    'box-delivery-id': 'f96bb54b-ee16-4fc5-aa65-8c2d9e5b546f',
    'box-delivery-timestamp': '2020-01-01T00:00:00-07:00',
    'box-signature-algorithm': 'HmacSHA256',
    'box-signature-primary': '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=',
    'box-signature-secondary': 'v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=',
    'box-signature-version': '1',
  },
  now: 1_577_862_000_000,
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
  'Sanity: webhook-toolkit, test/signature.test.ts': {
    scheme: schemes.sanity,
    secret: 'test',
    body: '{"_id":"resume"}',
    headers: {
      'sanity-webhook-signature': 't=1633519811129,v1=tLa470fx7qkLLEcMOcEUFuBbRSkGujyskxrNXcoh0N0',
    },
    now: 1_633_519_811_129,
  },
  'Pusher: pusher-http-node, tests/integration/webhook.js': {
    scheme: schemes.pusher,
    secret: 'tofu',
    body: '{"time_ms":1403175510755,"events":[{"channel":"test_channel","name":"channel_vacated"}]}',
    headers: {
      'X-Pusher-Key': '123456789',
      'X-Pusher-Signature': 'c17257e92037cd7de407ebc1ed174ceb7b2e518db127f44411b9ffc4f5b28cc5',
    },
  },
  'OpenAI: openai-node, tests/lib/webhooks.test.ts': {
    scheme: schemes.openai,
    secret: 'whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=',
    body: '{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}',
    headers: {
      'webhook-id': 'wh_685c059ae39c8190af8c71ed1022a24d',
      'webhook-timestamp': '1750861210',
      'webhook-signature': 'v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=',
    },
    now: 1_750_861_210_000,
  },
  'Replicate: replicate-javascript, index.test.ts': {
    scheme: schemes.replicate,
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    headers: {
      'Webhook-ID': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'Webhook-Timestamp': '1614265330',
      'Webhook-Signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    now: 1_614_265_330_000,
  },
  'Box: box-node-sdk 3, tests/lib/managers/webhooks-test.js': {
    ...boxed,
    secret: 'SamplePrimaryKey',
  },
  'Box, with its secondary key': { ...boxed, secret: 'SampleSecondaryKey' },
  'Kontent.ai: webhook-helper-js, test/signatures/signature.spec.ts': {
    scheme: schemes.kontentAi,
    secret: 'BHPyfqwSy1iJjcscOB+GSkDf9THrBlfcKkwtADJdbP4=',
    body: JSON.stringify(kontentAi, null, 2).replaceAll('\n', '\r\n'),
    headers: { 'X-Kontent-ai-Signature': 'CF9/hYLw2CDcVp2wW39OFUglh++fGdHFeOhiWxM3jZg=' },
  },
  // Too large to install for it: these are what they took when they were asked.
  'Polar: what @polar-sh/sdk 1.0.1 accepts': {
    scheme: schemes.polar,
    secret: 'polar_whs_d9f1c2a7b4e84c0f9a3b5d6e7f801234',
    body: '{"type":"none","data":{"name":"Zoë"}}',
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': 'v1,G5qMz0i21cm+JFoHjQyW8mPxn2zeGy2/bCNFxEK/s7k=',
    },
    now: 1_700_000_000_000,
  },
  'ElevenLabs: what @elevenlabs/elevenlabs-js 2.73.0 accepts': {
    scheme: schemes.elevenlabs,
    secret: 'wsec_d9f1c2a7b4e84c0f9a3b5d6e7f801234',
    body: '{"type":"none","data":{"name":"Zoë"}}',
    headers: {
      'elevenlabs-signature':
        't=1700000000,v0=8e89e4d19fb98f2494b61a951d139039325414f5a1ab91cb011a2cd1eeadd855',
    },
    now: 1_700_000_000_000,
  },
  'Coinbase Commerce: coinbase-commerce-node, test/testWebhook.spec.js': {
    scheme: schemes.coinbaseCommerce,
    secret: '30291a20-0bd1-4267-9b0f-e6e7b123c0bf',
    body: JSON.stringify(coinbaseCommerce),
    headers: {
      'X-CC-Webhook-Signature': '8be7742c7d372f08a6a3224edadf18a22b65fa9e28f3f2de97376cdaa092590d',
    },
  },
  'PagerDuty: go-pagerduty, webhookv3/webhookv3_test.go': {
    scheme: schemes.pagerduty,
    secret: 'lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK',
    body: JSON.stringify(pagerduty),
    headers: {
      'X-PagerDuty-Signature':
        'v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd',
    },
  },
}

describe('published answers', () => {
  for (const [name, { scheme, secret, body, headers, callbackUrl, now = 0 }] of Object.entries(
    answers,
  )) {
    it(`${name}`, () => {
      const options = {
        ...{ secrets: secret, clock: () => now },
        ...(callbackUrl !== undefined && { callbackUrl }),
      }
      expect(verifier(scheme, options)({ headers, body }).ok).toBe(true)
      expect(verifier(scheme, options)({ headers, body: `${body} ` }).ok).toBe(false)
      const another = scheme.secret === 'whsec' ? 'whsec_AAAA' : 'another'
      expect(verifier(scheme, { ...options, secrets: another })({ headers, body }).ok).toBe(false)
    })
  }
})
