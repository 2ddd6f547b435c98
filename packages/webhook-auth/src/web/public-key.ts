import { decoded, encoded } from '../encoding.ts'
import type { SecretForm } from '../mac.ts'
import { type PublicMac, secretBytes } from '../secret-form.ts'
import { type Element, elementsOf, positiveOf, sequenceOf } from './der.ts'

/** A public key, read as far as one must know which it is; WebCrypto reads the rest. */
export type PublicKey =
  | { readonly kind: 'ed25519'; readonly raw: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ec'; readonly raw: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: 'rsa'
      readonly n: Uint8Array<ArrayBuffer>
      readonly e: Uint8Array<ArrayBuffer>
      /** What it says that it is for alone: RSA-PSS, and with SHA-512. */
      readonly only?: 'pss' | 'pss-sha512'
    }

/** Reads a public key of the kind that a MAC needs. Throws RangeError, without the text, for what is none. */
export function publicKeyOf(mac: PublicMac, form: SecretForm, text: string): PublicKey {
  const key = readKey(form, text)
  if (key !== undefined && fits(key, mac)) return key
  throw new RangeError(`webhook-auth: expected a public key for ${mac} in the form "${form}"`)
}

function fits(key: PublicKey, mac: PublicMac): boolean {
  if (key.kind === 'ed25519') return mac === 'ed25519' && key.raw.length === 32
  if (key.kind === 'ec') return mac.startsWith('ecdsa')
  if (!mac.startsWith('rsa') || (key.only && mac !== 'rsa-pss-sha512')) return false
  return key.n.length * 8 - Math.clz32(key.n[0] ?? 0) + 24 >= 2_048
}

function readKey(form: SecretForm, text: string): PublicKey | undefined {
  if (form === 'pem') return pemKey(text)
  const bytes = secretBytes(form, text)
  return form === 'spki' ? spkiKey(bytes) : { kind: 'ed25519', raw: bytes }
}

const pemForm = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/

function pemKey(text: string): PublicKey | undefined {
  const [, label, lines = ''] = pemForm.exec(text) ?? []
  const der = decoded(lines.replace(/\s+/g, ''), 'base64')
  if (der === undefined) return undefined
  if (label === 'PUBLIC KEY') return spkiKey(der)
  if (label === 'RSA PUBLIC KEY') return rsaKey(der)
  return label === 'CERTIFICATE' ? certifiedKey(der) : undefined
}

/** The key of a certificate (RFC 5280 §4.1). Who certified it, and for how long, is not asked. */
function certifiedKey(der: Uint8Array<ArrayBuffer>): PublicKey | undefined {
  const [certified] = sequenceOf(der) ?? []
  const all = certified?.tag === 0x30 ? elementsOf(certified.content) : undefined
  // The version, which may be left out; then number, algorithm, issuer, dates and subject.
  const fields = all?.[0]?.tag === 0xa0 ? all.slice(1) : all
  return spkiOf(fields?.[5])
}

const spkiKey = (der: Uint8Array<ArrayBuffer>): PublicKey | undefined => {
  const [one, ...more] = elementsOf(der) ?? []
  return more.length === 0 ? spkiOf(one) : undefined
}

const oid = {
  ed25519: '2b6570',
  ec: '2a8648ce3d0201',
  p256: '2a8648ce3d030107',
  rsa: '2a864886f70d010101',
  pss: '2a864886f70d01010a',
}
// RFC 4055 §3.1: SHA-512, of the mask as well, and at most 64 bytes of salt.
const pss512 =
  /^30..a00[bdf]30..0609608648016503040203(0500)?a1..30..06092a864886f70d01010830..0609608648016503040203(0500)?(a2030201([0-3].|40))?(a303020101)?$/

/** Which key a SubjectPublicKeyInfo has (RFC 5280 §4.1.2.7). */
function spkiOf(element: Element | undefined): PublicKey | undefined {
  const [algorithm, bits] = (element?.tag === 0x30 && elementsOf(element.content)) || []
  if (algorithm?.tag !== 0x30 || bits?.tag !== 0x03 || bits.content[0] !== 0) return undefined
  const raw = bits.content.subarray(1)
  const [name, parameters] = elementsOf(algorithm.content) ?? []
  if (name?.tag !== 0x06) return undefined
  const found = encoded(name.content, 'hex')
  if (found === oid.ed25519) return { kind: 'ed25519', raw }
  if (found === oid.rsa) return rsaKey(raw)
  if (found === oid.ec) return isP256(parameters) ? { kind: 'ec', raw } : undefined
  if (found !== oid.pss) return undefined
  if (parameters === undefined) return rsaKey(raw, 'pss')
  const whole = encoded(algorithm.content.subarray(2 + name.content.length), 'hex')
  return pss512.test(whole) ? rsaKey(raw, 'pss-sha512') : undefined
}

const isP256 = (parameters: Element | undefined): boolean =>
  parameters?.tag === 0x06 && encoded(parameters.content, 'hex') === oid.p256

function rsaKey(der: Uint8Array<ArrayBuffer>, only?: 'pss' | 'pss-sha512'): PublicKey | undefined {
  const numbers = sequenceOf(der)
  const [n, e] = [positiveOf(numbers?.[0]), positiveOf(numbers?.[1])]
  return n && e && numbers?.length === 2 ? { kind: 'rsa', n, e, ...(only && { only }) } : undefined
}
