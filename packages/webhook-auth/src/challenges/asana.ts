import { allow } from '@sallyport/core'
import { type Challenge, unsignedChallenge } from './challenge.ts'
import { type KeepSecretOptions, keepOf, offer } from './keep-secret.ts'
import { only } from './token.ts'

const header = 'x-hook-secret'

/**
 * Asana offers the secret of a webhook in a header, while your request to make the webhook is under way, and wants it
 * back in one. It signs with that secret from then on. A request that has a signature is never an offer.
 * See https://developers.asana.com/docs/webhooks-guide.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { asanaChallenge } from '@sallyport/webhook-auth/challenges'
 *
 * let waiting = true // since your program asked Asana for a webhook
 * const kept: string[] = [] // yours: where secrets are kept
 * const guard = asanaChallenge({
 *   keep(secret) {
 *     if (!waiting) return false
 *     waiting = false // first of all: two may ask at the same time
 *     kept.push(secret.reveal())
 *     return true
 *   },
 * })
 * const headers = { 'x-hook-secret': 'b537207f20cbfa02357cf448134da559' }
 * for (let i = 0; i < 2; i++) {
 *   const verdict = await guard(testRequest({ method: 'POST', headers }), {})
 *   console.log(verdict.ok ? 'goes on' : verdict.reason)
 * }
 * // prints: challenge_answered
 * // prints: challenge_unexpected
 * ```
 *
 * @throws TypeError for options that cannot be right.
 */
export function asanaChallenge(options: KeepSecretOptions): Challenge {
  const keep = keepOf('asanaChallenge()', options)
  return unsignedChallenge((request) => {
    const offered = request.headerValues(header)
    const isSigned = request.headerValues('x-hook-signature').length > 0
    if (request.method !== 'POST' || offered.length === 0 || isSigned) return allow()
    const text = only(offered)
    return offer(keep, text, request, { [header]: text ?? '' })
  })
}
