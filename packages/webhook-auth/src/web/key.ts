import { decoded, type Encoding, encoded } from '../encoding.ts'
import type { KeyFacts } from '../mac.ts'
import {
  demandText,
  isShared,
  type PublicMac,
  type SharedMac,
  secretBytes,
} from '../secret-form.ts'
import { utf8Bytes } from '../utf8.ts'
import { rawSignature } from './der.ts'
import { digestOf } from './digest.ts'
import { joined } from './joined.ts'
import { type PublicKey, publicKeyOf } from './public-key.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A key, ready to check. Signatures are texts in the scheme's encoding. */
export interface WebKey {
  /** Whether any of the signatures is this key's over the content. One computation for all where the key is shared. */
  check(content: Bytes, signatures: readonly string[]): Promise<boolean>
  /** The signature; only of a key that is shared. */
  sign?(content: Bytes): Promise<string>
}

/** Makes a key. Throws RangeError, without the text, for what is none. */
export function webKey({ mac, secret: form, encoding }: KeyFacts, text: string): WebKey {
  demandText(text)
  if (!isShared(mac)) return publicKey(mac, publicKeyOf(mac, form, text), encoding)
  if (mac === 'token') return token(text)
  if (encoding === 'text') throw new RangeError(`webhook-auth: ${mac} needs an "encoding"`)
  const macOf = macWith(mac, secretBytes(form, text))
  const written = (made: ArrayBuffer): string => encoded(new Uint8Array(made), encoding)
  return {
    sign: async (content) => written(await macOf(content)),
    async check(content, signatures) {
      const right = written(await macOf(content))
      let found = false
      // All are compared, wherever the right one is.
      for (const signature of signatures) {
        if (isSame(encoding === 'hex' ? signature.toLowerCase() : signature, right)) found = true
      }
      return found
    },
  }
}

/** Of tokens the length is a secret as well: compared are their hashes. */
function token(text: string): WebKey {
  // As a header has it: its bytes, each a character.
  const right = Array.from(utf8Bytes(text), (byte) => String.fromCharCode(byte)).join('')
  const hashOf = (one: string): Promise<string> => digestOf('sha256', [one], 'hex')
  return {
    sign: async () => right,
    async check(_, tokens) {
      const [hashed, ...all] = await Promise.all([right, ...tokens].map(hashOf))
      return all.filter((one) => isSame(one, hashed as string)).length > 0
    },
  }
}

/** Not a function that is async: of a key that is there, what WebCrypto promises is what is awaited. */
function macWith(
  mac: Exclude<SharedMac, 'token'>,
  bytes: Bytes,
): (content: Bytes) => Promise<ArrayBuffer> {
  // A plain hash over the secret and then the content.
  if (mac === 'keyed-sha256') {
    return (content) => crypto.subtle.digest('SHA-256', joined([bytes, content]))
  }
  const algorithm = { name: 'HMAC', hash: mac.replace('hmac-sha', 'SHA-') }
  const key = once(() => crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']))
  return (content) =>
    key.made === undefined
      ? key.make().then((made) => crypto.subtle.sign('HMAC', made, content))
      : crypto.subtle.sign('HMAC', key.made, content)
}

/** Compares in a time that tells nothing but the length, which is no secret. */
function isSame(text: string, right: string): boolean {
  if (text.length !== right.length) return false
  let other = 0
  for (let i = 0; i < right.length; i++) other |= text.charCodeAt(i) ^ right.charCodeAt(i)
  return other === 0
}

type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

interface Once {
  readonly made: CryptoKey | undefined
  make(): Promise<CryptoKey>
}

/**
 * A key that is imported when it is first needed, and kept. What is kept is the key and not the promise of it: where
 * requests are kept apart, one must not wait for what another began.
 */
function once(make: () => Promise<CryptoKey>): Once {
  let made: CryptoKey | undefined
  return {
    get made() {
      return made
    },
    async make() {
      const key = await make()
      made = key
      return key
    },
  }
}

interface Verifying {
  readonly key: { readonly name: string; readonly hash?: string; readonly namedCurve?: string }
  /** How signatures are checked: any of these may be the one. */
  readonly with: readonly { readonly name: string; readonly hash?: string; saltLength?: number }[]
  /** A signature as WebCrypto takes it; undefined for what can be none. */
  raw(signature: Bytes): Bytes | undefined
}

const ofLength =
  (length: number) =>
  (signature: Bytes): Bytes | undefined =>
    signature.length === length ? signature : undefined

function verifying(mac: PublicMac, key: PublicKey): Verifying {
  if (key.kind === 'ed25519') {
    return { key: { name: 'Ed25519' }, with: [{ name: 'Ed25519' }], raw: ofLength(64) }
  }
  if (key.kind === 'ec') {
    const raw = mac === 'ecdsa-p256' ? rawSignature : ofLength(64)
    const named = { name: 'ECDSA', namedCurve: 'P-256' }
    return { key: named, with: [{ name: 'ECDSA', hash: 'SHA-256' }], raw }
  }
  const raw = ofLength(key.n.length)
  if (mac !== 'rsa-pss-sha512') {
    const pkcs1 = { name: 'RSASSA-PKCS1-v1_5', hash: mac === 'rsa-sha1' ? 'SHA-1' : 'SHA-256' }
    return { key: pkcs1, with: [pkcs1], raw }
  }
  // RFC 9421 §3.3.1 has 64 bytes of salt, and libraries as many as fit beside the hash and two bytes.
  const most = key.n.length - 64 - 2 - (key.n[0] === 1 ? 1 : 0)
  const lengths = key.only === 'pss-sha512' ? [64] : [64, most]
  const pss = { name: 'RSA-PSS', hash: 'SHA-512' }
  return { key: pss, with: lengths.map((saltLength) => ({ ...pss, saltLength })), raw }
}

function publicKey(mac: PublicMac, key: PublicKey, encoding: Encoding): WebKey {
  const how = verifying(mac, key)
  const ready = once(() => imported(mac, key, how))
  return {
    async check(content, signatures) {
      const checking = ready.made ?? (await ready.make())
      for (const signature of signatures) {
        const bytes = decoded(signature, encoding)
        const raw = bytes && how.raw(bytes)
        if (raw === undefined) continue
        for (const algorithm of how.with) {
          if (await crypto.subtle.verify(algorithm, checking, raw, content)) return true
        }
      }
      return false
    },
  }
}

/** Of a key that only looked like one, such as a point that is not on the curve, this is the first to know. */
async function imported(mac: PublicMac, key: PublicKey, how: Verifying): Promise<CryptoKey> {
  try {
    if (key.kind !== 'rsa') {
      return await crypto.subtle.importKey('raw', key.raw, how.key, false, ['verify'])
    }
    const [n, e] = [encoded(key.n, 'base64url'), encoded(key.e, 'base64url')]
    const jwk = { kty: 'RSA', n, e }
    return await crypto.subtle.importKey('jwk', jwk, how.key, false, ['verify'])
  } catch {
    // What the platform says of it may quote the key.
    throw new RangeError(`webhook-auth: the platform takes no such public key for ${mac}`)
  }
}
