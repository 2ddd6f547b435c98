import { secret as hidden } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import {
  type Delivery,
  defineScheme,
  sharedSecret,
  sign,
  signedBy,
  verifier,
  type WebhookSettings,
  webhookAuth,
} from '@sallyport/webhook-auth'
import { github, gitlab, stripe, twitch, zendesk } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

// Each of these was wrong once.

const now = Date.parse('2026-11-21T10:00:00Z')
const clock = (): number => now
const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const other = '7c1e5a90d2b34f6889ab0c1d2e3f4a5b'

describe('what was sent', () => {
  const dates = ['2026-13-01T00:00:00Z', '2026-00-00T00:00:00Z', '2026-11-21T99:99:99Z']
  const wrong = [...dates, '2026-11-21T23:59:60Z', '2026-02-30T00:00:00Z', '2026-11-21T24:00:00Z']

  it('may have a date that there is not', () => {
    for (const [scheme, header] of [
      [twitch, 'twitch-eventsub-message-timestamp'],
      [zendesk, 'x-zendesk-webhook-signature-timestamp'],
    ] as const) {
      const { headers, body } = sign(scheme, { secret, body: '{}', clock })
      for (const time of wrong) {
        const delivery = { headers: { ...headers, [header]: time }, body }
        expect(verifier(scheme, { secrets: secret, clock })(delivery)).toMatchObject({
          reason: 'timestamp_malformed',
        })
      }
    }
  })

  it('may have no headers at all', () => {
    for (const headers of [null, undefined]) {
      const delivery = { headers, body: '{}' } as unknown as Delivery // as AWS Lambda has it
      expect(verifier(github, { secrets: secret })(delivery)).toMatchObject({
        reason: 'signature_missing',
      })
    }
  })

  it('may have a signature as long as the body', () => {
    const scheme = defineScheme({
      ...{ id: 'in-body', sender: 'x', mac: 'hmac-sha256', encoding: 'base64', source: 'x' },
      signature: { json: 'signature' },
      signed: 'constant',
      covers: 'none',
      evidence: 'documentation',
    })
    const body = JSON.stringify({ signature: 'A'.repeat(1 << 25) })
    const check = verifier(scheme, { secrets: secret })
    expect(check({ headers: {}, body })).toMatchObject({ reason: 'signature_wrong' })
  })

  it('may not move the beginning of the body into the id, up to a later time', () => {
    const body = '{"ends_at":"2026-11-22T10:00:00Z","id":1}'
    const whole = sign(twitch, { secret, body, clock, deliveryId: 'd' })
    const at = body.indexOf('2026')
    const sent = whole.headers['twitch-eventsub-message-timestamp']
    const headers = {
      ...whole.headers,
      'twitch-eventsub-message-id': `d${sent}${body.slice(0, at)}`,
      'twitch-eventsub-message-timestamp': '2026-11-22T10:00:00Z',
    }
    const nextDay = verifier(twitch, { secrets: secret, clock: () => now + 86_400_000 })
    expect(nextDay({ headers, body: body.slice(at + 20) })).toMatchObject({
      reason: 'content_malformed',
    })
  })
})

describe('while secrets change', () => {
  const [older, newer] = ['whsec_older', 'whsec_newer']
  const one = (value: string) => sign(stripe, { secret: value, body: '{}', clock }).headers
  const both = `${one(older)['stripe-signature']},${one(newer)['stripe-signature']?.split(',')[1]}`
  const delivery = { headers: { 'stripe-signature': both }, body: '{}' }

  it('a delivery signed with both is let in by the one that is accepted', () => {
    const ended = [
      { id: 'older', value: older, notAfter: now },
      { id: 'newer', value: newer },
    ]
    expect(verifier(stripe, { secrets: ended, clock })(delivery)).toMatchObject({
      value: { keyId: 'newer' },
    })
    const early = [
      { id: 'newer', value: newer, notBefore: now + 1 },
      { id: 'older', value: older },
    ]
    expect(verifier(stripe, { secrets: early, clock })(delivery)).toMatchObject({
      value: { keyId: 'older' },
    })
  })

  it('two changes at once do not undo each other', async () => {
    const services = { a: { scheme: github }, b: { scheme: github } }
    const recorded: unknown[] = []
    const { guard, setSecrets } = webhookAuth({
      services,
      settings: { webhook_secrets: { a: secret, b: secret } },
      audit: { record: async (event) => void recorded.push(event.event) },
    })
    await Promise.all([setSecrets('a', other), setSecrets('b', other)])
    for (const service of ['a', 'b']) {
      const ask = (value: string) => {
        const { headers, body } = sign(github, { secret: value, body: '{}' })
        return guard(testRequest({ method: 'POST', params: { service }, headers, body }), {})
      }
      expect((await ask(other)).ok).toBe(true)
      expect((await ask(secret)).ok).toBe(false)
    }
    expect(recorded).toEqual([
      { secret_ids: { a: ['default'] } },
      { secret_ids: { b: ['default'] } },
    ])
  })
})

describe('whoever sets it up', () => {
  it('may have a clock that tells no time: then nobody is let in', () => {
    const delivery = sign(stripe, { secret, body: '{}', clock })
    const broken = verifier(stripe, { secrets: secret, clock: () => Number.NaN })
    expect(broken(delivery).ok).toBe(false)
  })

  it('may write a header as the documentation does', () => {
    const scheme = defineScheme({
      ...{ id: 'acme', sender: 'x', mac: 'hmac-sha256', encoding: 'hex', source: 'x' },
      signature: { header: 'X-Acme-Signature' },
      signed: '{body}',
      evidence: 'documentation',
    })
    const { headers, body } = sign(scheme, { secret, body: '{}' })
    const lower = { 'x-acme-signature': headers['X-Acme-Signature'] as string }
    const check = verifier(scheme, { secrets: secret })
    for (const one of [headers, lower, new Headers(headers)]) {
      expect(check({ headers: one, body }).ok).toBe(true)
    }
  })

  it('may have forgotten the secret', () => {
    for (const secrets of [undefined, null, 7, {}]) {
      const options = { secrets: secrets as unknown as string } // an environment without it
      for (const make of [
        () => verifier(github, options),
        () => signedBy(github, options),
        () => sharedSecret(options),
      ]) {
        expect(make).toThrow(/^webhook-auth: "secrets" must be a secret or a list/)
      }
    }
  })

  it('cannot lengthen a secret by how it is written', () => {
    for (const secrets of ['whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'whsec_QUJDREVGRw==']) {
      expect(() => signedBy(gitlab, { secrets })).toThrow('can be guessed')
      expect(() => signedBy(gitlab, { secrets: hidden(secrets) })).toThrow('can be guessed')
    }
    expect(() =>
      signedBy(gitlab, { secrets: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
    ).not.toThrow()
  })

  it('is not told that chance is a template', () => {
    for (const secrets of ['q8GKYqrTwjUPD8youRPZIo2LaLaSw17', 'a1YOURb2c3d4e5f6a7b8c9d0']) {
      expect(() => signedBy(github, { secrets })).not.toThrow()
    }
    for (const secrets of ['your-github-webhook', 'a_YOUR_long_secret_here']) {
      expect(() => signedBy(github, { secrets })).toThrow('can be guessed')
    }
  })

  it('is told of a shared secret that nothing asks for', () => {
    const settings: WebhookSettings<'a'> = {
      webhook_secrets: { a: secret },
      shared_secrets: { a: other },
    }
    for (const service of [{ scheme: github }, { sharedSecret: {} }]) {
      expect(() => webhookAuth({ services: { a: service }, settings })).toThrow(
        '"shared_secrets" takes only ',
      )
    }
    const both = { scheme: github, sharedSecret: {} }
    expect(() => webhookAuth({ services: { a: both }, settings })).not.toThrow()
  })
})
