/**
 * The bytes of standard base64 (RFC 4648 §4) that is written in the one canonical way. Node's decoder
 * passes over foreign letters, takes those of base64url, and ignores padding and spare bits: many texts
 * of the same bytes.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** Bytes in standard base64, padded. */
export const encodeBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
