import { createPublicKey, type JsonWebKey } from 'node:crypto'

/**
 * The public key of a JWK (RFC 7517) for signatures, as PEM; undefined for what is none. A shared key (`oct`) is never
 * one: whoever reads a public list could sign with it. What algorithm it is for the scheme says, and nobody else.
 */
export function pemOf(jwk: unknown): string | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined
  const {
    kty,
    use,
    key_ops: operations,
    crv,
    x,
    y,
    n,
    e,
  } = jwk as Readonly<Record<string, unknown>>
  // RFC 7517 §4.2 and §4.3
  if (use !== undefined && use !== 'sig') return undefined
  if (Array.isArray(operations) && !operations.includes('verify')) return undefined
  // Only these: a private key would be read as well, and is none that anybody publishes.
  const key = kty === 'RSA' ? { kty, n, e } : kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }
  if (!/^(RSA|EC|OKP)$/.test(`${kty}`)) return undefined
  try {
    const made = createPublicKey({ key: key as JsonWebKey, format: 'jwk' })
    return made.export({ format: 'pem', type: 'spki' }).toString()
  } catch {
    return undefined
  }
}
