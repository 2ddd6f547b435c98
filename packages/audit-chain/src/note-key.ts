import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import { isSecret, type Random, type Secret, secret, systemRandom } from '@sallyport/core'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** Whose signature it is: a name, and the first four bytes of a hash of name, type and key in hex. */
export interface NoteKey {
  readonly name: string
  /** Eight hexadecimal digits in lower case. Short on purpose: it finds a key, and vouches for none. */
  readonly id: string
}

/** What a key's signatures are verified with. */
export interface NoteVerifier extends NoteKey {
  verify(text: Uint8Array, signature: Uint8Array): boolean
}

/** What signs notes. The private key may be elsewhere. */
export interface NoteSigner {
  /** The verifier key of what is signed. */
  readonly verifierKey: string
  sign(text: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** C2SP signed-note: "Ed25519 signatures as specified by this document". */
const ed25519 = 1
const keyBytes = 32
const privatePrefix = 'PRIVATE+KEY+'

/** C2SP signed-note: not empty, no Unicode space, no plus; and nothing that a note may not hold. */
export const isKeyName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /^[^\p{White_Space}\p{Surrogate}+\x00-\x1f]+$/u.test(name)

/** The verifier key of an Ed25519 public key of 32 bytes: `name+id+base64`. */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  demandName(name)
  return `${name}+${idOf(name, publicKey)}+${encodeBase64(typed(publicKey))}`
}

/** Reads an Ed25519 verifier key; none where it is not one to the letter, or its id is another's. */
export function parseVerifierKey(text: string): NoteVerifier | undefined {
  const found = parsed(text)
  if (!found) return undefined
  const { name, id, key } = found
  if (idOf(name, key) !== id) return undefined
  const x = Buffer.from(key).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return { name, id, verify: (message, signature) => verify(null, message, publicKey, signature) }
}

/** Signs with the key of a text that {@link newSigningKey} made, or golang.org/x/mod/sumdb/note. */
export function noteSigner(signingKey: Secret): NoteSigner {
  if (!isSecret(signingKey)) {
    throw new TypeError(
      `audit-chain: a signing key must be a Secret of newSigningKey(), got ${typeof signingKey}`,
    )
  }
  const text = String(signingKey.reveal())
  const found = text.startsWith(privatePrefix)
    ? parsed(text.slice(privatePrefix.length))
    : undefined
  const privateKey = found && privateKeyOf(found.key)
  const publicKey = privateKey && publicBytes(privateKey)
  if (!found || !privateKey || !publicKey || idOf(found.name, publicKey) !== found.id) {
    throw new TypeError(
      'audit-chain: a signing key must be PRIVATE+KEY+name+id+base64 of an Ed25519 key, got other text',
    )
  }
  return {
    verifierKey: formatVerifierKey(found.name, publicKey),
    sign: (message) => sign(null, message, privateKey),
  }
}

/** A signing key, and the verifier key to give to others. */
export interface NewSigningKey {
  readonly signingKey: Secret
  readonly verifierKey: string
}

/**
 * Makes a key of this name, which should be the origin of the log it signs.
 *
 * @example
 * ```ts
 * import { newSigningKey } from '@sallyport/audit-chain'
 *
 * const { signingKey, verifierKey } = newSigningKey('log.example/audit')
 * console.log(String(signingKey)) // prints: [secret]
 * console.log(signingKey.reveal().split('+').slice(0, 3)) // prints: [ 'PRIVATE', 'KEY', 'log.example/audit' ]
 * console.log(verifierKey.split('+')[0]) // prints: log.example/audit
 * ```
 */
export function newSigningKey(name: string, random: Random = systemRandom): NewSigningKey {
  demandName(name)
  const seed = random(keyBytes)
  const publicKey = publicBytes(privateKeyOf(seed))
  const id = idOf(name, publicKey)
  return {
    signingKey: secret(`${privatePrefix}${name}+${id}+${encodeBase64(typed(seed))}`),
    verifierKey: formatVerifierKey(name, publicKey),
  }
}

interface Parsed extends NoteKey {
  readonly key: Uint8Array
}

function parsed(text: string): Parsed | undefined {
  // The name holds no plus, and base64 may.
  const [, name = '', id = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const bytes = decodeBase64(base64)
  if (!isKeyName(name) || bytes?.length !== 1 + keyBytes || bytes[0] !== ed25519) return undefined
  return { name, id, key: bytes.subarray(1) }
}

const typed = (key: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(ed25519), key])

const idOf = (name: string, publicKey: Uint8Array): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed(publicKey)])).slice(0, 8)

// RFC 8410 §7: what stands in PKCS #8 before the 32 bytes of an Ed25519 private key.
const beforeSeed = /* @__PURE__ */ Buffer.from('302e020100300506032b657004220420', 'hex')

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([beforeSeed, seed]), format: 'der', type: 'pkcs8' })

const publicBytes = (key: KeyObject): Uint8Array =>
  Buffer.from(String(createPublicKey(key).export({ format: 'jwk' }).x), 'base64url')

function demandName(name: string): void {
  // A form by itself takes `undefined` for a name.
  if (typeof name === 'string' && isKeyName(name)) return
  throw new TypeError(
    `audit-chain: a key's name must have no space, plus or control character, got ${JSON.stringify(name)}`,
  )
}
