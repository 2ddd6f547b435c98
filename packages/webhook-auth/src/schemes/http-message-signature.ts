import type { SignatureDenial } from '../catalog.ts'
import { contentDigest, digestClaims } from '../content-digest.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { demandKnown } from '../known-names.ts'
import type { MacName, SecretForm } from '../mac.ts'
import type { Covers, Outgoing, Pieces, Reading, Scheme, SignedDelivery } from '../scheme.ts'
import { isReadable, needsAddress, signatureBase } from '../signature-base.ts'
import { mostSignatures } from '../source.ts'
import { type Item, type Member, parseDictionary, parseItem } from '../structured-fields.ts'

/** An algorithm of RFC 9421 §3.3. */
export type HttpSignatureAlgorithm =
  | 'hmac-sha256'
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256'

/** What a sender that signs by RFC 9421 agreed with you on. */
export interface HttpMessageSignatureOptions {
  /** The only one that is accepted, whatever the delivery says. */
  readonly algorithm: HttpSignatureAlgorithm
  /**
   * What a signature must cover at least, as the sender writes it without the quotes: `@method`,
   * `content-digest`, `@query-param;name="id"`. `content-digest` must be among them unless `covers` says
   * otherwise. @default ['@method', '@target-uri', 'content-digest']
   */
  readonly components?: readonly string[]
  /** Which of several signatures is the sender's. @default any */
  readonly label?: string
  /** What the sender signs for (`tag`); signatures for something else are passed over. @default anything */
  readonly tag?: string
  /** How old `created` may be; null where the sender does not write it. @default 300 */
  readonly toleranceSeconds?: number | null
  /** Must be said where `content-digest` is not required: then anybody can change the body. @default 'body' */
  readonly covers?: Exclude<Covers, 'body'>
  /** How secrets are written. @default 'utf8' of a shared secret, 'pem' of a public key */
  readonly secret?: SecretForm
  /** @default 'http-message-signature' */
  readonly id?: string
  /** @default 'HTTP Message Signatures' */
  readonly sender?: string
}

const macs: Readonly<Record<HttpSignatureAlgorithm, MacName>> = {
  'hmac-sha256': 'hmac-sha256',
  ed25519: 'ed25519',
  'ecdsa-p256-sha256': 'ecdsa-p256-raw',
  'rsa-pss-sha512': 'rsa-pss-sha512',
  'rsa-v1_5-sha256': 'rsa-sha256',
}

/** The options, checked. */
interface Agreed {
  readonly algorithm: HttpSignatureAlgorithm
  readonly required: readonly Item[]
  readonly label: string | undefined
  readonly tag: string | undefined
  readonly needsCreated: boolean
  readonly needsCover: boolean
}

const names = 'id sender algorithm secret components covers label tag toleranceSeconds'

/**
 * HTTP Message Signatures (RFC 9421) over what you agreed on with the sender, with the digest of the body
 * (RFC 9530) computed again. Where a signature names its key (`keyid`), that is the id of the secret. The
 * host is the one of `callbackUrl`, never the one of the request.
 *
 * @example
 * ```ts
 * import { sign, verifier } from '@sallyport/webhook-auth'
 * import { httpMessageSignature } from '@sallyport/webhook-auth/schemes'
 *
 * const scheme = httpMessageSignature({ algorithm: 'hmac-sha256' })
 * const callbackUrl = 'https://api.example/hooks/acme'
 * const secrets = 'a secret of thirty-two letters..'
 * const delivery = sign(scheme, { secret: secrets, body: '{}', callbackUrl })
 * const check = verifier(scheme, { secrets, callbackUrl })
 * console.log(check(delivery).ok) // prints: true
 * const changed = check({ ...delivery, body: '[]' })
 * console.log(changed.ok ? 'in' : changed.reason) // prints: content_digest_wrong
 * ```
 *
 * @throws RangeError for components that are not read, or that leave the body out without saying so.
 */
export function httpMessageSignature(options: HttpMessageSignatureOptions): Scheme {
  demandKnown('httpMessageSignature()', options, names)
  const { algorithm, covers, label, tag, toleranceSeconds = 300 } = options
  const { components = ['@method', '@target-uri', 'content-digest'] } = options
  const { id = 'http-message-signature', sender = 'HTTP Message Signatures' } = options
  if (!Object.hasOwn(macs, algorithm))
    fail(`"algorithm" must be one of ${Object.keys(macs).join(', ')}, got ${algorithm}`)
  const required = components.map(componentOf)
  demandCover(components, covers)
  demandTolerance(toleranceSeconds)
  if (label !== undefined && !labelForm.test(label)) fail('"label" must be a key of RFC 8941')
  if (tag !== undefined && !tagForm.test(tag)) fail('"tag" must be printable ASCII without quotes')
  const isAddressed = components.some((one) => needsAddress.includes(one))
  const needsCreated = toleranceSeconds !== null
  const needsCover = covers !== 'none'
  const agreed = { algorithm, required, label, tag, needsCreated, needsCover }
  return defineScheme({
    ...{ id, sender, toleranceSeconds },
    mac: macs[algorithm],
    encoding: 'base64',
    secret: options.secret ?? (algorithm === 'hmac-sha256' ? 'utf8' : 'pem'),
    covers: covers ?? 'body',
    signs: `${components.join(', ') || 'nothing'}${isAddressed ? ', of {callbackUrl}' : ''}`,
    deliveryId: 'signed',
    source: 'https://www.rfc-editor.org/rfc/rfc9421',
    sourceRead: '2026-11-21',
    evidence: 'vector',
    read: (received) => readSignatures(agreed, received),
    write: (outgoing, signature) => writeSignature(agreed, outgoing, signature),
  })
}

const labelForm = /^[a-z*][a-z0-9_.*-]*$/
const tagForm = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/

function fail(what: string): never {
  throw new RangeError(`webhook-auth: ${what}`)
}

function componentOf(text: string): Item {
  const [name = '', ...rest] = text.split(/(?=;)/)
  const item = parseItem(`"${name}"${rest.join('')}`)
  if (item !== undefined && isReadable(item)) return item
  return fail(
    `"components" must be fields and derived components that are read, got ${JSON.stringify(text)}`,
  )
}

function demandCover(components: readonly string[], covers: Covers | undefined): void {
  if (new Set(components).size < components.length)
    fail(`"components" must have each once, got ${components.join(', ')}`)
  if (covers === undefined && !components.includes('content-digest')) {
    fail(
      '"components" must have content-digest, or anybody could change the body: if so it is, say "covers"',
    )
  }
  if (components.length === 0 && covers !== 'none') fail('"components" must not be empty')
}

function demandTolerance(seconds: number | null): void {
  if (seconds === null || (Number.isInteger(seconds) && seconds > 0)) return
  fail(`"toleranceSeconds" must be an integer >= 1 or null, got ${String(seconds)}`)
}

function readSignatures(agreed: Agreed, received: Received): readonly Reading[] | SignatureDenial {
  const inputs = fieldOf('signature-input', received)
  if (typeof inputs === 'string') return inputs
  const signatures = fieldOf('signature', received)
  if (typeof signatures === 'string') return signatures
  const readings: Reading[] = []
  let refused: SignatureDenial = 'signature_missing'
  // All signatures of a delivery have the same digest under them.
  let claims: ReturnType<typeof digestClaims> | undefined
  const claimsOnce = (): ReturnType<typeof digestClaims> => {
    claims ??= digestClaims(received.header('content-digest'), received.body)
    return claims
  }
  for (const [label, input] of inputs) {
    if (agreed.label !== undefined && label !== agreed.label) continue
    const reading = readOne(agreed, input, signatures.get(label), received, claimsOnce)
    if (reading === undefined) continue
    if (typeof reading === 'string') refused = reading
    else readings.push(reading)
  }
  return readings.length > 0 ? readings : refused
}

function fieldOf(name: string, received: Received): ReadonlyMap<string, Member> | SignatureDenial {
  const lines = received.header(name)
  if (lines.length === 0) return 'signature_missing'
  const members = parseDictionary(lines, mostSignatures)
  if (members === 'too_many') return 'too_many_signatures'
  return members ?? 'signature_malformed'
}

/** One signature; undefined for one that is not for us. */
function readOne(
  agreed: Agreed,
  { value: components, parameters, text }: Member,
  signature: Member | undefined,
  received: Received,
  claims: () => ReturnType<typeof digestClaims>,
): Reading | SignatureDenial | undefined {
  const facts = factsOf({ parameters })
  if (facts === undefined || !isList(components)) return 'signature_malformed'
  if (agreed.tag !== undefined && facts.tag !== agreed.tag) return undefined
  if (facts.alg !== undefined && facts.alg !== agreed.algorithm) return 'algorithm_refused'
  const bytes = signature && bytesOf(signature)
  if (bytes === undefined) return 'signature_malformed'
  const covered = new Set(components.map((one) => one.text))
  // RFC 9421 §2: each once.
  if (covered.size < components.length) return 'signature_malformed'
  if (agreed.needsCover && covered.size === 0) return 'components_missing'
  if (agreed.required.some((one) => !covered.has(one.text))) return 'components_missing'
  if (agreed.needsCreated && facts.created === undefined) return 'timestamp_missing'
  const base = signatureBase(components, text, received)
  if (base === undefined) return 'content_malformed'
  const digests = covered.has('"content-digest"') ? claims() : undefined
  if (typeof digests === 'string') return digests
  const { created: timestamp, expires, keyid: keyId, nonce: deliveryId } = facts
  return { signatures: [bytes], signed: [base], timestamp, expires, keyId, deliveryId, digests }
}

const isList = (value: Member['value']): value is readonly Item[] => Array.isArray(value)

function bytesOf({ value, parameters }: Member): string | undefined {
  if (isList(value) || !('bytes' in value) || parameters.size > 0) return undefined
  return value.bytes
}

type Text = 'alg' | 'keyid' | 'nonce' | 'tag'
type Facts = { readonly [K in Text]?: string } & { created?: number; expires?: number }

/** What RFC 9421 §2.3 knows; undefined where one of them is of another type. */
function factsOf({ parameters }: Pick<Member, 'parameters'>): Facts | undefined {
  const facts: Record<string, string | number> = {}
  for (const [name, value] of parameters) {
    if (name === 'created' || name === 'expires') {
      if (!('integer' in value) || value.integer < 0) return undefined
      facts[name] = value.integer * 1_000
    } else if (name === 'alg' || name === 'keyid' || name === 'nonce' || name === 'tag') {
      if (!('string' in value)) return undefined
      facts[name] = value.string
    }
  }
  return facts
}

function writeSignature(
  { algorithm, required, label = 'sig', tag, needsCreated }: Agreed,
  outgoing: Outgoing,
  signature: (signed: Pieces) => string,
): SignedDelivery {
  const { body, method, url, callbackUrl, timestamp, deliveryId } = outgoing
  const known = { 'content-digest': contentDigest(outgoing), 'content-length': `${body.length}` }
  const made = Object.entries(known).filter(([name]) =>
    required.some(({ text }) => text === `"${name}"`),
  )
  const parameters = [
    ...(needsCreated ? [`;created=${Math.floor(timestamp / 1_000)}`] : []),
    `;nonce=${JSON.stringify(deliveryId)};alg="${algorithm}"`,
    ...(tag === undefined ? [] : [`;tag=${JSON.stringify(tag)}`]),
  ]
  const input = `(${required.map(({ text }) => text).join(' ')})${parameters.join('')}`
  const base = signatureBase(required, input, {
    ...{ method, url, callbackUrl },
    header: (name) => made.filter((one) => one[0] === name).map((one) => one[1]),
  })
  if (base === undefined) {
    throw new TypeError(
      'webhook-auth: httpMessageSignature can sign content-digest, content-length and what is derived; the last with "callbackUrl" and "url"',
    )
  }
  const headers = {
    ...Object.fromEntries(made),
    'signature-input': `${label}=${input}`,
    signature: `${label}=:${signature([base])}:`,
  }
  return { headers, body, method, url }
}
