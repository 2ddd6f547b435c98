/** How a signature is written. */
export type Encoding = 'hex' | 'base64' | 'base64url' | 'text'

interface Form {
  readonly letters: string
  /** Bits of a letter. */
  readonly bits: 4 | 6
  /** What each letter of ASCII stands for. */
  readonly digits: Uint8Array
}

const none = 0xff
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
  if (encoding === 'text')
    return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  const { bits, digits } = forms[encoding]
  let end = text.length
  if (encoding === 'base64') {
    if (end % 4 !== 0) return undefined
    if (text.endsWith('=')) end -= text.endsWith('==') ? 2 : 1
  }
  const bytes = new Uint8Array((end * bits) >> 3)
  let [held, value, at] = [0, 0, 0]
  for (let i = 0; i < end; i++) {
    const digit = digits[text.charCodeAt(i)] ?? none
    if (digit === none) return undefined
    value = ((value << bits) | digit) & 0xfff
    held += bits
    if (held < 8) continue
    held -= 8
    bytes[at++] = value >> held
  }
  // Left is less than a letter, and nothing.
  return held < bits && (value & ((1 << held) - 1)) === 0 ? bytes : undefined
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
