import { noAudit, noMetrics } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import {
  type DeclaredScheme,
  type Delivery,
  defineScheme,
  idempotent,
  memoryDeliveryStore,
  onceOnly,
  type Scheme,
  sharedSecret,
  sign,
  signedBy,
  verifier,
  type WebhookService,
  webhookAuth,
} from '@sallyport/webhook-auth'
import { explain } from '@sallyport/webhook-auth/explain'
import {
  awsSnsKeys,
  certificateKeys,
  githubKeys,
  jwks,
  plaidKeys,
} from '@sallyport/webhook-auth/keys'
import { github, githubSecretScanning, stripe, trello } from '@sallyport/webhook-auth/schemes'
import { signedRequest } from '@sallyport/webhook-auth/testing'
import { describe, expect, it } from 'vitest'

// What no compiler tells those who have none, or whose settings come from a file.

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const declared: DeclaredScheme = {
  ...{ id: 'acme', sender: 'Acme', mac: 'hmac-sha256', encoding: 'hex', source: 'x' },
  signature: { header: 'x-acme-signature' },
  signed: '{body}',
  evidence: 'documentation',
}

describe('a scheme', () => {
  const define = (some: object) => () => defineScheme({ ...declared, ...some })

  it.each([
    ['mac', { mac: 'hmac-md5' }],
    ['mac', { mac: 'constructor' }],
    ['encoding', { encoding: 'HEX' }],
    ['secret', { secret: 'base32' }],
    ['covers', { covers: 'nothing' }],
    ['evidence', { evidence: undefined }],
    ['unit', { timestamp: { header: 'x-t', unit: 'seconds' }, signed: '{timestamp}.{body}' }],
    ['unit', { timestamp: { header: 'x-t' }, signed: '{timestamp}.{body}' }],
  ])('with another word for its %s is refused: %j', (name, some) => {
    expect(define(some)).toThrow(RangeError)
    expect(define(some)).toThrow(`webhook-auth: the scheme "acme" needs "${name}" to be one of`)
  })

  it('that covers nothing, or proves its time or its id by nothing, is refused', () => {
    for (const some of [
      { signed: 'body' },
      { signed: '{Body}' },
      { mac: 'token', encoding: 'text' },
      { signed: '{id}.{body}' },
      { signed: '{timestamp}.{body}' },
      { timestamp: { header: 'x-t', unit: 's' } },
      { timestamp: { header: 'x-t', unit: 's', toleranceSeconds: 0 }, signed: '{timestamp}{body}' },
    ]) {
      expect(define(some)).toThrow(RangeError)
    }
    expect(define({ signed: 'constant', covers: 'none' })).not.toThrow()
  })

  it('with a name that is none, or a place that is none, is refused', () => {
    const header = { header: 'x-t' }
    for (const [some, what] of [
      [{ tolerance: 5 }, 'the scheme "acme" takes only id, '],
      [{ toleranceSeconds: 5 }, 'got "toleranceSeconds"'],
      [{ signature: { ...header, seperator: ',' } }, '"signature" of the scheme "acme" takes only'],
      [{ timestamp: { ...header, unit: 's', tolerance: 5 } }, 'got "tolerance"'],
      [{ signature: undefined }, 'needs header, json or form in "signature"'],
      [{ signature: { header: '' } }, 'needs header, json or form in "signature"'],
      [{ deliveryId: { json: '' } }, 'needs header, json or form in "deliveryId"'],
    ] as const) {
      expect(define(some)).toThrow(TypeError)
      expect(define(some)).toThrow(what)
    }
  })

  it.each([
    { encoding: 'text' },
    { secret: 'pem' },
    { mac: 'token', covers: 'none' },
    { mac: 'token', covers: 'none', encoding: 'text', secret: 'hex' },
    { mac: 'ed25519' },
    { mac: 'rsa-sha256', secret: 'whsec' },
  ])('whose signature or key cannot be written so is refused: %j', (some) => {
    expect(define(some)).toThrow(/^webhook-auth: the scheme "acme" needs "(encoding|secret)" to be/)
  })

  it('and what stands beside it must have no other names', () => {
    const settings = { webhook_secrets: { a: secret } }
    const make =
      (service: object, more: object = {}) =>
      () =>
        webhookAuth({ services: { a: service }, settings: { ...settings, ...more } })
    expect(make({ scheme: github, tolerance: 5 })).toThrow('the service "a" takes only scheme, ')
    expect(make({ scheme: github }, { ip_alowlist: [] })).toThrow('"settings" takes only ip_allowl')
    const options = { secrets: secret, tolerance: 5 }
    expect(() => signedBy(stripe, options)).toThrow('a verifier takes only secrets, ')
    expect(() => verifier(stripe, options)).toThrow('got "tolerance"')
  })

  it('must be one', () => {
    const none = [undefined, null, declared, 'github'] as unknown as Scheme[] // from no compiler
    for (const scheme of none) {
      for (const make of [verifier, signedBy]) {
        expect(() => make(scheme, { secrets: secret })).toThrow(
          'webhook-auth: a scheme must come from',
        )
      }
    }
  })

  it('that is not there leaves no other in its place', () => {
    const schemes: Readonly<Record<string, Scheme>> = { github }
    const service = { scheme: schemes.githup } as WebhookService
    const settings = { webhook_secrets: { a: secret } }
    expect(() => webhookAuth({ services: { a: service }, settings })).toThrow(
      'the "scheme" of "a" is undefined',
    )
  })
})

describe('a secret', () => {
  it.each([
    ['a9fQ2x', 'is shorter than 16'],
    ['abcabcabcabcabcabcabc', 'has fewer than 6 different characters'],
    ['<the secret of GitHub>', 'has the words of a template'],
    ['your-github-secret-here', 'has the words of a template'],
  ])('that somebody could guess is refused, and which rule says so: %s', (secrets, rule) => {
    expect(() => signedBy(github, { secrets })).toThrow(`can be guessed, as it ${rule}`)
    expect(() => signedBy(github, { secrets })).not.toThrow(secrets)
  })

  it('that is random may have any characters', () => {
    for (const secrets of ['k<9Zq>1!fW3mT7#xR2pL', '<9Zq1!fW3mT7#xR2pL', '9Zq1!fW3mT7#xR2pL>']) {
      expect(() => signedBy(github, { secrets })).not.toThrow()
    }
  })

  it('that came out of a file with the end of its line is refused', () => {
    for (const secrets of [`${secret}\n`, `${secret} `, `\t${secret}`, `\ufeff${secret}`]) {
      for (const make of [
        () => signedBy(github, { secrets }),
        () => sharedSecret({ secrets }),
        () =>
          webhookAuth({
            services: { a: { scheme: github } },
            settings: { webhook_secrets: { a: secrets } },
          }),
      ]) {
        expect(make).toThrow('begins or ends with white space')
        expect(make).not.toThrow(secret)
      }
    }
  })
})

it('an address that nobody can be called at is refused', () => {
  for (const callbackUrl of ['', '/webhook', 'hooks.example/x', 'ftp://a.example/x', 'a:b']) {
    expect(() => verifier(trello, { secrets: secret, callbackUrl })).toThrow(RangeError)
  }
  expect(() => verifier(trello, { secrets: secret })).toThrow(TypeError)
})

it('a method or an address that the platform does not say is no error', () => {
  const signed = '{method}{url}{body}'
  const options = { secrets: secret, callbackUrl: 'https://a.example/b' }
  const check = verifier(defineScheme({ ...declared, signed }), options)
  const headers = { 'x-acme-signature': '0'.repeat(64) }
  for (const line of [{ method: null }, { method: 7 }, { url: null }, { url: new URL('a:b') }]) {
    const delivery = { headers, body: '', url: '/b', ...line } as unknown as Delivery // from no compiler
    expect(check(delivery)).toMatchObject({
      reason: 'method' in line ? 'signature_wrong' : 'content_malformed',
    })
  }
})

describe('among options that there are', () => {
  const store = memoryDeliveryStore()
  const services = { a: { scheme: github } }
  const settings = { webhook_secrets: { a: secret } }
  const makers: Readonly<Record<string, (more: object) => unknown>> = {
    webhookAuth: (more) => webhookAuth({ services, settings, ...more }),
    onceOnly: (more) => onceOnly({ store, ...more }),
    idempotent: (more) => idempotent({ store, ...more }),
    sign: (more) => sign(github, { secret, body: '', ...more }),
    signedRequest: (more) => signedRequest(github, more),
    sharedSecret: (more) => sharedSecret({ secrets: secret, ...more }),
    awsSnsKeys: (more) => awsSnsKeys(more),
    plaidKeys: (more) => plaidKeys({ clientId: 'a', secret, ...more }),
    githubKeys: (more) => githubKeys(more),
    jwks: (more) => jwks({ url: 'https://sender.example/jwks', ...more }),
    certificateKeys: (more) => certificateKeys({ address: /https:/, ...more }),
    explain: (more) => explain(github, { headers: {}, body: '' }, { secrets: secret, ...more }),
  }

  it('the time of a test may be given as a whole', () => {
    const time = manualTime()
    for (const make of Object.values(makers)) expect(() => make(time)).not.toThrow()
    const made = sign(github, { secret, body: '' })
    expect(verifier(github, { secrets: secret, ...time, clock: () => 0 })(made).ok).toBe(true)
    expect(() => signedBy(github, { secrets: secret, ...time })).not.toThrow()
    expect(() => signedBy(githubSecretScanning, { secrets: githubKeys(), ...time })).not.toThrow()
  })

  it('a sink is refused where nothing is recorded: who gave it would wait for records', () => {
    const { webhookAuth: _, ...silent } = makers
    for (const [name, make] of Object.entries(silent)) {
      const message = new RegExp(`^webhook-auth: ${name}\\(\\) takes only .*, got "audit"$`)
      expect(() => make({ audit: noAudit })).toThrow(message)
    }
    expect(() => makers.webhookAuth?.({ audit: noAudit, metrics: noMetrics })).not.toThrow()
  })
})

describe('sign', () => {
  it('signs text or bytes, at a time', () => {
    const of = (some: object) => () => sign(stripe, { secret, body: '{}', ...some })
    for (const body of [undefined, null, { a: 1 }, 7, new ArrayBuffer(2)]) {
      expect(of({ body })).toThrow('webhook-auth: "body" must be text or bytes')
    }
    for (const timestamp of [Number.NaN, Infinity, 1.5, '1']) {
      expect(of({ timestamp })).toThrow('webhook-auth: "timestamp" must be whole milliseconds')
    }
    for (const other of [undefined, 7, Buffer.from(secret)]) {
      expect(of({ secret: other })).toThrow('webhook-auth: a secret must be text')
    }
  })
})
