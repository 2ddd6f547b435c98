import { createHash } from 'node:crypto'
import type { Denied, Verdict } from '@sallyport/core'
import type { SignatureDenial } from './catalog.ts'
import type { Delivery } from './delivery.ts'
import {
  type Checker,
  checkerOf,
  type Engine,
  type Hearing,
  hearingOf,
  isAccepted,
  refusal,
  timeTrouble,
  toldOf,
  triesOf,
  verdictOf,
} from './judge.ts'
import { digestOf, type ReadyKey, readyKey } from './mac.ts'
import type { DigestClaim, Reading, Scheme } from './scheme.ts'
import type { ReadySecret } from './secrets.ts'
import type { VerifierOptions } from './verifier-options.ts'
import type { WebhookFacts } from './webhook-facts.ts'

/** What is known of a delivery whose signature is right. */
export interface VerifiedWebhook extends WebhookFacts {
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
  const checker = checkerOf(engine, scheme, options)
  return (delivery) => {
    const hearing = hearingOf(checker, delivery, Buffer.from)
    if ('reason' in hearing) return hearing
    for (const reading of hearing.readings) {
      const verdict = troubleOf(checker, reading, hearing) ?? judge(checker, reading, hearing)
      if (verdict.ok) return verdict
      hearing.refused = toldOf(hearing.refused, verdict)
    }
    return hearing.refused
  }
}

/** What a checker is on Node. */
export type NodeChecker = Checker<ReadyKey, string>

/** Why a reading is refused before anybody looks at its signature. */
export function troubleOf(
  checker: NodeChecker,
  reading: Reading,
  hearing: Hearing,
): Denied<SignatureDenial> | undefined {
  const late = timeTrouble(checker, reading, hearing)
  if (late !== undefined || reading.digests === undefined) return late
  return digestsHold(reading.digests, hearing) ? undefined : refusal('content_digest_wrong')
}

/** What the signature of a reading comes to. */
export function judge(
  checker: NodeChecker,
  reading: Reading,
  hearing: Hearing,
): Verdict<VerifiedWebhook, SignatureDenial> {
  const { tries, wrong } = triesOf(checker, reading, hearing)
  let found: ReadySecret<ReadyKey> | undefined
  for (const secret of tries) {
    if (!secret.key.check(reading.signed, reading.signatures)) continue
    if (isAccepted(secret, hearing)) return verdictOf(checker, reading, hearing, secret)
    found ??= secret
  }
  return verdictOf(checker, reading, hearing, found ?? wrong)
}

function digestsHold(claims: readonly DigestClaim[], hearing: Hearing): boolean {
  if (claims !== hearing.digests) {
    hearing.digests = claims
    hearing.digestsHold = claims.every((one) => digestOf(one.hash, one.of, one.encoding) === one.is)
  }
  return hearing.digestsHold
}

/** Keys and hashes of Node. */
export const engine: Engine<ReadyKey, string> = {
  key: readyKey,
  fingerprint(pieces) {
    const digest = createHash('sha256')
    for (const piece of pieces) digest.update(piece)
    return digest.digest('base64url')
  },
}
