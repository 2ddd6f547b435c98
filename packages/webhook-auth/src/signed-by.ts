import { allow, type BodyDenial, type Guard } from '@sallyport/core'
import type { SignatureDenial } from './catalog.ts'
import { demandScheme } from './define-scheme.ts'
import { rawBody } from './raw-body.ts'
import type { Scheme } from './scheme.ts'
import { demandStrong } from './strength.ts'
import { type VerifiedWebhook, type VerifierOptions, verifier } from './verifier.ts'

/** What {@link signedBy} proves. */
export interface SignedWebhook {
  readonly webhook: VerifiedWebhook
}

/**
 * Lets in what the sender signed: over the bytes that came, before any parser; the handler still gets
 * its parsed body. `onceOnly` or `idempotent` comes after it, last in the route.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { sign, signedBy } from '@sallyport/webhook-auth'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const guard = signedBy(github, { secrets: secret })
 * const { headers, body } = sign(github, { secret, body: '{"action":"opened"}' })
 * const verdict = await guard(testRequest({ method: 'POST', headers, body }), {})
 * console.log(verdict.ok && verdict.value.webhook.covers) // prints: body
 * ```
 *
 * @throws RangeError for secrets and options that cannot be right, or that somebody could guess.
 */
export function signedBy(
  scheme: Scheme,
  options: VerifierOptions,
): Guard<SignedWebhook, SignatureDenial | BodyDenial> {
  demandScheme(scheme)
  demandStrong(scheme, options.secrets, options.service)
  const check = verifier(scheme, options)
  return async (request) => {
    const body = await rawBody(request)
    if (!body.ok) return body
    const { method, url } = request
    const verdict = check({ headers: request, method, url, body: body.value })
    return verdict.ok ? allow({ webhook: verdict.value }) : verdict
  }
}
