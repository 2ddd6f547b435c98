import { createHmac, createSecretKey } from 'node:crypto'
import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import { messagebird, netlify } from '@sallyport/webhook-auth/schemes'
import library from 'messagebird/lib/webhook-signature-jwt.js'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const secret = '36efdd1aace2e26cd490f0d951138253bef2f7c6d34d18981da781555cc4cebb'
const callbackUrl = 'https://example.com/path?bar=1&foo=2'
const now = Date.parse('2021-07-05T10:00:00Z')
const checkAt = (time: number) =>
  verifier(messagebird, { secrets: secret, callbackUrl, clock: () => time })
const check = checkAt(now)
// messagebird-nodejs, lib/testdata/webhook-signature-jwt-reference.json
const published = {
  headers: {
    'messagebird-signature-jwt':
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTYyNTQ3OTIwMCwiZXhwIjoxNjI1NDc5MjYwLCJqdGkiOiI1OWEyNDRkYy1lOWFkLTRlMjMtOTc3OC0zNzFmYWEyMzhmNzIiLCJ1cmxfaGFzaCI6IjBmMTE1ZGIwNjJiN2MwZGQwMzBiMTY4NzhjOTlkZWE1YzM1NGI0OWRjMzdiMzhlYjg4NDYxNzljNzc4M2U5ZDcifQ.6Fp0rVOsRr1fj9S2GidXAfkmPVofKr8_RTffC6G6r2E',
  },
  url: '/',
  body: '',
}
const reason = (verdict: ReturnType<typeof check>): string => (verdict.ok ? 'ok' : verdict.reason)
const part = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token that is signed right, whatever it says. */
function tokenOf(head: object | string, claims: object | string, hash = 'sha256'): string {
  const signed = `${part(head)}.${part(claims)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}

describe('messagebird', () => {
  it('accepts the answer of its library for as long as that does', () => {
    expect(check(published)).toMatchObject({
      ok: true,
      value: { deliveryId: '59a244dc-e9ad-4e23-9778-371faa238f72', deliveryIdSigned: true },
    })
    expect(checkAt(now + 64_999)(published).ok).toBe(true)
    expect(reason(checkAt(now + 65_000)(published))).toBe('timestamp_too_old')
    expect(reason(checkAt(now - 300_001)(published))).toBe('timestamp_too_new')
    expect(reason(check({ ...published, url: '/other' }))).toBe('content_digest_wrong')
    expect(reason(check({ ...published, body: 'added' }))).toBe('content_digest_wrong')
    const other = verifier(messagebird, { secrets: 'other', callbackUrl, clock: () => now })
    expect(reason(other(published))).toBe('signature_wrong')
  })

  it('and its library accept what we sign, and no byte of that can be changed', async () => {
    for (const body of ['', 'Hello, World!', '{"é":1}']) {
      const delivery = sign(messagebird, { secret, callbackUrl, body, timestamp: now })
      expect(check(delivery).ok).toBe(true)
      expect(acceptedOff(check, delivery, Object.keys(delivery.headers))).toBe(0)
      const { 'messagebird-signature-jwt': token = '' } = delivery.headers
      const key = createSecretKey(Buffer.from(secret))
      const options = new library.VerifyOptions(true, true, {
        issuer: 'MessageBird',
        currentDate: new Date(now),
      })
      const bytes = Buffer.from(body)
      expect(await library.verify(callbackUrl, bytes, token, key, options)).toBe(true)
    }
  })

  it('refuses claims of another kind', () => {
    const claims = { iss: 'MessageBird', nbf: now / 1_000, exp: now / 1_000 + 60, jti: '1' }
    const asked = (more: object) =>
      reason(
        check({
          ...published,
          headers: {
            'messagebird-signature-jwt': tokenOf({ alg: 'HS256' }, { ...claims, ...more }),
          },
        }),
      )
    expect(asked({})).toBe('content_digest_wrong')
    expect(asked({ iss: 'other' })).toBe('content_malformed')
    expect(asked({ exp: '1625479260' })).toBe('timestamp_malformed')
    expect(asked({ nbf: -1 })).toBe('timestamp_malformed')
    expect(asked({ jti: '' })).toBe('delivery_id_missing')
  })
})

describe('netlify', () => {
  const header = 'x-webhook-signature'
  const ask = (token: string) =>
    reason(verifier(netlify, { secrets: secret })({ headers: { [header]: token }, body: '{}' }))
  const claims = {
    iss: 'netlify',
    sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  }

  it('takes no other algorithm, whatever the token says', () => {
    expect(ask(tokenOf({ alg: 'HS256' }, claims))).toBe('ok')
    expect(ask(tokenOf({ alg: 'HS512' }, claims, 'sha512'))).toBe('algorithm_refused')
    expect(ask(tokenOf({ alg: 'hs256' }, claims))).toBe('algorithm_refused')
    expect(ask(tokenOf({}, claims))).toBe('algorithm_refused')
    expect(ask(tokenOf({ alg: 'HS256', crit: ['b64'], b64: true }, claims))).toBe(
      'algorithm_refused',
    )
    expect(ask(`${part({ alg: 'none' })}.${part(claims)}.`)).toBe('signature_malformed')
    expect(ask(`${part({ alg: 'none' })}.${part(claims)}.AAAA`)).toBe('algorithm_refused')
  })

  it('reads a token in one way only', () => {
    const token = tokenOf({ alg: 'HS256' }, claims)
    for (const other of [
      `${token}=`,
      `${token}.`,
      ` ${token}`,
      token.replaceAll('.', '..'),
      tokenOf({ alg: 'HS256' }, '[]'),
      tokenOf('null', claims),
      'a'.repeat(9_000),
    ]) {
      expect(ask(other)).toBe('signature_malformed')
    }
  })

  it('says who, and of which body', () => {
    expect(ask(tokenOf({ alg: 'HS256' }, { ...claims, iss: 'other' }))).toBe('content_malformed')
    expect(ask(tokenOf({ alg: 'HS256' }, { ...claims, sha256: [] }))).toBe('content_digest_wrong')
    const delivery = sign(netlify, { secret, body: '{}' })
    const check: ReturnType<typeof checkOf> = checkOf(netlify)
    expect(check(delivery).ok).toBe(true)
    expect(acceptedOff(check, delivery, [header])).toBe(0)
  })
})

const checkOf = (scheme: Scheme) => verifier(scheme, { secrets: secret })
