import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  sign as signWith,
} from 'node:crypto'
import { sign, type Verifier, verifier } from '@sallyport/webhook-auth'
import { type HttpSignatureAlgorithm, httpMessageSignature } from '@sallyport/webhook-auth/schemes'
import { createSigner, createVerifier, httpbis } from 'http-message-signatures'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const now = 1_700_000_000_000
const callbackUrl = 'https://api.example/hooks/acme'
const target = '/hooks/acme?a=b%20c'
const body = Buffer.from('{"name":"Zoë"}')
const digest = `sha-512=:${createHash('sha512').update(body).digest('base64')}:`
const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const fields = ['@method', '@target-uri', '@authority', '@path', '@query', 'content-digest']
const params = ['created', 'keyid', 'alg', 'nonce', 'expires']

function keys(algorithm: HttpSignatureAlgorithm): { private: string; public: string } {
  if (algorithm === 'hmac-sha256') return { private: secret, public: secret }
  const pair =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : algorithm === 'ecdsa-p256-sha256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2_048 })
  return {
    private: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    public: pair.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  }
}

const checkOf = (algorithm: HttpSignatureAlgorithm, value: string): Verifier =>
  verifier(httpMessageSignature({ algorithm }), {
    secrets: [{ id: 'k1', value }],
    callbackUrl,
    clock: () => now,
  })

describe('httpMessageSignature and http-message-signatures', () => {
  beforeEach(() => vi.useFakeTimers({ now }))
  afterEach(() => vi.useRealTimers())

  it.each([
    'hmac-sha256',
    'ed25519',
    'ecdsa-p256-sha256',
    'rsa-pss-sha512',
    'rsa-v1_5-sha256',
  ] as const)('accept what that signs with %s, and nothing one byte off', async (algorithm) => {
    const pair = keys(algorithm)
    const { headers } = await httpbis.signMessage(
      {
        key: createSigner(pair.private, algorithm, 'k1'),
        ...{ fields, params, name: 'acme' },
        paramValues: { nonce: 'n1', created: new Date(now) },
      },
      {
        method: 'POST',
        url: `https://api.example${target}`,
        headers: { 'content-digest': digest },
      },
    )
    const delivery = { headers: headers as Record<string, string>, body, url: target }
    const lower = Object.fromEntries(
      Object.entries(delivery.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const check = checkOf(algorithm, pair.public)
    expect(check({ ...delivery, headers: lower })).toMatchObject({
      ok: true,
      value: { keyId: 'k1', deliveryId: 'n1', acceptedUntil: now + 300_000, covers: 'body' },
    })
    const changed = { ...delivery, headers: lower }
    expect(acceptedOff(check, changed, Object.keys(lower))).toBe(0)
  })

  it('sign what that accepts', async () => {
    const scheme = httpMessageSignature({ algorithm: 'hmac-sha256' })
    const { headers } = sign(scheme, { secret, body, callbackUrl, timestamp: now })
    const config = {
      keyLookup: async () => ({ verify: createVerifier(secret, 'hmac-sha256') }),
    }
    const message = { method: 'POST', url: callbackUrl, headers: { ...headers } }
    expect(await httpbis.verifyMessage(config, message)).toBe(true)
    expect(await httpbis.verifyMessage(config, { ...message, method: 'PUT' })).toBe(false)
  })
})

describe('rsa-pss-sha512', () => {
  const restricted = (saltLength: number, hash = 'sha512') =>
    generateKeyPairSync('rsa-pss', {
      modulusLength: 2_048,
      hashAlgorithm: hash,
      mgf1HashAlgorithm: hash,
      // Its types have it as text, and it takes a number.
      saltLength: saltLength as never,
    })
  const pem = ({ publicKey }: KeyPairKeyObjectResult): string =>
    publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const input = `("@method" "@target-uri" "content-digest");created=${now / 1_000}`
  const base = `"@method": POST\n"@target-uri": https://api.example${target}\n"content-digest": ${digest}\n"@signature-params": ${input}`

  it('takes a key that is for this alone, and none that is for another', () => {
    const pair = restricted(64)
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const key = { key: pair.privateKey, padding, saltLength: 64 }
    const signature = signWith('sha512', Buffer.from(base), key)
    const headers = {
      'content-digest': digest,
      'signature-input': `s=${input}`,
      signature: `s=:${signature.toString('base64')}:`,
    }
    const delivery = { headers, body, url: target }
    const check = checkOf('rsa-pss-sha512', pem(pair))
    expect(check(delivery).ok).toBe(true)
    expect(acceptedOff(check, delivery, ['signature'])).toBe(0)
    for (const other of [restricted(32, 'sha256'), restricted(100)]) {
      expect(() => checkOf('rsa-pss-sha512', pem(other))).toThrow(RangeError)
    }
  })
})
