import { defineScheme } from '../define-scheme.ts'
import { demandKnown } from '../known-names.ts'
import type { Scheme } from '../scheme.ts'

/** What the project that sends has in its settings. */
export interface ConvoyOptions {
  readonly hash: 'SHA256' | 'SHA512'
  readonly encoding: 'hex' | 'base64'
}

const macs = { SHA256: 'hmac-sha256', SHA512: 'hmac-sha512' } as const

/**
 * Convoy, and those who send with it: its simple signature, with the hash and the encoding that the project's
 * settings have. The advanced one is not read.
 *
 * @example
 * ```ts
 * import { sign, verifier } from '@sallyport/webhook-auth'
 * import { convoy } from '@sallyport/webhook-auth/schemes'
 *
 * const scheme = convoy({ hash: 'SHA512', encoding: 'hex' })
 * const secret = 'a secret of thirty-two letters..'
 * const check = verifier(scheme, { secrets: secret })
 * console.log(check(sign(scheme, { secret, body: '{}' })).ok) // prints: true
 * ```
 *
 * @throws RangeError for another hash or encoding.
 */
export function convoy(options: ConvoyOptions): Scheme {
  demandKnown('convoy()', options, 'hash encoding')
  const { hash, encoding } = options
  if (!Object.hasOwn(macs, hash)) {
    throw new RangeError(`webhook-auth: "hash" must be 'SHA256' or 'SHA512', got ${hash}`)
  }
  return defineScheme({
    id: 'convoy',
    sender: 'Convoy',
    mac: macs[hash],
    encoding,
    signature: { header: 'x-convoy-signature' },
    signed: '{body}',
    source: 'https://www.getconvoy.io/docs/product-manual/signatures',
    sourceRead: '2026-11-21',
    evidence: 'vector',
  })
}
