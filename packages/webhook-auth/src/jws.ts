import type { SignatureDenial } from './catalog.ts'
import { decoded, encoded } from './encoding.ts'
import type { Pieces } from './scheme.ts'
import { strictText, utf8Bytes } from './utf8.ts'

/** A compact JWS (RFC 7515 §7.1), read but not proved. */
export interface CompactJws {
  /** What it says of its key; any text. */
  readonly keyId: string | undefined
  readonly claims: Readonly<Record<string, unknown>>
  readonly signed: Pieces
  readonly signature: string
}

type JwsAlgorithm = 'HS256' | 'ES256' | 'RS256'

const longest = 8_192

/** Reads a compact JWS of the one algorithm, and of no other, whatever it says. */
export function compactJws(text: string, algorithm: JwsAlgorithm): CompactJws | SignatureDenial {
  if (text.length > longest) return 'signature_malformed'
  const [header = '', payload = '', signature = '', ...more] = text.split('.', 4)
  const head = objectOf(header)
  const claims = objectOf(payload)
  if (!signature || !head || !claims || more.length > 0) return 'signature_malformed'
  // RFC 7515 §4.1.11: whoever does not understand all of it must refuse.
  if (head.alg !== algorithm || Object.hasOwn(head, 'crit')) return 'algorithm_refused'
  const keyId = typeof head.kid === 'string' ? head.kid : undefined
  return { keyId, claims, signature, signed: [`${header}.${payload}`] }
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decoded(part, 'base64url')
  const text = bytes && strictText(bytes)
  try {
    const value: unknown = text && JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/** A compact JWS of claims. */
export function writeJws(
  claims: Readonly<Record<string, unknown>>,
  algorithm: 'HS256',
  signature: (signed: Pieces) => string,
): string {
  const [head, payload] = [{ alg: algorithm, typ: 'JWT' }, claims].map((part) =>
    encoded(utf8Bytes(JSON.stringify(part)), 'base64url'),
  )
  const signed = `${head}.${payload}`
  return `${signed}.${signature([signed])}`
}

/** A claim that is a time, in milliseconds since the epoch. */
export const timeClaim = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) * 1_000 : undefined
