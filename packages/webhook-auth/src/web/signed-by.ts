import { allow, type BodyDenial, type Guard } from '@sallyport/core'
import type { SignatureDenial } from '../catalog.ts'
import { demandScheme } from '../define-scheme.ts'
import { rawBody } from '../raw-body.ts'
import type { Scheme } from '../scheme.ts'
import { demandStrong } from '../strength.ts'
import type { VerifierOptions } from '../verifier-options.ts'
import { type VerifiedWebhook, verifier } from './verifier.ts'

/** What {@link signedBy} proves. */
export interface SignedWebhook {
  readonly webhook: VerifiedWebhook
}

/**
 * Lets in what the sender signed: over the bytes that came, before any parser; the handler still gets
 * its parsed body. `onceOnly` comes after it, last in the route.
 *
 * @example
 * ```ts
 * import { decider, denialReply } from '@sallyport/core'
 * import { webRequest } from '@sallyport/core/web'
 * import { github } from '@sallyport/webhook-auth/schemes'
 * import { sign, signedBy } from '@sallyport/webhook-auth/web'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const decide = decider(signedBy(github, { secrets: secret }))
 * const receive = async (request: Request): Promise<Response> => {
 *   const verdict = await decide(webRequest(request))
 *   if (verdict.ok) return new Response(await request.text())
 *   const { status, body } = denialReply(verdict)
 *   return new Response(String(body), { status })
 * }
 * const { headers } = await sign(github, { secret, body: '{"action":"opened"}' })
 * const post = (body: string) =>
 *   receive(new Request('https://hooks.example/', { method: 'POST', headers, body }))
 * console.log((await post('{"action":"opened"}')).status) // prints: 200
 * console.log((await post('{"action":"closed"}')).status) // prints: 401
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
    const verdict = await check({ headers: request, method, url, body: body.value })
    return verdict.ok ? allow({ webhook: verdict.value }) : verdict
  }
}
