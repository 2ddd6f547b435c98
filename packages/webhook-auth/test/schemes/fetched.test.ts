import { sign as signWith } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { sign, verifier } from '@sallyport/webhook-auth'
import { auth0, microsoftGraph, okta, paypal, plaid } from '@sallyport/webhook-auth/schemes'
import fc from 'fast-check'
import { jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { crc32 as ours } from '../../src/crc32.ts'
import { ecPair, rsaPair } from '../support/certificates.ts'
import { keyId, plaidBody, plaidToken, sentSeconds } from '../support/tokens.ts'

const pem = (key: { export(options: object): string | Buffer }): string =>
  key.export({ format: 'pem', type: 'spki' }).toString()
const clock = () => sentSeconds * 1_000

describe('paypal', () => {
  const webhookId = '9XL90610J3647323C'
  const id = 'd938e770-8046-11e6-8103-6b62a8a99ac4'
  const certificate =
    'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77'
  const time = '2023-11-14T22:13:20Z'
  const body = '{"id":"WH-9UG43882HX7271132","amount":"21.00"}'
  const signedAs = (facts: { id?: string; time?: string; body?: string } = {}) => {
    const text = `${facts.id ?? id}|${facts.time ?? time}|${webhookId}|${crc32(facts.body ?? body)}`
    return {
      'paypal-transmission-id': facts.id ?? id,
      'paypal-transmission-time': facts.time ?? time,
      'paypal-transmission-sig': signWith('sha256', Buffer.from(text), rsaPair.privateKey).toString(
        'base64',
      ),
      'paypal-cert-url': certificate,
      'paypal-auth-algo': 'SHA256withRSA',
    }
  }
  const secrets = [{ id: certificate, value: pem(rsaPair.publicKey) }]
  const check = verifier(paypal({ webhookId }), { secrets, clock })
  const reasonOf = (headers: object, content = body): string => {
    const verdict = check({ headers: { ...headers }, body: content })
    return verdict.ok ? 'in' : verdict.reason
  }

  it('signs its id, time and webhook, and of the body the CRC-32', () => {
    expect(check({ headers: signedAs(), body })).toMatchObject({
      ok: true,
      value: { covers: 'none', deliveryId: id, deliveryIdSigned: true, keyId: certificate },
    })
    expect(reasonOf(signedAs(), `${body} `)).toBe('signature_wrong')
    const another = verifier(paypal({ webhookId: 'WEBHOOK_ID' }), { secrets, clock })
    expect(another({ headers: signedAs(), body })).toMatchObject({ reason: 'signature_wrong' })
    for (const name of ['id', 'time', 'sig'].map((one) => `paypal-transmission-${one}`)) {
      const changed = { id: 'd938', time: '2023-11-14T22:13:21Z', sig: 'AAAA' }[name.slice(20)]
      expect(reasonOf({ ...signedAs(), [name]: changed })).toBe('signature_wrong')
    }
  })

  it('vouches for no body: four bytes make another come out the same', () => {
    // Any of these is as good as the other to whoever has one delivery.
    const forged = forgedTo(crc32(body), '{"amount":"0.01"}')
    expect(forged).not.toEqual(Buffer.from(body))
    expect(check({ headers: signedAs(), body: forged })).toMatchObject({
      value: { covers: 'none' },
    })
  })

  it('is refused without any of its headers, with one twice, and with another algorithm', () => {
    for (const name of Object.keys(signedAs())) {
      expect(reasonOf({ ...signedAs(), [name]: undefined })).toBe('signature_missing')
      expect(reasonOf({ ...signedAs(), [name]: ['a', 'b'] })).toBe('signature_repeated')
    }
    expect(reasonOf({ ...signedAs(), 'paypal-auth-algo': 'SHA1withRSA' })).toBe('algorithm_refused')
  })

  it('takes nothing with a bar for an id', () => {
    expect(reasonOf(signedAs({ id: `${id}|${time}` }))).toBe('content_malformed')
    for (const wrong of ['', 'a|b', 'a b']) {
      expect(() => paypal({ webhookId: wrong })).toThrow(RangeError)
    }
  })

  it('has the CRC-32 that zip has', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => ours(bytes) === crc32(bytes)))
  })
})

/** The beginning, and four bytes more that make its CRC-32 this one. */
function forgedTo(wanted: number, begin: string): Buffer {
  const table = Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    return value >>> 0
  })
  let state = ~wanted >>> 0
  const indexes: number[] = []
  for (let i = 0; i < 4; i++) {
    const index = table.findIndex((entry) => entry >>> 24 === state >>> 24)
    indexes.unshift(index)
    state = ((state ^ (table[index] as number)) << 8) >>> 0
  }
  let crc = ~crc32(begin) >>> 0
  const more = indexes.map((index) => {
    const byte = (crc ^ index) & 0xff
    crc = ((table[index] as number) ^ (crc >>> 8)) >>> 0
    return byte
  })
  return Buffer.concat([Buffer.from(begin), Buffer.from(more)])
}

describe('plaid', () => {
  const check = verifier(plaid, { secrets: [{ id: keyId, value: pem(ecPair.publicKey) }], clock })
  const reasonOf = (token: string, body = plaidBody): string => {
    const verdict = check({ headers: { 'plaid-verification': token }, body })
    return verdict.ok ? 'in' : verdict.reason
  }

  it('and jose accept and refuse the same tokens', async () => {
    const claims = { request_body_sha256: 'a', iat: sentSeconds }
    const theirs = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .sign(ecPair.privateKey)
    // All of it is right but the hash.
    expect(reasonOf(theirs)).toBe('content_digest_wrong')
    const mine = plaidToken()
    const accepts = (token: string) =>
      jwtVerify(token, ecPair.publicKey, { algorithms: ['ES256'] }).then(
        () => true,
        () => false,
      )
    expect([await accepts(mine), reasonOf(mine)]).toEqual([true, 'in'])
    for (let at = 0; at < mine.length; at += 7) {
      const other = mine.slice(0, at) + (mine[at] === 'A' ? 'B' : 'A') + mine.slice(at + 1)
      expect(await accepts(other)).toBe(false)
      expect(reasonOf(other)).not.toBe('in')
    }
  })

  it('holds for five minutes, and for the bytes that came', () => {
    expect(reasonOf(plaidToken({ claims: { iat: sentSeconds - 300 } }))).toBe('in')
    expect(reasonOf(plaidToken({ claims: { iat: sentSeconds - 301 } }))).toBe('timestamp_too_old')
    expect(reasonOf(plaidToken({ claims: { iat: sentSeconds + 301 } }))).toBe('timestamp_too_new')
    expect(reasonOf(plaidToken({ claims: { iat: `${sentSeconds}` } }))).toBe('timestamp_malformed')
    expect(reasonOf(plaidToken({ claims: { request_body_sha256: 7 } }))).toBe('content_malformed')
    expect(reasonOf(plaidToken(), JSON.stringify(JSON.parse(plaidBody)))).toBe(
      'content_digest_wrong',
    )
  })
})

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'

describe.each([okta, auth0])('$id', (scheme) => {
  it('sends its secret as it stands', () => {
    const check = verifier(scheme, { secrets: secret })
    expect(check({ headers: { Authorization: secret }, body: '{}' })).toMatchObject({
      ok: true,
      value: { covers: 'none' },
    })
    for (const authorization of [`Bearer ${secret}`, `${secret}0`, secret.slice(1)]) {
      expect(check({ headers: { authorization }, body: '{}' })).toMatchObject({
        reason: 'signature_wrong',
      })
    }
  })
})

describe('microsoftGraph', () => {
  const check = verifier(microsoftGraph, { secrets: secret })
  const reasonOf = (body: unknown): string => {
    const verdict = check({ headers: {}, body: JSON.stringify(body) })
    return verdict.ok ? 'in' : verdict.reason
  }
  const one = { subscriptionId: '7', clientState: secret }

  it('has the state of the subscription in every notification', () => {
    expect(reasonOf({ value: [one, one] })).toBe('in')
    expect(reasonOf({ value: [one, { ...one, clientState: 'another' }] })).toBe(
      'signature_malformed',
    )
    expect(reasonOf({ value: [one, { subscriptionId: '8' }] })).toBe('signature_malformed')
    expect(reasonOf({ value: [{ ...one, clientState: `${secret}0` }] })).toBe('signature_wrong')
    for (const value of [
      [],
      [{}],
      [null],
      [{ clientState: '' }],
      [{ clientState: [secret] }],
      {},
    ]) {
      expect(reasonOf({ value })).toBe('signature_missing')
    }
    expect(reasonOf(null)).toBe('signature_missing')
  })

  it('can be signed for a test', () => {
    const delivery = sign(microsoftGraph, {
      secret,
      body: JSON.stringify({ value: [{}, { a: 1 }] }),
    })
    expect(check(delivery).ok).toBe(true)
  })
})
