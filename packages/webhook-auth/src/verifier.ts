import { createHash, hash } from 'node:crypto'
import { allow, type Clock, type Denied, deny, systemClock, type Verdict } from '@sallyport/core'
import { type SignatureDenial, signatureReasons } from './catalog.ts'
import { demandScheme } from './define-scheme.ts'
import { type Delivery, received } from './delivery.ts'
import { isEncoded } from './encoding.ts'
import { demandKnown } from './known-names.ts'
import { remedy } from './raw-body.ts'
import type { Covers, Pieces, Reading, Scheme } from './scheme.ts'
import { type ReadySecret, readySecrets, type WebhookSecrets } from './secrets.ts'

/** What a delivery is checked with. */
export interface VerifierOptions {
  readonly secrets: WebhookSecrets
  /** How old a delivery may be, and how far ahead. @default as the scheme says; of one without a time, for ever */
  readonly toleranceSeconds?: number
  /** The address that the sender was given, exactly; for schemes that sign it. */
  readonly callbackUrl?: string
  /** What the sender is called in proofs and metrics. @default the scheme's id */
  readonly service?: string
  /** @default the machine's clock */
  readonly clock?: Clock
}

/** What is known of a delivery whose signature is right. */
export interface VerifiedWebhook {
  /** Whose it is: as the route's author calls the sender. */
  readonly service: string
  /** The scheme's id. */
  readonly scheme: string
  /** The id of the secret that it was signed with. */
  readonly keyId: string
  /** When it was signed, in milliseconds since the epoch; undefined where the sender does not say. */
  readonly timestamp: number | undefined
  /** Until when the same delivery would be accepted again; undefined for ever. */
  readonly acceptedUntil: number | undefined
  readonly deliveryId: string | undefined
  /** Whether the signature vouches for the id: whoever sends a delivery again can change one that it does not. */
  readonly deliveryIdSigned: boolean
  /** What of the delivery the signature vouches for. */
  readonly covers: Covers
  /**
   * The same for two deliveries of the same signed content, whatever their headers and whichever secret. Where
   * the secret itself is sent nothing is signed: there it is of the body.
   */
  fingerprint(): string
}

/** Checks a delivery. Never throws for what was sent. */
export type Verifier = (delivery: Delivery) => Verdict<VerifiedWebhook, SignatureDenial>

/**
 * Makes a check of deliveries. Keys are made now, so that a secret that cannot be one is told now.
 *
 * @example
 * ```ts
 * import { sign, verifier } from '@sallyport/webhook-auth'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const check = verifier(github, { secrets: "It's a Secret to Everybody" })
 * // As GitHub's documentation has it.
 * const digest = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
 * const headers = { 'x-hub-signature-256': `sha256=${digest}` }
 * console.log(check({ headers, body: 'Hello, World!' }).ok) // prints: true
 * const forged = check({ headers, body: 'Hello, World?' })
 * console.log(forged.ok ? 'in' : forged.reason) // prints: signature_wrong
 * ```
 *
 * @throws RangeError for secrets and options that cannot be right.
 */
export function verifier(scheme: Scheme, options: VerifierOptions): Verifier {
  const check = checkOf(scheme, options)
  const secrets = readySecrets(scheme, options.secrets)
  const { clock = systemClock } = options
  return (delivery) => check(delivery, clock(), () => secrets)
}

/** The secrets that a delivery may be signed with, by the name that it gives. */
type SecretsFor = (keyId: string | undefined) => readonly ReadySecret[]

/** A check that is told the time, and asks for secrets once all else is as it should be. */
export function checkOf(
  scheme: Scheme,
  options: Omit<VerifierOptions, 'secrets'>,
): (
  delivery: Delivery,
  now: number,
  secretsFor: SecretsFor,
) => Verdict<VerifiedWebhook, SignatureDenial> {
  demandScheme(scheme)
  demandKnown('a verifier', options, 'secrets toleranceSeconds callbackUrl service clock')
  const { callbackUrl, service = scheme.id } = options
  demandCallbackUrl(scheme, callbackUrl)
  const toleranceMs = toleranceOf(scheme, options.toleranceSeconds)
  return (delivery, now, secretsFor) => {
    const seen = received(delivery, callbackUrl)
    if (seen === undefined) return notRaw
    const readings = scheme.read(seen)
    if (typeof readings === 'string') return refusals[readings]
    let refused: Denied<SignatureDenial> = refusals.signature_missing
    const budget: Budget = { left: mostVerifications }
    const checker: Checker = { scheme, service, secretsFor, toleranceMs }
    for (const reading of readings) {
      const verdict = judge(checker, reading, seen.body, now, budget)
      if (verdict.ok) return verdict
      // Why the secret was refused is told before that another reading was no signature at all.
      if (!/^secret_(expired|not_yet_valid)$/.test(refused.reason)) refused = verdict
    }
    return refused
  }
}

/** Of public keys each signature costs a computation with each key: the most of one delivery. */
const mostVerifications = 16
interface Budget {
  left: number
}

interface Checker {
  readonly scheme: Scheme
  readonly service: string
  readonly secretsFor: SecretsFor
  readonly toleranceMs: number
}

function judge(
  { scheme, service, secretsFor, toleranceMs }: Checker,
  reading: Reading,
  body: Uint8Array,
  now: number,
  budget: Budget,
): Verdict<VerifiedWebhook, SignatureDenial> {
  const { timestamp, expires, deliveryId } = reading
  if (timestamp !== undefined) {
    // Asked so that what is no number is refused.
    if (!(now - timestamp <= toleranceMs)) return refusals.timestamp_too_old
    if (!(timestamp - now <= toleranceMs)) return refusals.timestamp_too_new
  }
  if (expires !== undefined && !(now < expires)) return refusals.timestamp_too_old
  for (const { hash: name, of, encoding, is } of reading.digests ?? []) {
    if (hash(name, of, encoding as 'hex') !== is) return refusals.content_digest_wrong
  }
  const found = secretOf(secretsFor(reading.keyId), reading, now, budget)
  if (typeof found === 'string') return refusals[whyWrong(found, scheme, reading)]
  if (!(now < found.notAfter)) return refusals.secret_expired
  if (!(now >= found.notBefore)) return refusals.secret_not_yet_valid
  const ends = Math.min(expires ?? Infinity, (timestamp ?? Infinity) + toleranceMs)
  return allow({
    service,
    scheme: scheme.id,
    keyId: found.id,
    timestamp,
    acceptedUntil: ends === Infinity ? undefined : ends,
    deliveryId,
    deliveryIdSigned: scheme.deliveryId === 'signed',
    covers: scheme.covers,
    fingerprint: () => fingerprintOf(scheme.id, scheme.mac === 'token' ? [body] : reading.signed),
  })
}

type Wrong = 'signature_wrong' | 'secret_unknown' | 'too_many_signatures'

/**
 * Which secret it was signed with: one that is accepted now, for while secrets change a sender signs with
 * both; else one that is not, for who reads the reason.
 */
function secretOf(
  secrets: readonly ReadySecret[],
  { keyId, signed, signatures }: Reading,
  now: number,
  budget: Budget,
): ReadySecret | Wrong {
  let named = false
  let other: ReadySecret | undefined
  for (const secret of secrets) {
    if (keyId !== undefined && keyId !== secret.id) continue
    named = true
    if (secret.key.sign === undefined) budget.left -= signatures.length
    if (budget.left < 0) return other ?? 'too_many_signatures'
    if (!secret.key.check(signed, signatures)) continue
    if (now >= secret.notBefore && now < secret.notAfter) return secret
    other ??= secret
  }
  return other ?? (named ? 'signature_wrong' : 'secret_unknown')
}

/** Whether what was sent could be a signature at all: asked only once it is none, for whoever must find out why. */
const whyWrong = (reason: Wrong, { encoding }: Scheme, { signatures }: Reading): SignatureDenial =>
  reason !== 'signature_wrong' || signatures.some((one) => isEncoded(one, encoding))
    ? reason
    : 'signature_malformed'

/**
 * Of what was signed, not of how: a sender that signs with two secrets has two signatures of one delivery.
 * Of the whole, not of its pieces: where nothing separates them, whoever has a delivery can move what lies
 * between two of them, and the signature stays right.
 */
function fingerprintOf(scheme: string, signed: Pieces): string {
  const digest = createHash('sha256').update(`${scheme}\n`)
  for (const piece of signed) digest.update(piece)
  return digest.digest('base64url')
}

function toleranceOf({ id, toleranceSeconds: usual }: Scheme, given: number | undefined): number {
  if (given === undefined) return (usual ?? Infinity) * 1_000
  if (usual === null) {
    throw new RangeError(
      `webhook-auth: ${id} signs no time, so "toleranceSeconds" would do nothing: use onceOnly()`,
    )
  }
  if (Number.isInteger(given) && given > 0 && given <= 86_400) return given * 1_000
  throw new RangeError(
    `webhook-auth: "toleranceSeconds" must be an integer from 1 to 86400, got ${String(given)}`,
  )
}

function demandCallbackUrl({ id, signs }: Scheme, callbackUrl: string | undefined): void {
  if (callbackUrl !== undefined) {
    if (/^https?:\/\//i.test(callbackUrl) && URL.canParse(callbackUrl)) return
    throw new RangeError(
      `webhook-auth: "callbackUrl" must be a whole URL of http or https, got ${JSON.stringify(callbackUrl)}`,
    )
  }
  if (!/\{(callbackUrl|url)\}/.test(signs)) return
  throw new TypeError(
    `webhook-auth: ${id} signs the address it sends to: give "callbackUrl" as the sender has it`,
  )
}

const refusal = (reason: SignatureDenial): Denied<SignatureDenial> => {
  const { status } = signatureReasons[reason]
  return Object.freeze(deny(reason, status, { shown: 'webhook_refused' }))
}
/** A denial for each reason. */
export const refusals: Readonly<Record<SignatureDenial, Denied<SignatureDenial>>> =
  Object.fromEntries(
    Object.keys(signatureReasons).map((reason) => [reason, refusal(reason as SignatureDenial)]),
  ) as Record<SignatureDenial, Denied<SignatureDenial>>

const notRaw: Denied<SignatureDenial> = Object.freeze(
  deny('body_not_raw', 500, { shown: 'webhook_refused', cause: new TypeError(remedy) }),
)
