import { type Clock, type Secret, systemClock } from '@sallyport/core'
import { demandScheme } from '../define-scheme.ts'
import type { Delivery } from '../delivery.ts'
import { demandKnown } from '../known-names.ts'
import { readyKey } from '../mac.ts'
import type { Scheme } from '../scheme.ts'
import { listOf, textOf, type WebhookSecrets } from '../secrets.ts'
import { verifier } from '../verifier.ts'
import { byteHypotheses } from './body-bytes.ts'
import { formHypotheses } from './body-form.ts'
import { jsonHypotheses } from './body-json.ts'
import { wrappingHypotheses } from './body-wrapping.ts'
import { concluded } from './concluded.ts'
import type { Explanation, Refusal } from './explanation.ts'
import { headerHypotheses, ofOtherSchemes } from './header-hypotheses.ts'
import { headerList } from './header-list.ts'
import type { Hypothesis, KeyText, Situation } from './hypothesis.ts'
import { secretSpellings } from './masked.ts'
import { search } from './search.ts'
import { type NamedTexts, secretHypotheses } from './secret-hypotheses.ts'
import { urlHypotheses } from './url-hypotheses.ts'
import type { Limits } from './workbench.ts'

/** A delivery as it was checked; the body may be what a parser made of it. */
export interface ExplainedDelivery extends Omit<Delivery, 'body'> {
  readonly body: unknown
}

/** What a delivery is explained with. */
export interface ExplainOptions {
  /** As the verifier has them. */
  readonly secrets: WebhookSecrets
  /** As the verifier has it. */
  readonly callbackUrl?: string
  /** As the verifier has it. @default as the scheme says */
  readonly toleranceSeconds?: number
  /** The time at which it was checked. @default the machine's clock */
  readonly clock?: Clock
  /** Secrets that were in force before, the last one first. @default none */
  readonly previous?: readonly (Secret | string)[]
  /** Secrets of other services, by their names. @default none */
  readonly others?: Readonly<Record<string, Secret | string>>
  /** Other schemes that it may have been signed by. @default none */
  readonly schemes?: readonly Scheme[]
  /** The most computations. @default 5_000 */
  readonly maxMacs?: number
  /** The most bytes that are computed over. @default 300 times 64 KiB; of longer bodies 64 times their length, and 128 MiB at most */
  readonly maxBytes?: number
  /**
   * The most bytes of bodies that are made to be tried, whatever the length of the one that came: that is the
   * dearest. What was left out is told as `untried`. @default 32 MiB
   */
  readonly maxMade?: number
}

/**
 * Why a delivery is refused: tries what usually goes wrong, alone and in pairs, and names what makes the
 * signature fit. A cause is named only when it does: else it is said to be undetermined, with what is
 * striking. How much is tried is bounded, and of a long body the rest is told as `untried`; a delivery
 * that is signed nowhere is not searched.
 *
 * For an operator's terminal, or a test. Never put it into an HTTP response, whoever asks: it tells how
 * to sign. It has no secret in it, and parts of the body.
 *
 * @example
 * ```ts
 * import { sign } from '@sallyport/webhook-auth'
 * import { explain, explained } from '@sallyport/webhook-auth/explain'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const { headers } = sign(github, { secret, body: '{ "n": 1 }' })
 * const result = explain(github, { headers, body: '{"n":1}' }, { secrets: secret })
 * console.log(explained(result).split('\n')[0]) // prints: signature_wrong: the body was parsed and written anew
 * ```
 *
 * @throws RangeError or TypeError for options that cannot be right; a secret that is no key of the scheme's
 * form is none of those, but explained.
 */
export function explain(
  scheme: Scheme,
  delivery: ExplainedDelivery,
  options: ExplainOptions,
): Explanation {
  demandScheme(scheme)
  demandKnown(
    'explain()',
    options,
    'secrets callbackUrl toleranceSeconds clock previous others schemes maxMacs maxBytes maxMade',
  )
  const { clock = systemClock, schemes = [], maxMacs = 5_000, toleranceSeconds } = options
  for (const one of schemes) demandScheme(one)
  const now = clock()
  const keys = keysOf(options.secrets)
  const verdict = verdictOf(scheme, delivery, options, now)
  if (verdict === undefined) return { ok: true }
  const isParsed = !isBytes(delivery.body)
  const given = situationOf(scheme, delivery, keys, options.callbackUrl)
  const limits = limitsOf(given.body.length, maxMacs, options)
  const previous = (options.previous ?? []).map(
    (one, at) => [`previous secret ${at + 1}`, textOf(one)] as const,
  )
  const others = Object.entries(options.others ?? {}).map(
    ([name, one]) => [name, textOf(one)] as const,
  )
  const found = search(given, hypothesesOf(previous, others, schemes), limits)
  const texts = [
    ...keys.map(({ text }) => text),
    ...[...previous, ...others].map(([, text]) => text),
  ]
  return concluded(given, found, {
    ...{ verdict, now, isParsed, spellings: secretSpellings(texts) },
    toleranceSeconds: toleranceSeconds ?? null,
  })
}

const hypothesesOf = (
  previous: NamedTexts,
  others: NamedTexts,
  schemes: readonly Scheme[],
): readonly Hypothesis[] => [
  ...headerHypotheses,
  ...secretHypotheses(previous, others),
  ...urlHypotheses,
  ...byteHypotheses,
  ...jsonHypotheses,
  ...formHypotheses,
  ...wrappingHypotheses,
  ofOtherSchemes(schemes),
]

const keysOf = (secrets: WebhookSecrets): readonly KeyText[] =>
  listOf(secrets).map(({ id, value, notBefore = -Infinity, notAfter = Infinity }) => ({
    ...{ id, notBefore, notAfter },
    text: textOf(value),
  }))

const isBytes = (body: unknown): body is Uint8Array | string =>
  typeof body === 'string' || body instanceof Uint8Array

/** Why it is refused; undefined where it is not. What is no key is left out, so that it can be explained. */
function verdictOf(
  scheme: Scheme,
  delivery: ExplainedDelivery,
  { secrets, callbackUrl, toleranceSeconds }: ExplainOptions,
  now: number,
): Refusal | undefined {
  const usable = listOf(secrets).filter(({ value }) => {
    try {
      return readyKey(scheme, textOf(value)) !== undefined
    } catch (error) {
      if (error instanceof RangeError) return false
      throw error
    }
  })
  if (usable.length === 0 && listOf(secrets).length > 0) return 'secret_unusable'
  const check = verifier(scheme, {
    secrets: usable,
    ...(callbackUrl !== undefined && { callbackUrl }),
    ...(toleranceSeconds !== undefined && { toleranceSeconds }),
    clock: () => now,
  })
  // Of a body that is no bytes the verifier says so itself.
  const verdict = check(delivery as Delivery)
  return verdict.ok ? undefined : verdict.reason
}

function situationOf(
  scheme: Scheme,
  { headers, method = 'POST', url = '/', body }: ExplainedDelivery,
  keys: readonly KeyText[],
  callbackUrl: string | undefined,
): Situation {
  const bytes = isBytes(body) ? body : (written(body) ?? '')
  return {
    ...{ scheme, method, url, callbackUrl, keys },
    headers: headerList(headers ?? {}),
    body: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
  }
}

/** What a parser made, written anew. */
function written(body: unknown): string | undefined {
  try {
    return JSON.stringify(body)
  } catch {
    return undefined
  }
}

const usual = 300 * 64 * 1_024
const longest = 128 * 1_024 * 1_024

function limitsOf(length: number, macs: number, given: ExplainOptions): Limits {
  const { maxBytes: bytes = Math.min(longest, Math.max(usual, 64 * length)) } = given
  const { maxMade: made = 32 * 1_024 * 1_024 } = given
  for (const [name, value] of Object.entries({ maxMacs: macs, maxBytes: bytes, maxMade: made })) {
    if (Number.isSafeInteger(value) && value > 0) continue
    throw new RangeError(`webhook-auth: "${name}" must be an integer >= 1, got ${value}`)
  }
  return { macs, bytes, made }
}
