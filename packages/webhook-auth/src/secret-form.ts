import { decoded } from './encoding.ts'
import type { MacName, SecretForm } from './mac.ts'
import { utf8Bytes } from './utf8.ts'

/** The MACs whose key is a secret of both sides. */
export type SharedMac = Extract<MacName, `hmac-${string}` | `keyed-${string}` | 'token'>

/** Those that a public key checks. */
export type PublicMac = Exclude<MacName, SharedMac>

/** Whether whoever can check can sign. */
export const isShared = (mac: MacName): mac is SharedMac => /^(hmac|keyed|token)/.test(mac)

const encodings: Readonly<
  Record<Exclude<SecretForm, 'utf8' | 'pem'>, { prefix: string; encoding: 'hex' | 'base64' }>
> = {
  hex: { prefix: '', encoding: 'hex' },
  base64: { prefix: '', encoding: 'base64' },
  whsec: { prefix: 'whsec_', encoding: 'base64' },
  spki: { prefix: '', encoding: 'base64' },
  'ed25519-hex': { prefix: '', encoding: 'hex' },
  whpk: { prefix: 'whpk_', encoding: 'base64' },
}

/** The bytes that a secret's text stands for. Throws RangeError, without the text, for what is none. */
export function secretBytes(form: SecretForm, text: string): Uint8Array<ArrayBuffer> {
  if (form === 'utf8' || form === 'pem') return utf8Bytes(text)
  const { prefix, encoding } = encodings[form]
  const bytes = decoded(text.startsWith(prefix) ? text.slice(prefix.length) : text, encoding)
  if (bytes !== undefined) return bytes
  throw new RangeError(`webhook-auth: a secret must be ${prefix}${encoding} (form "${form}")`)
}

/** Throws RangeError for a secret without a letter: anybody would have it. */
export function demandText(text: string): void {
  if (text === '') throw new RangeError('webhook-auth: a secret must not be empty')
}
