import { declaredScheme } from './declared.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from './scheme.ts'

const idForm = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Makes a scheme of what a sender's documentation says. Refuses one whose signature covers nothing of
 * the body unless it says so, and one that reads a time or an id for more than it is.
 *
 * @example
 * ```ts
 * import { defineScheme, sign, verifier } from '@sallyport/webhook-auth'
 *
 * const acme = defineScheme({
 *   id: 'acme',
 *   sender: 'Acme',
 *   mac: 'hmac-sha256',
 *   encoding: 'hex',
 *   signature: { header: 'x-acme-signature', prefix: 'v1=' },
 *   timestamp: { header: 'x-acme-time', unit: 's' },
 *   signed: '{timestamp}.{body}',
 *   source: 'https://acme.example/docs/webhooks',
 *   evidence: 'documentation',
 * })
 * const delivery = sign(acme, { secret: 'a secret of thirty-two letters..', body: '{}' })
 * const check = verifier(acme, { secrets: 'a secret of thirty-two letters..' })
 * console.log(check(delivery).ok) // prints: true
 * console.log(check({ ...delivery, body: '{ }' }).ok) // prints: false
 * ```
 *
 * @throws RangeError or TypeError for a definition that cannot be right.
 */
export function defineScheme(scheme: DeclaredScheme | ReadScheme): Scheme {
  if (!idForm.test(scheme.id)) {
    throw new RangeError(
      `webhook-auth: a scheme's "id" must be lower-case words with hyphens, got ${JSON.stringify(scheme.id)}`,
    )
  }
  const read = 'read' in scheme ? scheme : declaredScheme(scheme)
  return Object.freeze({ secret: 'utf8', ...read } as const)
}
