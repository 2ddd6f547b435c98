import type { Pieces } from '../scheme.ts'
import { utf8Bytes } from '../utf8.ts'

/** Pieces as one run of bytes, which is all that WebCrypto takes. Bytes that are alone are not copied. */
export function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const parts = pieces.map((piece) => (typeof piece === 'string' ? utf8Bytes(piece) : piece))
  const [one] = parts
  if (one !== undefined && parts.length === 1 && isPlain(one)) return one
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** WebCrypto takes no memory that another thread could change, or that could be made shorter. */
const isPlain = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && !('resizable' in bytes.buffer && bytes.buffer.resizable)
