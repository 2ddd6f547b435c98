import { constants, type KeyObject, sign as signBytes } from 'node:crypto'
import { type Secret, systemRandom } from '@sallyport/core'
import { readyKey, type SecretForm } from '../mac.ts'
import type { Pieces, Scheme } from '../scheme.ts'
import { isShared, type PublicMac } from '../secret-form.ts'
import { textOf } from '../secrets.ts'
import { privateKeyFor, publicKeyFor, testKeys } from './test-keys.ts'

/** What makes signatures, and what checks them. */
export interface Signing {
  readonly secrets: string
  sign(signed: Pieces): string
}

/** What of a test's options signs. */
export interface SigningKeys {
  /** For senders with a shared secret. @default a random one, the same for a scheme while the process runs */
  readonly secret?: Secret | string
  /** For senders with public keys: the PEM that `testKeys` makes. @default as of `secret` */
  readonly privateKey?: string
}

/** Signs as the sender does: with what was given, or with keys of the scheme's own. */
export function signingOf(scheme: Scheme, { secret, privateKey }: SigningKeys): Signing {
  if (!isShared(scheme.mac)) {
    if (secret !== undefined) throw odd(scheme, 'secret', 'privateKey')
    return privateKey === undefined ? ownOf(scheme) : byKey(scheme, scheme.mac, privateKey)
  }
  if (privateKey !== undefined) throw odd(scheme, 'privateKey', 'secret')
  return secret === undefined ? ownOf(scheme) : bySecret(scheme, textOf(secret))
}

const odd = ({ id }: Scheme, given: string, wanted: string): TypeError =>
  new TypeError(`webhook-auth: signedRequest() of ${id} takes no "${given}", but "${wanted}"`)

const own = new WeakMap<Scheme, Signing>()

function ownOf(scheme: Scheme): Signing {
  const made =
    own.get(scheme) ??
    (isShared(scheme.mac)
      ? bySecret(scheme, randomSecret(scheme.secret))
      : byKey(scheme, scheme.mac, testKeys(scheme).privateKey))
  own.set(scheme, made)
  return made
}

function bySecret(scheme: Scheme, text: string): Signing {
  const { sign } = readyKey(scheme, text)
  return { secrets: text, sign: sign as NonNullable<typeof sign> }
}

function byKey(scheme: Scheme, mac: PublicMac, text: string): Signing {
  const key = privateKeyFor(scheme, text)
  const { hash, options } = signers[mac]
  return {
    secrets: publicKeyFor(scheme, key),
    sign(signed) {
      const bytes = Buffer.concat(
        signed.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
      )
      return signBytes(hash, bytes, { key, ...options }).toString(scheme.encoding as 'hex')
    },
  }
}

interface Signer {
  readonly hash: 'sha1' | 'sha256' | 'sha512' | null
  readonly options: Omit<Parameters<typeof signBytes>[2] & object, keyof KeyObject>
}

const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants
const signers: Readonly<Record<PublicMac, Signer>> = {
  ed25519: { hash: null, options: {} },
  'ecdsa-p256': { hash: 'sha256', options: { dsaEncoding: 'der' } },
  'ecdsa-p256-raw': { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  'rsa-sha1': { hash: 'sha1', options: { padding: RSA_PKCS1_PADDING } },
  'rsa-sha256': { hash: 'sha256', options: { padding: RSA_PKCS1_PADDING } },
  // RFC 9421 §3.3.1.
  'rsa-pss-sha512': { hash: 'sha512', options: { padding: RSA_PKCS1_PSS_PADDING, saltLength: 64 } },
}

function randomSecret(form: SecretForm): string {
  const bytes = Buffer.from(systemRandom(32))
  if (form === 'base64') return bytes.toString('base64')
  return form === 'whsec' ? `whsec_${bytes.toString('base64')}` : bytes.toString('hex')
}
