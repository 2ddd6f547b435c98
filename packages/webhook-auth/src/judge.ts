import { allow, type Clock, type Denied, deny, systemClock, type Verdict } from '@sallyport/core'
import type { SignatureDenial } from './catalog.ts'
import { demandScheme } from './define-scheme.ts'
import { type Delivery, received } from './delivery.ts'
import { isEncoded } from './encoding.ts'
import { demandKnown } from './known-names.ts'
import type { KeyFacts } from './mac.ts'
import { remedy } from './raw-body.ts'
import type { DigestClaim, Pieces, Reading, Scheme } from './scheme.ts'
import { isShared } from './secret-form.ts'
import { type ReadySecret, readySecrets } from './secrets.ts'
import type { VerifierOptions } from './verifier-options.ts'
import type { WebhookFacts } from './webhook-facts.ts'

// What is decided here is decided the same on every platform. What computes, at once or later, is an engine's.

/** What of deciding is the platform's: its keys, and its hash of what was signed. */
export interface Engine<K, F> {
  key(facts: KeyFacts, text: string): K
  /** SHA-256 in base64url. */
  fingerprint(pieces: Pieces): F
}

/** Everything that does not change from one delivery to the next. */
export interface Checker<K, F> {
  readonly scheme: Scheme
  readonly service: string
  readonly secrets: readonly ReadySecret<K>[]
  readonly toleranceMs: number
  readonly callbackUrl: string | undefined
  readonly clock: Clock
  readonly engine: Engine<K, F>
}

/** Checks options, and makes the keys. Throws for what cannot be right. */
export function checkerOf<K, F>(
  engine: Engine<K, F>,
  scheme: Scheme,
  options: VerifierOptions,
): Checker<K, F> {
  return {
    ...checkerWithout(engine, scheme, options),
    secrets: readySecrets(options.secrets, (text) => engine.key(scheme, text)),
  }
}

/** A checker whose secrets are not known yet. */
export function checkerWithout<K, F>(
  engine: Engine<K, F>,
  scheme: Scheme,
  options: Omit<VerifierOptions, 'secrets'>,
): Checker<K, F> {
  demandScheme(scheme)
  demandKnown('a verifier', options, names)
  const { clock = systemClock, callbackUrl, service = scheme.id } = options
  demandCallbackUrl(scheme, callbackUrl)
  const toleranceMs = toleranceOf(scheme, options.toleranceSeconds)
  return { engine, scheme, service, callbackUrl, clock, toleranceMs, secrets: [] }
}

const names = 'secrets toleranceSeconds callbackUrl service clock'

/** One delivery while it is decided. */
export interface Hearing {
  readonly readings: readonly Reading[]
  readonly body: Uint8Array
  readonly now: number
  /** Of public keys each signature costs a computation with each key: how many it may yet cost. */
  left: number
  /** Why it is refused, unless another reading is right. */
  refused: Denied<SignatureDenial>
  /** The claims that were checked last, and whether they hold. */
  digests: readonly DigestClaim[] | undefined
  digestsHold: boolean
}

const mostVerifications = 16

/** Reads a delivery; a refusal where there is nothing to decide. */
export function hearingOf<K, F>(
  { scheme, callbackUrl, clock }: Checker<K, F>,
  delivery: Delivery,
  bytesOf?: (text: string) => Uint8Array,
): Hearing | Denied<SignatureDenial> {
  const seen = received(delivery, callbackUrl, bytesOf)
  if (seen === undefined) return notRaw
  const readings = scheme.read(seen)
  if (typeof readings === 'string') return refusal(readings)
  return {
    ...{ readings, body: seen.body, now: clock(), left: mostVerifications },
    ...{ refused: refusal('signature_missing'), digests: undefined, digestsHold: true },
  }
}

/** Why the time of a reading refuses it. */
export function timeTrouble<K, F>(
  { toleranceMs }: Checker<K, F>,
  { timestamp, expires }: Reading,
  { now }: Hearing,
): Denied<SignatureDenial> | undefined {
  if (timestamp !== undefined) {
    // Asked so that what is no number is refused.
    if (!(now - timestamp <= toleranceMs)) return refusal('timestamp_too_old')
    if (!(timestamp - now <= toleranceMs)) return refusal('timestamp_too_new')
  }
  return expires !== undefined && !(now < expires) ? refusal('timestamp_too_old') : undefined
}

type Wrong = 'signature_wrong' | 'secret_unknown' | 'too_many_signatures'

/** The secrets that a reading is tried with, in their order; and what it is if it is none of theirs. */
export function triesOf<K, F>(
  { scheme, secrets }: Checker<K, F>,
  { keyId, signatures }: Reading,
  hearing: Hearing,
): { readonly tries: readonly ReadySecret<K>[]; readonly wrong: Wrong } {
  const named = keyId === undefined ? secrets : secrets.filter(({ id }) => id === keyId)
  if (named.length === 0) return { tries: named, wrong: 'secret_unknown' }
  if (isShared(scheme.mac)) return { tries: named, wrong: 'signature_wrong' }
  const most = Math.floor(hearing.left / signatures.length)
  hearing.left -= named.length * signatures.length
  if (hearing.left >= 0) return { tries: named, wrong: 'signature_wrong' }
  return { tries: named.slice(0, Math.max(0, most)), wrong: 'too_many_signatures' }
}

/**
 * Whether a secret is accepted now. While secrets change a sender signs with both: one that is decides, whatever
 * comes of the others; one that is not is for who reads the reason.
 */
export const isAccepted = (
  { notBefore, notAfter }: ReadySecret<unknown>,
  { now }: Hearing,
): boolean => now >= notBefore && now < notAfter

/** What a reading comes to, once it is known which secret it was signed with. */
export function verdictOf<K, F>(
  { scheme, service, toleranceMs, engine }: Checker<K, F>,
  reading: Reading,
  { body, now }: Hearing,
  found: ReadySecret<K> | Wrong,
): Verdict<WebhookFacts & { fingerprint(): F }, SignatureDenial> {
  if (typeof found === 'string') return refusal(whyWrong(found, scheme, reading))
  if (!(now < found.notAfter)) return refusal('secret_expired')
  if (!(now >= found.notBefore)) return refusal('secret_not_yet_valid')
  const { timestamp, expires, deliveryId, signed } = reading
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
    // Of what was signed, not of how: a sender that signs with two secrets has two signatures of one delivery.
    // Of the whole, not of its pieces: where nothing separates them, whoever has a delivery can move what lies
    // between two of them, and the signature stays right.
    fingerprint: () =>
      engine.fingerprint([`${scheme.id}\n`, ...(scheme.mac === 'token' ? [body] : signed)]),
  })
}

/** Whether what was sent could be a signature at all: asked only once it is none, for whoever must find out why. */
const whyWrong = (reason: Wrong, { encoding }: Scheme, { signatures }: Reading): SignatureDenial =>
  reason !== 'signature_wrong' || signatures.some((one) => isEncoded(one, encoding))
    ? reason
    : 'signature_malformed'

/** Of two refusals the one to tell: why the secret was refused, before that another reading was no signature at all. */
export const toldOf = (
  before: Denied<SignatureDenial>,
  after: Denied<SignatureDenial>,
): Denied<SignatureDenial> =>
  /^secret_(expired|not_yet_valid)$/.test(before.reason) ? before : after

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

const made = /* @__PURE__ */ new Map<SignatureDenial, Denied<SignatureDenial>>()

/** The refusal for a reason: the same each time. From outside those with 401 look alike. */
export function refusal(reason: SignatureDenial): Denied<SignatureDenial> {
  const known = made.get(reason)
  if (known !== undefined) return known
  const status = reason === 'body_not_raw' ? 500 : reason === 'keys_unavailable' ? 503 : 401
  const one = Object.freeze(deny(reason, status, { shown: 'webhook_refused' }))
  made.set(reason, one)
  return one
}

const notRaw: Denied<SignatureDenial> = /* @__PURE__ */ Object.freeze({
  .../* @__PURE__ */ refusal('body_not_raw'),
  cause: new TypeError(remedy),
})
