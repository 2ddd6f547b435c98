import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readyKey, type SecretForm } from '../mac.ts'
import type { Scheme } from '../scheme.ts'
import { isShared, type PublicMac } from '../secret-form.ts'

/** A key pair of a sender's, as tests have it. */
export interface TestKeys {
  /** In the form of the scheme: what stands where `secrets` does. */
  readonly publicKey: string
  /** PEM: what `signedRequest` signs with. */
  readonly privateKey: string
}

/**
 * Makes a key pair for a scheme whose sender signs with a private key, which only the sender has: the tests of
 * Discord, SendGrid, Wise and GitHub's secret scanning need one of their own. New each time.
 *
 * @example
 * ```ts
 * import { verifier } from '@sallyport/webhook-auth'
 * import { discord } from '@sallyport/webhook-auth/schemes'
 * import { signedRequest, testKeys } from '@sallyport/webhook-auth/testing'
 *
 * const { publicKey, privateKey } = testKeys(discord)
 * const check = verifier(discord, { secrets: publicKey })
 * console.log(check(signedRequest(discord, { privateKey, body: '{"type":2}' })).ok) // prints: true
 * console.log(check(signedRequest(discord, { body: '{"type":2}' })).ok) // prints: false
 * ```
 *
 * @throws TypeError for a scheme whose secret is shared: any text is one.
 */
export function testKeys(scheme: Scheme): TestKeys {
  if (isShared(scheme.mac)) {
    throw new TypeError(
      `webhook-auth: ${scheme.id} has no key pair, but a secret: give signedRequest() that`,
    )
  }
  const { privateKey } = makers[scheme.mac]()
  return {
    publicKey: publicKeyFor(scheme, privateKey),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

interface Pair {
  readonly privateKey: KeyObject
}
const ec = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = (): Pair => generateKeyPairSync('rsa', { modulusLength: 2_048 })
const makers: Readonly<Record<PublicMac, () => Pair>> = {
  ed25519: () => generateKeyPairSync('ed25519'),
  'ecdsa-p256': ec,
  'ecdsa-p256-raw': ec,
  'rsa-sha1': rsa,
  'rsa-sha256': rsa,
  'rsa-pss-sha512': rsa,
}

/** A private key of PEM that fits a scheme. Throws without a word of it. */
export function privateKeyFor(scheme: Scheme, text: string): KeyObject {
  try {
    const key = createPrivateKey(text)
    readyKey(scheme, publicKeyFor(scheme, key))
    return key
  } catch {
    throw new RangeError(
      `webhook-auth: "privateKey" must be the PEM of a private key for ${scheme.mac}, as testKeys() makes it`,
    )
  }
}

/** The public half, as the scheme's `secrets` have it. */
export const publicKeyFor = ({ secret }: Scheme, privateKey: KeyObject): string =>
  written[secret as PublicForm](createPublicKey(privateKey))

type PublicForm = Exclude<SecretForm, 'utf8' | 'hex' | 'base64' | 'whsec'>
const der = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' })
// RFC 8410 §4: the 32 bytes are the last. Those of another key would be taken for one.
const raw = (key: KeyObject): Buffer => {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('webhook-auth: no Ed25519 key')
  return der(key).subarray(-32)
}
const written: Readonly<Record<PublicForm, (key: KeyObject) => string>> = {
  pem: (key) => key.export({ format: 'pem', type: 'spki' }).toString(),
  spki: (key) => der(key).toString('base64'),
  'ed25519-hex': (key) => raw(key).toString('hex'),
  whpk: (key) => `whpk_${raw(key).toString('base64')}`,
}
