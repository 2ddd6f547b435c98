import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import { sign, verifier } from '@sallyport/webhook-auth'
import {
  standardWebhooks,
  standardWebhooksV1a,
  svix,
  svixV1a,
} from '@sallyport/webhook-auth/schemes'
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const now = 1_614_265_330_000
const check = verifier(standardWebhooks, { secrets: secret, clock: () => now })
const checkSvix = verifier(svix, { secrets: secret, clock: () => now })
// standard-webhooks, libraries/javascript/src/webhook.test.ts
const published = {
  headers: {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  body: '{"test": 2432232314}',
}
const names = Object.keys(published.headers)
const asSvix = Object.fromEntries(
  Object.entries(published.headers).map(([name, value]) => [
    name.replace('webhook', 'svix'),
    value,
  ]),
)

describe('standardWebhooks', () => {
  it('accepts the answer of its library, and no byte can be changed', () => {
    expect(check(published)).toMatchObject({
      ok: true,
      value: { deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek', deliveryIdSigned: true, timestamp: now },
    })
    const delivery = { ...published, body: Buffer.from(published.body) }
    expect(acceptedOff(check, delivery, names)).toBe(0)
  })

  it('takes the time for no more than it is', () => {
    const headers = { ...published.headers, 'webhook-timestamp': '1614265330abc' }
    expect(check({ ...published, headers })).toMatchObject({ reason: 'timestamp_malformed' })
  })

  it('refuses an empty key', () => {
    for (const secrets of ['whsec_', '', 'whsec_====']) {
      expect(() => verifier(standardWebhooks, { secrets })).toThrow(RangeError)
      expect(() => verifier(svix, { secrets })).toThrow(RangeError)
    }
  })

  it('signs the bytes, not their text', () => {
    const body = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d])
    const delivery = sign(standardWebhooks, { secret, body, clock: () => now })
    expect(check(delivery).ok).toBe(true)
    const asText = Buffer.from(body).toString()
    expect(check({ ...delivery, body: asText }).ok).toBe(false)
  })
})

describe('svix', () => {
  it('reads its own headers, or the usual ones, and never some of each', () => {
    const { body, headers } = published
    expect(checkSvix({ headers: asSvix, body }).ok).toBe(true)
    expect(checkSvix(published).ok).toBe(true)
    const { 'svix-id': id = '', ...noId } = asSvix
    expect(checkSvix({ headers: { ...headers, ...noId }, body })).toMatchObject({
      reason: 'delivery_id_missing',
    })
    expect(checkSvix({ headers: { ...headers, 'svix-id': id }, body }).ok).toBe(true)
    expect(check({ headers: asSvix, body }).ok).toBe(false)
  })
})

describe('v1a', () => {
  it("accepts the answer of Svix's server, and none of another version", () => {
    // svix-webhooks, server/svix-server/src/worker.rs, test_asymmetric_key_signing
    const right =
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=='
    const secrets = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='
    const headers = { ...published.headers, 'webhook-signature': right }
    for (const scheme of [standardWebhooksV1a, svixV1a]) {
      const checkA = verifier(scheme, { secrets, clock: () => now })
      expect(checkA({ ...published, headers }).ok).toBe(true)
      expect(checkA(published)).toMatchObject({ reason: 'signature_missing' })
      const asV1 = { ...headers, 'webhook-signature': right.replace('v1a', 'v1') }
      expect(checkA({ ...published, headers: asV1 }).ok).toBe(false)
      expect(() => sign(scheme, { secret: secrets, body: '' })).toThrow(TypeError)
    }
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ format: 'jwk' }).x ?? ''
    const value = `whpk_${Buffer.from(raw, 'base64url').toString('base64')}`
    const signed = signWith(null, Buffer.from(`m.${now / 1_000}.{}`), privateKey)
    const delivery = {
      headers: {
        'webhook-id': 'm',
        'webhook-timestamp': `${now / 1_000}`,
        'webhook-signature': `v1a,${signed.toString('base64')}`,
      },
      body: Buffer.from('{}'),
    }
    const checkOwn = verifier(standardWebhooksV1a, { secrets: value, clock: () => now })
    expect(checkOwn(delivery).ok).toBe(true)
    expect(acceptedOff(checkOwn, delivery, names)).toBe(0)
  })
})

describe('standardWebhooks, svix and their libraries', () => {
  beforeEach(() => vi.useFakeTimers({ now }))
  afterEach(() => vi.useRealTimers())

  it('accept what the other signs', () => {
    for (const body of ['{}', '{"name":"Zoë ♥"}', '[]']) {
      for (const theirs of [new Webhook(secret), new Svix(secret)]) {
        const headers = {
          'webhook-id': 'msg_1',
          'webhook-timestamp': `${now / 1_000}`,
          'webhook-signature': theirs.sign('msg_1', new Date(now), body),
        }
        expect(check({ headers, body }).ok).toBe(true)
        expect(checkSvix({ headers, body }).ok).toBe(true)
      }
      const ours = sign(standardWebhooks, { secret, body, clock: () => now })
      expect(new Webhook(secret).verify(body, ours.headers)).toEqual(JSON.parse(body))
      const own = sign(svix, { secret, body, clock: () => now })
      expect(() => new Svix(secret).verify(body, own.headers)).not.toThrow()
      expect(() => new Svix(secret).verify(`${body} `, own.headers)).toThrow()
    }
  })
})
