import { utf8Bytes } from './utf8.ts'

/** How a signature is written. */
export type Encoding = 'hex' | 'base64' | 'base64url' | 'text'

interface Form {
  readonly letters: string
  /** Bits of a letter. */
  readonly bits: 4 | 6
  /** What each letter of ASCII stands for, or `none`. */
  readonly digits: Uint8Array
}

/** More than any letter stands for, and none of its bits. */
const none = 0x80
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function form(letters: string, bits: 4 | 6): Form {
  const digits = new Uint8Array(128).fill(none)
  // Beyond those that there are values for, the last six once more: hex in its other case.
  for (let i = 0; i < letters.length; i++) digits[letters.charCodeAt(i)] = i >> bits ? i - 6 : i
  return { letters, bits, digits }
}

const forms: Readonly<Record<Exclude<Encoding, 'text'>, Form>> = {
  hex: /* @__PURE__ */ form('0123456789abcdefABCDEF', 4),
  base64: /* @__PURE__ */ form(`${alphanumeric}+/`, 6),
  base64url: /* @__PURE__ */ form(`${alphanumeric}-_`, 6),
}

/**
 * Bytes of text that is written in one way only, but for the case of hex. Platforms' decoders stop at the
 * first odd letter, or pass over it, and ignore what the last letter has too many of: two texts of the
 * same bytes.
 */
export function decoded(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> | undefined {
  if (text === '') return undefined
  if (encoding === 'text') return utf8Bytes(text)
  const { bits, digits } = forms[encoding]
  let end = text.length
  if (encoding === 'base64') {
    if (end % 4 !== 0) return undefined
    if (text.endsWith('=')) end -= text.endsWith('==') ? 2 : 1
  }
  const bytes = new Uint8Array((end * bits) >> 3)
  let held = 0
  let value = 0
  let odd = 0
  let at = 0
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    const digit = digits[code & 0x7f] as number
    odd |= digit | (code & ~0x7f)
    value = ((value << bits) | digit) & 0xfff
    held += bits
    if (held >= 8) {
      held -= 8
      bytes[at++] = value >> held
    }
  }
  // No letter that is none; and left is less than a letter, which stands for nothing.
  const isRight = odd < none && held < bits && (value & ((1 << held) - 1)) === 0
  return isRight ? bytes : undefined
}

/** Bytes, written so; hex in small letters. */
export function encoded(bytes: Uint8Array, encoding: Exclude<Encoding, 'text'>): string {
  const { bits, letters } = forms[encoding]
  const mask = (1 << bits) - 1
  let [held, value, text] = [0, 0, '']
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    for (held += 8; held >= bits; held -= bits) text += letters[(value >> (held - bits)) & mask]
  }
  if (held > 0) text += letters[(value << (bits - held)) & mask]
  return encoding === 'base64' ? text + '='.repeat((4 - (text.length % 4)) % 4) : text
}

/** Whether text could be bytes written so. */
export const isEncoded = (text: string, encoding: Encoding): boolean =>
  decoded(text, encoding) !== undefined
