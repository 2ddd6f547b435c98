import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  createSecretKey,
  hash,
  type KeyObject,
  timingSafeEqual,
  verify as verifySignature,
} from 'node:crypto'
import { decoded, type Encoding } from './encoding.ts'
import type { HashName, Pieces } from './scheme.ts'
import { demandText, isShared, type PublicMac, type SharedMac, secretBytes } from './secret-form.ts'

/**
 * How a signature is made. `keyed-sha256`: a plain hash over the secret and then the content, which can be
 * lengthened by whoever has one: only where a sender has nothing better. `token`: the secret itself. `rsa-sha1` is old:
 * who can choose what is signed can make two contents of one signature; only where a sender has nothing better.
 */
export type MacName =
  | 'hmac-sha1'
  | 'hmac-sha256'
  | 'hmac-sha512'
  | 'keyed-sha256'
  | 'token'
  | 'ed25519'
  | 'ecdsa-p256'
  | 'ecdsa-p256-raw'
  | 'rsa-sha1'
  | 'rsa-sha256'
  | 'rsa-pss-sha512'

/**
 * How a secret's text becomes a key: as it stands, hex, base64, `whsec_` and base64 (Standard Webhooks);
 * public keys as PEM, as base64 of their DER (`spki`), and Ed25519's 32 bytes in hex or as `whpk_`.
 */
export type SecretForm =
  | 'utf8'
  | 'hex'
  | 'base64'
  | 'whsec'
  | 'pem'
  | 'spki'
  | 'ed25519-hex'
  | 'whpk'

/** A key, ready to check. Signatures are texts in the scheme's encoding. */
export interface ReadyKey {
  /** Whether any of the signatures is this key's over the pieces. One computation for all where the key is shared. */
  check(signed: Pieces, signatures: readonly string[]): boolean
  /** The signature; only of a key that is shared. */
  sign?(signed: Pieces): string
}

/** What of a scheme makes a key. */
export interface KeyFacts {
  readonly mac: MacName
  readonly secret: SecretForm
  readonly encoding: Encoding
}

/** Makes a key. Throws RangeError, without the text, for what is none. */
export function readyKey({ mac, secret: form, encoding }: KeyFacts, text: string): ReadyKey {
  demandText(text)
  if (!isShared(mac)) return publicKey(mac, publicKeyOf(mac, form, text), encoding)
  if (mac === 'token') return token(text)
  const sign = signer(mac, secretBytes(form, text), encoding)
  const isSame = comparer(sign([]).length)
  return {
    sign,
    check(signed, signatures) {
      const right = sign(signed)
      let found = false
      // All are compared, wherever the right one is.
      for (const signature of signatures) {
        if (isSame(encoding === 'hex' ? signature.toLowerCase() : signature, right)) found = true
      }
      return found
    },
  }
}

/** The hash of bytes, or of the UTF-8 of text. */
export const digestOf = (
  name: HashName,
  of: Uint8Array | string,
  encoding: Exclude<Encoding, 'text'>,
): string => hash(name, of, encoding)

/** Of tokens the length is a secret as well: compared are their hashes. */
function token(text: string): ReadyKey {
  // As a header has it: its bytes, each a character.
  const right = Buffer.from(text).toString('latin1')
  const hashed = hash('sha256', right, 'hex')
  const isSame = comparer(hashed.length)
  return {
    sign: () => right,
    check: (_, tokens) =>
      tokens.filter((one) => isSame(hash('sha256', one, 'hex'), hashed)).length > 0,
  }
}

/**
 * A signature is compared as it is written: the right one is written in the sender's way, and what no
 * decoder has seen no decoder can have been lenient with.
 */
function signer(
  mac: Exclude<SharedMac, 'token'>,
  bytes: Uint8Array,
  encoding: Encoding,
): (signed: Pieces) => string {
  const [kind, name] = mac.split('-') as ['hmac' | 'keyed', string]
  const key = createSecretKey(bytes)
  if (encoding === 'text') throw new RangeError(`webhook-auth: ${mac} needs an "encoding"`)
  return (signed) => {
    const digest = kind === 'hmac' ? createHmac(name, key) : createHash(name).update(bytes)
    for (const piece of signed) digest.update(piece)
    return digest.digest(encoding)
  }
}

/**
 * Compares with texts of this length in constant time; the length is no secret. The right one is ASCII: any other
 * letter is of bytes that it has none of. One that no longer fits would leave the byte of an earlier text.
 */
function comparer(length: number): (text: string, right: string) => boolean {
  const given = Buffer.alloc(length)
  const known = Buffer.alloc(length)
  return (text, right) => {
    if (text.length !== length || given.write(text) !== length) return false
    known.write(right)
    return timingSafeEqual(given, known)
  }
}

const verifiers: Readonly<
  Record<PublicMac, { hash: string | null; options: Readonly<Record<string, unknown>> }>
> = {
  ed25519: { hash: null, options: {} },
  'ecdsa-p256': { hash: 'sha256', options: { dsaEncoding: 'der' } },
  'ecdsa-p256-raw': { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  'rsa-sha1': { hash: 'sha1', options: { padding: constants.RSA_PKCS1_PADDING } },
  'rsa-sha256': { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } },
  'rsa-pss-sha512': {
    hash: 'sha512',
    options: { padding: constants.RSA_PKCS1_PSS_PADDING },
  },
}

function publicKey(mac: PublicMac, key: KeyObject, encoding: Encoding): ReadyKey {
  const { hash: algorithm } = verifiers[mac]
  const options = { ...verifiers[mac].options, saltLength: saltOf(key) }
  return {
    check(signed, signatures) {
      const content = Buffer.concat(
        signed.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
      )
      return signatures.some((one) => {
        const bytes = decoded(one, encoding)
        return (
          bytes !== undefined && verifySignature(algorithm, content, { key, ...options }, bytes)
        )
      })
    },
  }
}

/**
 * RFC 9421 §3.3.1 has 64 bytes of salt, and libraries as many as fit: any is as good. A key that says how many
 * it takes cannot be asked to find out.
 */
const saltOf = ({ asymmetricKeyDetails }: KeyObject): number =>
  asymmetricKeyDetails?.saltLength === undefined ? constants.RSA_PSS_SALTLEN_AUTO : 64

/** What kinds of key each takes: a key of another kind would make the platform choose another algorithm. */
const keyTypes: Readonly<Record<PublicMac, readonly string[]>> = {
  ed25519: ['ed25519'],
  'ecdsa-p256': ['ec'],
  'ecdsa-p256-raw': ['ec'],
  'rsa-sha1': ['rsa'],
  'rsa-sha256': ['rsa'],
  'rsa-pss-sha512': ['rsa', 'rsa-pss'],
}

function publicKeyOf(mac: PublicMac, form: SecretForm, text: string): KeyObject {
  const key = importedKey(form, text)
  if (key !== undefined && fits(key, mac)) return key
  throw new RangeError(`webhook-auth: expected a public key for ${mac} in the form "${form}"`)
}

function fits(
  { asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject,
  mac: PublicMac,
): boolean {
  if (type === undefined || !keyTypes[mac].includes(type)) return false
  const { namedCurve, modulusLength, hashAlgorithm, mgf1HashAlgorithm, saltLength } =
    asymmetricKeyDetails ?? {}
  if (type === 'ec') return namedCurve === 'prime256v1'
  if (type === 'ed25519') return true
  // RFC 4055 §1.2: such a key may say what alone it is used with. Without that it is for all.
  const isFree = hashAlgorithm === undefined
  const isFor512 = hashAlgorithm === 'sha512' && mgf1HashAlgorithm === 'sha512'
  return Number(modulusLength) >= 2_048 && (isFree || (isFor512 && Number(saltLength) <= 64))
}

// RFC 8410 §4: what stands before the 32 bytes.
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex')

function importedKey(form: SecretForm, text: string): KeyObject | undefined {
  try {
    if (form === 'pem') return createPublicKey(text)
    const bytes = secretBytes(form, text)
    const der = form === 'spki' ? bytes : Buffer.concat([ed25519Head, bytes])
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })
    // The platform takes what is a key, and leaves what comes after it.
    return key.export({ format: 'der', type: 'spki' }).length === der.length ? key : undefined
  } catch {
    // What the platform says of it may quote the key.
    return undefined
  }
}
