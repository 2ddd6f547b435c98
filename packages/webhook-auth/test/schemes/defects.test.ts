import { type Scheme, type SignedDelivery, sign, verifier } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

// What verifiers of others got wrong; each was seen in a released version.

const { httpMessageSignature } = schemes
const whole: readonly Scheme[] = [
  schemes.hubspotV1,
  schemes.hubspotV2,
  schemes.hubspotV3,
  schemes.messagebird,
  schemes.netlify,
  schemes.standardWebhooks,
  schemes.svix,
  httpMessageSignature({ algorithm: 'hmac-sha256' }),
]
const all: readonly Scheme[] = [...whole, schemes.adyen, schemes.mailgun, schemes.twilio]
const now = 1_700_000_000_000
const callbackUrl = 'https://api.example/hooks/acme'

const secretOf = ({ secret }: Scheme): string =>
  secret === 'whsec' ? 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' : 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const checkOf = (scheme: Scheme, time = now) =>
  verifier(scheme, { secrets: secretOf(scheme), callbackUrl, clock: () => time })
const notification =
  '{"notificationItems":[{"NotificationRequestItem":{"amount":{}}}],"signature":{}}'
const signed = (scheme: Scheme, body: string | Uint8Array = notification): SignedDelivery => {
  // An absent amount is none at all.
  const text = scheme.id === 'adyen' ? notification.replace('"amount":{}', '') : body
  return sign(scheme, { secret: secretOf(scheme), callbackUrl, body: text, timestamp: now })
}
const year = 365 * 86_400_000

describe.each(whole.map((scheme) => [scheme.id, scheme] as const))('%s', (_, scheme) => {
  const check = checkOf(scheme)

  it('covers the bytes, and not the text that somebody made of them', () => {
    for (const body of [Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from('\ufeff{}')]) {
      const delivery = signed(scheme, body)
      expect(check(delivery).ok).toBe(true)
      const asText = new TextDecoder().decode(body)
      expect(check({ ...delivery, body: asText }).ok).toBe(false)
      expect(check({ ...signed(scheme, asText), body }).ok).toBe(false)
    }
  })

  it('reads nothing of a body as a pattern', () => {
    for (const body of ['{"a":"$$"}', '{"a":"$&"}', '{"a":"$`{body}{timestamp}"}', '', 'a=1&b=2']) {
      expect(check(signed(scheme, body)).ok).toBe(true)
    }
  })
})

describe.each(all.map((scheme) => [scheme.id, scheme] as const))('%s', (_, scheme) => {
  const delivery = signed(scheme)

  it('takes headers as every platform has them', () => {
    const { headers } = delivery
    const lists = Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, [one]]))
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, one]) => [name.toUpperCase(), one]),
    )
    for (const other of [headers, lists, upper, new Headers({ ...headers })]) {
      expect(checkOf(scheme)({ ...delivery, headers: other }).ok).toBe(true)
    }
  })

  it('takes no delivery of another time', () => {
    if (scheme.toleranceSeconds === null) return
    expect(checkOf(scheme, now - year)(delivery)).toMatchObject({ reason: 'timestamp_too_new' })
    expect(checkOf(scheme, now + year)(delivery)).toMatchObject({ reason: 'timestamp_too_old' })
    for (const toleranceSeconds of [0, -1, Number.NaN, Infinity]) {
      const options = { secrets: secretOf(scheme), callbackUrl, toleranceSeconds }
      expect(() => verifier(scheme, options)).toThrow(RangeError)
    }
  })

  it('takes no empty secret', () => {
    for (const secrets of ['', [], [{ id: 'a', value: '' }]]) {
      expect(() => verifier(scheme, { secrets, callbackUrl })).toThrow(RangeError)
    }
  })

  it('refuses signatures of any length, and headers that come twice', () => {
    for (const [name, value] of Object.entries(delivery.headers)) {
      for (const other of ['', 'A', 'AAAA', 'ab', value.slice(0, -4), `${value}AAAA`]) {
        const headers = { ...delivery.headers, [name]: other }
        expect(checkOf(scheme)({ ...delivery, headers }).ok).toBe(false)
      }
      const headers = { ...delivery.headers, [name]: [value, value] }
      expect(checkOf(scheme)({ ...delivery, headers }).ok).toBe(false)
    }
  })
})
