/** How a signature is written. */
export type Encoding = 'hex' | 'base64' | 'base64url' | 'text'

// Without repeated groups: over text as long as a body may be they exhaust the stack.
const shapes: Readonly<Record<Exclude<Encoding, 'text'>, RegExp>> = {
  hex: /^[0-9a-fA-F]+$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+$/,
}

/**
 * Bytes of text that is written in one way only, but for the case of hex. Node's decoders stop at the
 * first odd letter, or pass over it, and ignore what the last letter has too many of: two texts of the
 * same bytes.
 */
export function decoded(text: string, encoding: Encoding): Uint8Array | undefined {
  if (encoding === 'text') return text === '' ? undefined : Buffer.from(text, 'latin1')
  if (text === '' || !shapes[encoding].test(text)) return undefined
  const bytes = Buffer.from(text, encoding)
  if (encoding === 'hex') return text.length % 2 === 0 ? bytes : undefined
  return bytes.toString(encoding) === text ? bytes : undefined
}

/** Whether text could be bytes written so. */
export const isEncoded = (text: string, encoding: Encoding): boolean =>
  decoded(text, encoding) !== undefined
