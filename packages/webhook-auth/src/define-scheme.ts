import { declaredScheme } from './declared.ts'
import type { Encoding } from './encoding.ts'
import type { MacName, SecretForm } from './mac.ts'
import type { Covers, DeclaredScheme, ReadScheme, Scheme, SchemeFacts } from './scheme.ts'
import type { TimeUnit } from './timestamp.ts'

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
  demandWords(scheme)
  const read = 'read' in scheme ? scheme : declaredScheme(scheme)
  return Object.freeze({ secret: 'utf8', ...read } as const)
}

/** Throws for what is no scheme: one that is undefined, or a declaration that nobody checked. */
export function demandScheme(scheme: Scheme): void {
  if (typeof (scheme as Scheme | undefined)?.read === 'function') return
  throw new TypeError(
    `webhook-auth: a scheme must come from @sallyport/webhook-auth/schemes or defineScheme(), got ${scheme === undefined ? 'undefined' : 'something else'}`,
  )
}

type Words<T extends string> = Readonly<Record<T, true>>
const macs: Words<MacName> = {
  'hmac-sha1': true,
  'hmac-sha256': true,
  'hmac-sha512': true,
  'keyed-sha256': true,
  token: true,
  ed25519: true,
  'ecdsa-p256': true,
  'ecdsa-p256-raw': true,
  'rsa-sha256': true,
  'rsa-pss-sha512': true,
}
const encodings: Words<Encoding> = { hex: true, base64: true, base64url: true, text: true }
const forms: Words<SecretForm> = {
  utf8: true,
  hex: true,
  base64: true,
  whsec: true,
  pem: true,
  spki: true,
  'ed25519-hex': true,
  whpk: true,
}
const units: Words<TimeUnit> = { s: true, ms: true, rfc3339: true }
const cover: Words<Covers> = { body: true, fields: true, none: true }
const evidences: Words<SchemeFacts['evidence']> = {
  vector: true,
  library: true,
  documentation: true,
}

/** A word that is nobody's could mean another algorithm, another unit, or nothing at all. */
function demandWords(scheme: DeclaredScheme | ReadScheme): void {
  const { mac, encoding, secret = 'utf8', covers = 'body', evidence } = scheme
  const time = 'read' in scheme ? undefined : scheme.timestamp
  const given: readonly (readonly [name: string, word: string, words: Words<string>])[] = [
    ['mac', mac, macs],
    ['encoding', encoding, encodings],
    ['secret', secret, forms],
    ['covers', covers, cover],
    ['evidence', evidence, evidences],
    ...(time === undefined ? [] : [['unit', time.unit, units] as const]),
  ]
  for (const [name, word, words] of given) {
    if (Object.hasOwn(words, word)) continue
    throw new RangeError(
      `webhook-auth: the scheme "${scheme.id}" needs "${name}" to be one of ${Object.keys(words).join(', ')}, got ${JSON.stringify(word)}`,
    )
  }
}
