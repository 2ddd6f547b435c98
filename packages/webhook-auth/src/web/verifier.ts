import type { Verdict } from '@sallyport/core'
import type { SignatureDenial } from '../catalog.ts'
import type { Delivery } from '../delivery.ts'
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
} from '../judge.ts'
import type { DigestClaim, Reading, Scheme } from '../scheme.ts'
import type { ReadySecret } from '../secrets.ts'
import type { VerifierOptions } from '../verifier-options.ts'
import type { WebhookFacts } from '../webhook-facts.ts'
import { digestOf } from './digest.ts'
import { joined } from './joined.ts'
import { type WebKey, webKey } from './key.ts'

/** What is known of a delivery whose signature is right. */
export interface VerifiedWebhook extends WebhookFacts {
  /**
   * The same for two deliveries of the same signed content, whatever their headers and whichever secret; the same as
   * on Node. Where the secret itself is sent nothing is signed: there it is of the body.
   */
  fingerprint(): Promise<string>
}

/** Checks a delivery. Never rejects for what was sent. */
export type Verifier = (delivery: Delivery) => Promise<Verdict<VerifiedWebhook, SignatureDenial>>

/**
 * Makes a check of deliveries by WebCrypto: with the verdicts and the reasons that the one on Node has. Keys are
 * imported with the first delivery, and cannot be taken out again.
 *
 * @example
 * ```ts
 * import { github } from '@sallyport/webhook-auth/schemes'
 * import { verifier } from '@sallyport/webhook-auth/web'
 *
 * const check = verifier(github, { secrets: "It's a Secret to Everybody" })
 * // As GitHub's documentation has it.
 * const digest = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
 * const headers = { 'x-hub-signature-256': `sha256=${digest}` }
 * console.log((await check({ headers, body: 'Hello, World!' })).ok) // prints: true
 * const forged = await check({ headers, body: 'Hello, World?' })
 * console.log(forged.ok ? 'in' : forged.reason) // prints: signature_wrong
 * ```
 *
 * @throws RangeError for secrets and options that cannot be right. Of a public key that only its arithmetic shows to
 * be none, each check rejects with it.
 */
export function verifier(scheme: Scheme, options: VerifierOptions): Verifier {
  const checker = checkerOf(engine, scheme, options)
  return async (delivery) => {
    const hearing = hearingOf(checker, delivery)
    if ('reason' in hearing) return hearing
    for (const reading of hearing.readings) {
      const verdict = await judge(checker, reading, hearing)
      if (verdict.ok) return verdict
      hearing.refused = toldOf(hearing.refused, verdict)
    }
    return hearing.refused
  }
}

async function judge(
  checker: Checker<WebKey, Promise<string>>,
  reading: Reading,
  hearing: Hearing,
): Promise<Verdict<VerifiedWebhook, SignatureDenial>> {
  const late = timeTrouble(checker, reading, hearing)
  if (late !== undefined) return late
  if (reading.digests !== undefined && !(await digestsHold(reading.digests, hearing))) {
    return refusal('content_digest_wrong')
  }
  const { tries, wrong } = triesOf(checker, reading, hearing)
  const content = joined(tries.length === 0 ? [] : reading.signed)
  let found: ReadySecret<WebKey> | undefined
  for (const secret of tries) {
    if (!(await secret.key.check(content, reading.signatures))) continue
    if (isAccepted(secret, hearing)) return verdictOf(checker, reading, hearing, secret)
    found ??= secret
  }
  return verdictOf(checker, reading, hearing, found ?? wrong)
}

async function digestsHold(claims: readonly DigestClaim[], hearing: Hearing): Promise<boolean> {
  if (claims !== hearing.digests) {
    const hashes = claims.map(({ hash, of, encoding }) => digestOf(hash, [of], encoding))
    const digests = await Promise.all(hashes)
    hearing.digests = claims
    hearing.digestsHold = claims.every(({ is }, at) => digests[at] === is)
  }
  return hearing.digestsHold
}

const engine: Engine<WebKey, Promise<string>> = {
  key: webKey,
  fingerprint: (pieces) => digestOf('sha256', pieces, 'base64url'),
}
