import { declaredScheme } from './declared.ts'
import { demandKnown, otherThan } from './known-names.ts'
import type { MacName } from './mac.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from './scheme.ts'

const idForm = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Makes a scheme of what a sender's documentation says. Refuses one whose signature covers nothing of
 * the body unless it says so, and one that reads a time or an id for more than it is.
 *
 * @example
 * ```ts
 * import { defineScheme, sign, verifier } from '@sallyport/webhook-auth'
 *
 * const acme = defineScheme({
 *   id: 'acme',
 *   sender: 'Acme',
 *   mac: 'hmac-sha256',
 *   encoding: 'hex',
 *   signature: { header: 'x-acme-signature', prefix: 'v1=' },
 *   timestamp: { header: 'x-acme-time', unit: 's' },
 *   signed: '{timestamp}.{body}',
 *   source: 'https://acme.example/docs/webhooks',
 *   evidence: 'documentation',
 * })
 * const delivery = sign(acme, { secret: 'a secret of thirty-two letters..', body: '{}' })
 * const check = verifier(acme, { secrets: 'a secret of thirty-two letters..' })
 * console.log(check(delivery).ok) // prints: true
 * console.log(check({ ...delivery, body: '{ }' }).ok) // prints: false
 * ```
 *
 * @throws RangeError or TypeError for a definition that cannot be right.
 */
export function defineScheme(scheme: DeclaredScheme | ReadScheme): Scheme {
  if (!idForm.test(scheme.id)) {
    throw new RangeError(
      `webhook-auth: a scheme's "id" must be lower-case words with hyphens, got ${JSON.stringify(scheme.id)}`,
    )
  }
  demandFacts(scheme)
  const read = 'read' in scheme ? scheme : declaredScheme(scheme)
  return Object.freeze({ secret: 'utf8', ...read } as const)
}

/** Throws for what is no scheme: one that is undefined, or a declaration that nobody checked. */
export function demandScheme(scheme: Scheme): void {
  if (typeof (scheme as Scheme | undefined)?.read === 'function') return
  throw new TypeError(
    `webhook-auth: a scheme must come from @sallyport/webhook-auth/schemes or defineScheme(), got ${scheme === null ? null : typeof scheme}`,
  )
}

const macs =
  'hmac-sha1 hmac-sha256 hmac-sha512 keyed-sha256 token ed25519 ecdsa-p256 ecdsa-p256-raw rsa-sha1 rsa-sha256 rsa-pss-sha512'
const facts = 'id sender mac encoding secret source sourceRead evidence covers deliveryId '
const placed = 'header separator prefix at json form unit toleranceSeconds'

/** How the keys of a MAC may be written. */
function formsOf(mac: MacName): string {
  if (mac === 'token') return 'utf8'
  if (/^[hk]/.test(mac)) return 'utf8 hex base64 whsec'
  return 'pem spki ed25519-hex whpk'
}

/**
 * Of what is misspelt or left out nobody would hear, and a word that is nobody's could mean another algorithm,
 * another unit, or nothing at all.
 */
function demandFacts(scheme: DeclaredScheme | ReadScheme): void {
  const where = `the scheme "${scheme.id}"`
  const isRead = 'read' in scheme
  const more = isRead ? 'signs toleranceSeconds read write' : 'signature signed timestamp keyId'
  demandKnown(where, scheme, facts + more)
  const { mac, encoding, secret = 'utf8', covers = 'body', evidence } = scheme
  const demand = (name: string, word: unknown, words: string): void => {
    const wrong = otherThan(words, word)
    if (!wrong) return
    throw new RangeError(`webhook-auth: ${where} needs "${name}" to be one of ${wrong}`)
  }
  demand('mac', mac, macs)
  demand('encoding', encoding, mac === 'token' ? 'text' : 'hex base64 base64url')
  demand('secret', secret, formsOf(mac))
  demand('covers', covers, 'body fields none')
  demand('evidence', evidence, 'vector library documentation')
  if (isRead) return
  const { signature, timestamp, deliveryId, keyId } = scheme
  for (const [name, source] of Object.entries({ signature, timestamp, deliveryId, keyId })) {
    if (source !== undefined || name === 'signature') demandSource(where, name, { ...source })
  }
  if (timestamp) demand('unit', timestamp.unit, 's ms rfc3339')
}

function demandSource(
  where: string,
  name: string,
  source: Readonly<Record<string, unknown>>,
): void {
  demandKnown(`"${name}" of ${where}`, source, placed)
  const place = source.header ?? source.json ?? source.form
  if (place && typeof place === 'string') return
  throw new TypeError(`webhook-auth: ${where} needs header, json or form in "${name}"`)
}
