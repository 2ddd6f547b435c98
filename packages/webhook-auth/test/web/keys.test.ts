import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { defineScheme, type MacName, type SecretForm, verifier } from '@sallyport/webhook-auth'
import * as web from '@sallyport/webhook-auth/web'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { pemOf, type SigningKind, signingKinds } from '../support/signing-keys.ts'

const schemeOf = (mac: MacName, secret: SecretForm) =>
  defineScheme({
    ...{ id: 'acme', sender: 'Acme', mac, secret, encoding: 'hex', signed: '{body}' },
    signature: { header: 'x' },
    ...{ source: 'https://acme.example', evidence: 'documentation' },
  })

const pem = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki') =>
  key.export({ format: 'pem', type }).toString()
const publicOf = {
  rsa: (options: object) =>
    generateKeyPairSync('rsa', { modulusLength: 2_048, ...options }).publicKey,
  pss: (options: object) =>
    generateKeyPairSync('rsa-pss', { modulusLength: 2_048, ...options }).publicKey,
  ec: (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey,
}
const sha512 = { hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha512' }
const rsa = publicOf.rsa({})

const pems: Readonly<Record<string, string>> = {
  ed25519: pem(generateKeyPairSync('ed25519').publicKey),
  ed448: pem(generateKeyPairSync('ed448').publicKey),
  x25519: pem(generateKeyPairSync('x25519').publicKey),
  p256: pem(publicOf.ec('P-256')),
  p384: pem(publicOf.ec('P-384')),
  secp256k1: pem(publicOf.ec('secp256k1')),
  rsa: pem(rsa),
  'rsa of 2047 bits': pem(publicOf.rsa({ modulusLength: 2_047 })),
  'rsa of 1024 bits': pem(publicOf.rsa({ modulusLength: 1_024 })),
  'rsa as PKCS #1': pem(rsa, 'pkcs1'),
  'rsa with line ends of Windows': pem(rsa).replaceAll('\n', '\r\n'),
  'rsa for pss': pem(publicOf.pss({})),
  'rsa for pss with sha512': pem(publicOf.pss({ ...sha512, saltLength: 64 })),
  'rsa for pss with little salt': pem(publicOf.pss({ ...sha512, saltLength: 20 })),
  'rsa for pss with more salt': pem(publicOf.pss({ ...sha512, saltLength: 65 })),
  'rsa for pss with sha256': pem(publicOf.pss({ hashAlgorithm: 'sha256', saltLength: 32 })),
  'rsa for pss with two hashes': pem(publicOf.pss({ ...sha512, mgf1HashAlgorithm: 'sha256' })),
  'no key': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
  'no text of a key': 'key',
  'half a key': pem(rsa).slice(0, 200),
  'one without its end': pem(rsa).replace('END', 'ENDE'),
}
const macs = ['ed25519', 'ecdsa-p256', 'ecdsa-p256-raw', 'rsa-sha256', 'rsa-pss-sha512'] as const

/** Whether a build takes a secret; what it says otherwise must not have it. */
function takes(
  make: typeof verifier | typeof web.verifier,
  mac: MacName,
  form: SecretForm,
  secrets: string,
) {
  try {
    make(schemeOf(mac, form), { secrets })
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    if (secrets.length > 9) expect(String(error)).not.toContain(secrets)
    return false
  }
}

describe('both builds take the same keys', () => {
  it.each(Object.entries(pems))('%s', (_, text) => {
    for (const mac of macs) {
      expect(takes(web.verifier, mac, 'pem', text), mac).toBe(takes(verifier, mac, 'pem', text))
    }
  })

  it('in every other form', () => {
    const spki = rsa.export({ format: 'der', type: 'spki' })
    const texts = [
      ...[spki, Buffer.concat([spki, Buffer.alloc(1)]), spki.subarray(0, 90)].map((der) =>
        der.toString('base64'),
      ),
      ...[Buffer.alloc(32, 0xa7), Buffer.alloc(31, 0xa7)].flatMap((raw) => [
        raw.toString('hex'),
        raw.toString('base64'),
        `whpk_${raw.toString('base64')}`,
      ]),
      ...['', 'whsec_', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ=', 'zz', '00', 'é'],
    ]
    for (const text of texts) {
      const asked = [
        ...(['spki', 'ed25519-hex', 'whpk'] as const).flatMap((form) =>
          macs.map((mac) => [mac, form] as const),
        ),
        ...(['utf8', 'hex', 'base64', 'whsec'] as const).map(
          (form) => ['hmac-sha256', form] as const,
        ),
      ]
      for (const [mac, form] of asked) {
        const ours = takes(verifier, mac, form, text)
        expect(takes(web.verifier, mac, form, text), `${mac} ${form} ${text}`).toBe(ours)
      }
    }
  })
})

describe('keys', () => {
  afterEach(() => vi.restoreAllMocks())
  const imports = () => vi.spyOn(crypto.subtle, 'importKey')

  it('are imported once, and cannot be taken out', async () => {
    const seen = imports()
    const kind = signingKinds[0] as SigningKind
    const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
    const shared = web.verifier(schemeOf('hmac-sha256', 'utf8'), { secrets: secret })
    const ofPublic = web.verifier(kind.scheme, { secrets: pemOf(kind) })
    for (let i = 0; i < 3; i++) {
      await shared({ headers: { x: '00' }, body: '{}' })
      const signature = kind.sign(Buffer.from('{}')).toString('base64')
      expect((await ofPublic({ headers: { 'x-signature': signature }, body: '{}' })).ok).toBe(true)
    }
    expect(seen).toHaveBeenCalledTimes(2)
    const made = await Promise.all(seen.mock.results.map(({ value }) => value))
    expect(made.map(({ extractable, usages }) => [extractable, ...usages])).toEqual([
      [false, 'sign'],
      [false, 'verify'],
    ])
  })

  it('that are points beside the curve are told by each check, without them', async () => {
    const { x = '' } = publicOf.ec('P-256').export({ format: 'jwk' })
    const head = '3059301306072a8648ce3d020106082a8648ce3d03010703420004'
    const point = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.alloc(32, 1)])
    const spki = Buffer.concat([Buffer.from(head, 'hex'), point]).toString('base64')
    const check = web.verifier(schemeOf('ecdsa-p256-raw', 'spki'), { secrets: spki })
    const asked = check({ headers: { x: '00'.repeat(64) }, body: '' })
    await expect(asked).rejects.toThrow(/^webhook-auth: the platform takes no such public key/)
  })

  it('are asked for 16 verifications of a delivery at most', async () => {
    const kind = signingKinds[0] as SigningKind
    const verifications = vi.spyOn(crypto.subtle, 'verify')
    const secrets = ['a', 'b', 'c'].map((id) => ({ id, value: pemOf(kind) }))
    const signature = Array(8).fill(Buffer.alloc(64).toString('base64')).join(' ')
    const delivery = { headers: { 'x-signature': signature }, body: '{}' }
    const verdict = await web.verifier(kind.scheme, { secrets })(delivery)
    expect(verdict).toMatchObject({ reason: 'too_many_signatures' })
    expect(verifier(kind.scheme, { secrets })(delivery)).toEqual(verdict)
    expect(verifications).toHaveBeenCalledTimes(16)
  })
})
