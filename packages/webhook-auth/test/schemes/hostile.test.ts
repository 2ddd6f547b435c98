import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type Delivery, type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import { convoy, httpMessageSignature } from '@sallyport/webhook-auth/schemes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everyScheme } from '../support/every-scheme.ts'

const all: readonly Scheme[] = [
  ...everyScheme,
  convoy({ hash: 'SHA512', encoding: 'base64' }),
  httpMessageSignature({ algorithm: 'hmac-sha256' }),
  httpMessageSignature({ algorithm: 'ed25519', components: [], covers: 'none', id: 'nothing' }),
  httpMessageSignature({
    algorithm: 'ecdsa-p256-sha256',
    components: ['@query-param;name="a"'],
    covers: 'fields',
    toleranceSeconds: null,
    id: 'a-parameter',
  }),
]
const now = 1_700_000_000_000
const callbackUrl = 'https://api.example/hooks/acme?a=1'

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString()
const ed = generateKeyPairSync('ed25519').publicKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey
const raw = Buffer.from(ed.export({ format: 'jwk' }).x ?? '', 'base64url')
const keyOf = (mac: Scheme['mac']): KeyObject =>
  mac === 'ed25519' ? ed : mac.startsWith('ecdsa') ? ec : rsa

const secrets: Readonly<Record<Scheme['secret'], (mac: Scheme['mac']) => string>> = {
  utf8: () => 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
  hex: () => 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
  base64: () => 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  whsec: () => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  pem: (mac) => pem(keyOf(mac)),
  spki: (mac) => keyOf(mac).export({ format: 'der', type: 'spki' }).toString('base64'),
  'ed25519-hex': () => raw.toString('hex'),
  whpk: () => `whpk_${raw.toString('base64')}`,
}

const item = '{"NotificationRequestItem":{"amount":{"value":1}}}'
const body = `{"signature":{},"notificationItems":[${item}]}`

/** Right where we can make it right; else with the headers that the scheme reads. */
function seedOf(scheme: Scheme): Delivery {
  const secret = secrets[scheme.secret](scheme.mac)
  if (/^(hmac|keyed)/.test(scheme.mac)) {
    return sign(scheme, { secret, body, callbackUrl, timestamp: now })
  }
  const names = new Set<string>()
  const header = (name: string): readonly string[] => {
    names.add(name)
    return ['AAAA']
  }
  const json = (): unknown => JSON.parse(body)
  const form = (): URLSearchParams => new URLSearchParams()
  scheme.read({
    header,
    json,
    form,
    callbackUrl,
    method: 'POST',
    url: '/',
    body: Buffer.from(body),
  })
  return { headers: Object.fromEntries([...names].map((name) => [name, 'AAAA'])), body }
}

const pieces = fc.constantFrom(
  ...'v1,|v1a,|t=|sha256=|:|;|,|.|..|"|(|)|=|sig=|sig=()|;created=|AAAA|eyJ|%|%ff|&|\n|\0|é|💥|{|}|[|]|-|9'.split(
    '|',
  ),
  '1700000000',
  '1'.repeat(400),
  '__proto__',
  'constructor',
)
const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(pieces, { maxLength: 12 }).map((some) => some.join('')),
)
const cut = fc.tuple(fc.nat(400), fc.nat(8), noise)
const spliced = (text: string, [at, length, other]: readonly [number, number, string]): string => {
  const start = at % (text.length + 1)
  return text.slice(0, start) + other + text.slice(start + length)
}
const runs = Number(process.env.SALLYPORT_FUZZ_RUNS ?? 1_500)

describe('what was sent', () => {
  it.each(all.map((scheme) => [scheme.id, scheme] as const))('never throws: %s', (_, scheme) => {
    const seed = seedOf(scheme)
    const check = verifier(scheme, {
      secrets: secrets[scheme.secret](scheme.mac),
      callbackUrl,
      clock: () => now,
    })
    const original = Object.entries(seed.headers as Readonly<Record<string, string>>)
    const text = Buffer.from(seed.body).toString()
    const url = seed.url ?? '/'
    const change = fc.option(cut, { nil: undefined })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), cut), { maxLength: 3 }),
        ...[change, change, fc.boolean()],
        (edits, inBody, inUrl, twice) => {
          const headers: Record<string, string | string[]> = Object.fromEntries(original)
          for (const [which, edit] of edits) {
            const [name = '', value = ''] = original[which % Math.max(1, original.length)] ?? []
            const edited = spliced(value, edit)
            headers[name] = twice ? [value, edited] : edited
          }
          const verdict = check({
            headers,
            body: inBody === undefined ? seed.body : spliced(text, inBody),
            url: inUrl === undefined ? url : spliced(url, inUrl),
          })
          if (!verdict.ok) expect(verdict).toMatchObject({ shown: 'webhook_refused' })
        },
      ),
      { numRuns: runs },
    )
  })

  it.each(all.map((scheme) => [scheme.id, scheme] as const))('is cut off: %s', (_, scheme) => {
    const seed = seedOf(scheme)
    const check = verifier(scheme, {
      secrets: secrets[scheme.secret](scheme.mac),
      callbackUrl,
      clock: () => now,
    })
    for (const long of ['a'.repeat(1 << 20), 'v1,AAAA '.repeat(10_000), 'a=(),'.repeat(10_000)]) {
      const headers = Object.fromEntries(Object.keys(seed.headers).map((name) => [name, long]))
      const isInHeaders = Object.keys(headers).length > 0
      expect(isInHeaders && check({ headers, body: seed.body }).ok).toBe(false)
      expect(check({ ...seed, body: long }).ok && scheme.covers === 'body').toBe(false)
    }
  })
})
