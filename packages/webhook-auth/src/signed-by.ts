import { allow, type BodyDenial, type Guard } from '@sallyport/core'
import type { SignatureDenial } from './catalog.ts'
import { demandScheme } from './define-scheme.ts'
import { isKeySource, type KeyedVerifier, type KeySource } from './key-source.ts'
import { rawBody } from './raw-body.ts'
import type { Scheme } from './scheme.ts'
import type { WebhookSecrets } from './secrets.ts'
import { demandStrong } from './strength.ts'
import { type VerifiedWebhook, type Verifier, verifier } from './verifier.ts'
import type { VerifierOptions } from './verifier-options.ts'

/** What {@link signedBy} proves. */
export interface SignedWebhook {
  readonly webhook: VerifiedWebhook
}

/** What a guard checks deliveries with: as a verifier does, or with keys that are fetched. */
export interface SignedByOptions extends Omit<VerifierOptions, 'secrets'> {
  /** Secrets, public keys, or where the sender's public keys are asked for. */
  readonly secrets: WebhookSecrets | KeySource
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
  { secrets, ...options }: SignedByOptions,
): Guard<SignedWebhook, SignatureDenial | BodyDenial> {
  demandScheme(scheme)
  let check: Verifier | KeyedVerifier
  if (isKeySource(secrets)) check = secrets.verifier(scheme, options)
  else {
    demandStrong(scheme, secrets, options.service)
    check = verifier(scheme, { ...options, secrets })
  }
  return async (request) => {
    const body = await rawBody(request)
    if (!body.ok) return body
    const { method, url } = request
    const verdict = await check({ headers: request, method, url, body: body.value })
    return verdict.ok ? allow({ webhook: verdict.value }) : verdict
  }
}
