import { generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto'
import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import {
  discord,
  githubSecretScanning,
  mailgun,
  sendgrid,
  wise,
} from '@sallyport/webhook-auth/schemes'
import { EventWebhook } from '@sendgrid/eventwebhook'
import { verifyKey } from 'discord-interactions'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const now = 1_700_000_000_000
const seconds = `${now / 1_000}`
const clock = (): number => now
const body = Buffer.from('[{"email":"zoë@example.com"}]\r\n')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const ed = generateKeyPairSync('ed25519')
const spki = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).toString('base64')
const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString()
const rawHex = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')

describe('sendgrid', () => {
  it('and its library accept the same, and no byte can be changed', () => {
    const secrets = spki(ec.publicKey)
    const signature = signWith('sha256', Buffer.from(seconds + body), ec.privateKey)
    const names = [
      'x-twilio-email-event-webhook-signature',
      'x-twilio-email-event-webhook-timestamp',
    ] as const
    const delivery = {
      headers: { [names[0]]: signature.toString('base64'), [names[1]]: seconds },
      body,
    }
    const library = new EventWebhook()
    const key = library.convertPublicKeyToECDSA(secrets)
    const theirs = (payload: Buffer) =>
      library.verifySignature(key, payload, signature.toString('base64'), seconds)
    expect(theirs(body)).toBe(true)
    const check = verifier(sendgrid, { secrets, clock })
    expect(check(delivery).ok).toBe(true)
    expect(acceptedOff(check, delivery, names)).toBe(0)
    const trimmed = body.subarray(0, -2)
    expect(theirs(trimmed)).toBe(false)
    expect(check({ ...delivery, body: trimmed }).ok).toBe(false)
  })
})

describe('discord', () => {
  it('and its library accept the same, and no byte can be changed', async () => {
    const key = rawHex(ed.publicKey)
    const signature = signWith(null, Buffer.from(seconds + body), ed.privateKey).toString('hex')
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': seconds }
    expect(await verifyKey(body, signature, seconds, key)).toBe(true)
    const check = verifier(discord, { secrets: key, clock })
    expect(check({ headers, body }).ok).toBe(true)
    expect(acceptedOff(check, { headers, body }, Object.keys(headers))).toBe(0)
    const late = verifier(discord, { secrets: key, clock: () => now + 300_001 })
    expect(late({ headers, body })).toMatchObject({ reason: 'timestamp_too_old' })
  })
})

describe('githubSecretScanning', () => {
  // docs.github.com, "Secret scanning partner program", the sample of verifying a signature
  const id = 'f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d'
  const value = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gP
HzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==
-----END PUBLIC KEY-----`
  const signature =
    'MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY='
  const headers = {
    'github-public-key-identifier': id,
    'github-public-key-signature': signature,
  }
  const sample = Buffer.from(
    '[{"token":"some_token","type":"some_type","url":"some_url","source":"some_source"}]',
  )

  it('accepts the answer of its documentation with the key that is named, and no other', () => {
    const check = verifier(githubSecretScanning, {
      secrets: [
        { id: 'other', value: pem(ec.publicKey) },
        { id, value },
      ],
    })
    const delivery = { headers, body: sample }
    expect(check(delivery)).toMatchObject({ ok: true, value: { keyId: id, covers: 'body' } })
    expect(acceptedOff(check, delivery, Object.keys(headers))).toBe(0)
    const named = (name: string) =>
      check({ ...delivery, headers: { ...headers, 'github-public-key-identifier': name } })
    expect(named('other')).toMatchObject({ reason: 'signature_wrong' })
    expect(named('none')).toMatchObject({ reason: 'secret_unknown' })
    const { 'github-public-key-identifier': _, ...unnamed } = headers
    expect(check({ headers: unnamed, body: sample })).toMatchObject({ reason: 'signature_missing' })
  })
})

describe('wise', () => {
  // transferwise/digital-signatures-examples, verify-webhook-signature/verify-signature.js
  const value = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwpb91cEYuyJNQepZAVfP
ZIlPZfNUefH+n6w9SW3fykqKu938cR7WadQv87oF2VuT+fDt7kqeRziTmPSUhqPU
ys/V2Q1rlfJuXbE+Gga37t7zwd0egQ+KyOEHQOpcTwKmtZ81ieGHynAQzsn1We3j
wt760MsCPJ7GMT141ByQM+yW1Bx+4SG3IGjXWyqOWrcXsxAvIXkpUD/jK/L958Cg
nZEgz0BSEh0QxYLITnW1lLokSx/dTianWPFEhMC9BgijempgNXHNfcVirg1lPSyg
z7KqoKUN0oHqWLr2U1A+7kqrl6O2nx3CKs1bj1hToT1+p4kcMoHXA7kA+VBLUpEs
VwIDAQAB
-----END PUBLIC KEY-----`
  const headers = {
    'x-signature-sha256':
      'wKcKCYXAzxNgiu7xmoDm943NUni7Rz33QN8JkEA9dWSGebgndonabgSj18Y4C08OrwVmueGsED2s00M7DtJVcYKOS1i3G4TMVx+mgM3aL9djMBkQtiYNBFUd6wrPI7ZUNHv/TrlKSjTMc+6JFvUvJ7owY3z85e3I4jLRLJowMFvO8kvCJ60+1pY9wDwZvtZ//WS93LrwGjk9Dvwzpmu0w+P4J75tETT5qC3Uv0y5G2yO8SEoO3yNP/tg/BOli02niHb53vEOUWUb9bly6thnfMoXoiV/osoGxgF20R58RlvkAmezyyl1Sv542TfS2DpiwVnmjjjkCyXeSUcKookYLQ==',
  }
  const sample = Buffer.from(
    '{"data":{"resource":{"id":49983981,"profile_id":16055450,"account_id":14124090,"type":"transfer"},"current_state":"incoming_payment_waiting","previous_state":null,"occurred_at":"2021-08-23T10:12:50Z"},"subscription_id":"90aa8e14-4ef1-4a56-861c-f3c9cde097ea","event_type":"transfers#state-change","schema_version":"2.0.0","sent_at":"2021-08-23T10:12:50Z"}',
  )

  it('accepts the answer of its examples, and no byte can be changed', () => {
    const check = verifier(wise, { secrets: value })
    expect(check({ headers, body: sample }).ok).toBe(true)
    expect(acceptedOff(check, { headers, body: sample }, Object.keys(headers))).toBe(0)
  })
})

describe('schemes with public keys', () => {
  const others: readonly (readonly [Scheme, readonly string[]])[] = [
    [sendgrid, [pem(ec.publicKey), spki(rsa.publicKey), spki(ed.publicKey)]],
    [discord, [rawHex(ed.publicKey).slice(2), spki(ed.publicKey)]],
    [wise, [pem(ec.publicKey), spki(rsa.publicKey), pem(weak())]],
  ]

  it('take no key of another kind or form, and cannot sign', () => {
    for (const [scheme, keys] of others) {
      for (const secrets of keys) {
        expect(() => verifier(scheme, { secrets }), scheme.id).toThrow(RangeError)
      }
    }
    expect(() => sign(wise, { secret: pem(rsa.publicKey), body: '' })).toThrow(TypeError)
  })
})

function weak(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey
}

describe('mailgun', () => {
  const secret = 'tbsy84uSV1Kt3ZJZELY2TmShPRs91E3yL4tzf96297vBCkDWgL'
  const check = verifier(mailgun, { secrets: secret, clock })
  const delivery = sign(mailgun, { secret, body: '{"event-data":{}}', clock, deliveryId: '7token' })

  it('says that it covers nothing of the payload', () => {
    expect(check(delivery)).toMatchObject({
      ok: true,
      value: { covers: 'none', deliveryId: '7token' },
    })
    const { signature } = JSON.parse(Buffer.from(delivery.body).toString()) as { signature: object }
    const body = JSON.stringify({ signature, 'event-data': { event: 'forged' } })
    expect(check({ headers: {}, body }).ok).toBe(true)
  })

  it('lets nobody move a digit between the time and the token', () => {
    const { signature } = JSON.parse(Buffer.from(delivery.body).toString()) as {
      signature: { signature: string }
    }
    for (const [timestamp, token, why] of [
      [`${seconds}7`, 'token', 'timestamp_too_new'],
      [seconds.slice(0, -1), `${seconds.slice(-1)}7token`, 'timestamp_too_old'],
    ] as const) {
      const body = JSON.stringify({ signature: { ...signature, timestamp, token } })
      expect(check({ headers: {}, body })).toMatchObject({ reason: why })
    }
  })
})
