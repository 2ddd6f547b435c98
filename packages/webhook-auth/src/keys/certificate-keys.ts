import { X509Certificate } from 'node:crypto'
import type { KeySource } from '../key-source.ts'
import { demandKnown } from '../known-names.ts'
import type { WebhookSecret } from '../secrets.ts'
import { demandFetch } from './demand-fetch.ts'
import { fetched, fetchNames } from './fetched.ts'
import { type KeptKeysOptions, keptKeys, keptNames } from './kept-keys.ts'

/** Which certificates are a sender's. */
export interface CertificateKeysOptions extends KeptKeysOptions {
  /**
   * The addresses that may be fetched, from the scheme to the end: whatever does not match as a whole is never asked
   * for. Name the host and the path: a host that serves what others put there would serve their certificates.
   */
  readonly address: RegExp
  /** Whether a certificate is the sender's. @default every one that lies at such an address */
  readonly isSenders?: (certificate: X509Certificate) => boolean
}

const longestAddress = 200

/**
 * The keys of a sender whose deliveries name the address of its certificate. What vouches for a certificate is TLS to
 * the host: that it was issued by a trusted authority is not checked. It is accepted between its own dates.
 *
 * @example
 * ```ts
 * import { certificateKeys } from '@sallyport/webhook-auth/keys'
 *
 * const fetched: string[] = []
 * const source = certificateKeys({
 *   address: /https:\/\/certs\.sender\.example\/v1\/[0-9a-f]{32}\.pem/,
 *   fetch: async (url) => {
 *     fetched.push(String(url))
 *     return new Response('', { status: 404 })
 *   },
 * })
 * await source.keysFor('https://certs.sender.example.evil.example/v1/00000000000000000000000000000000.pem')
 * await source.keysFor('https://certs.sender.example/v1/00000000000000000000000000000000.pem')
 * console.log(fetched.length) // prints: 1
 * ```
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export function certificateKeys(options: CertificateKeysOptions): KeySource {
  demandKnown('certificateKeys()', options, `address isSenders ${fetchNames} ${keptNames}`)
  demandFetch('certificateKeys()', options)
  const { address, isSenders = () => true } = options
  if (!(address instanceof RegExp)) {
    throw new TypeError(`webhook-auth: "address" must be a RegExp, got ${typeof address}`)
  }
  // Of its own, so that none of its flags makes it remember; anchored, so that nothing stands around it.
  const whole = new RegExp(`^(?:${address.source})$`, address.flags.replace(/[gmy]/g, ''))
  const isAddress = (text: string): boolean =>
    text.length <= longestAddress && whole.test(text) && isPlain(text)
  return keptKeys(isAddress, (url) => certificateAt(url, isSenders, options), options)
}

/** Written as a parser writes it: no other host by user info, case, a dot or another alphabet, no port, no query. */
function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, href, username, password, port, search, hash, hostname } = new URL(text)
  const extras = username + password + port + search + hash
  return protocol === 'https:' && href === text && extras === '' && !hostname.endsWith('.')
}

async function certificateAt(
  url: string,
  isSenders: (certificate: X509Certificate) => boolean,
  options: KeptKeysOptions,
): Promise<readonly WebhookSecret[]> {
  const { status, text } = await fetched(url, {}, options)
  // That there is none, and not that somebody was too busy to say so.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return []
  if (status !== 200) throw new Error(`webhook-auth: ${url} answered with ${status}`)
  const certificate = certificateOf(url, text)
  if (!isSenders(certificate)) {
    throw new Error(`webhook-auth: the certificate at ${url} is not the sender's`)
  }
  const notBefore = Date.parse(certificate.validFrom)
  // The last second is one of it: RFC 5280 §4.1.2.5.
  const notAfter = Date.parse(certificate.validTo) + 1_000
  if (!(notBefore < notAfter)) throw new Error(`webhook-auth: ${url} has no dates`)
  const value = certificate.publicKey.export({ format: 'pem', type: 'spki' }).toString()
  return [{ id: url, value, notBefore, notAfter }]
}

/** The first of a file, which is the one that signs; what follows are those that issued it. */
function certificateOf(url: string, text: string): X509Certificate {
  try {
    const [pem = ''] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text) ?? []
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`webhook-auth: ${url} is no certificate`, { cause })
  }
}
