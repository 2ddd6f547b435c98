import { allow, type Guard } from '@sallyport/core'
import type { SignatureDenial } from './catalog.ts'
import { defineScheme } from './define-scheme.ts'
import { demandKnown } from './known-names.ts'
import type { Scheme } from './scheme.ts'
import { demandStrong } from './strength.ts'
import { verifier } from './verifier.ts'
import type { VerifierOptions } from './verifier-options.ts'

/** Where a sender puts a secret as it stands. */
export interface SharedSecretHeader {
  /** @default 'x-webhook-secret' */
  readonly header?: string
  /** What stands before it, such as `Bearer `. @default nothing */
  readonly prefix?: string
}

/** How {@link sharedSecret} checks. */
export interface SharedSecretOptions
  extends SharedSecretHeader,
    Pick<VerifierOptions, 'secrets' | 'clock'> {
  /** What the sender is called in proofs and metrics. @default 'shared-secret' */
  readonly service?: string
}

/** What {@link sharedSecret} proves. */
export interface SharedSecretProof {
  readonly sharedSecret: { readonly service: string; readonly keyId: string }
}

/**
 * Lets in who sends the secret itself, compared in constant time. It vouches for nothing that is sent
 * along with it, and everybody who sees one delivery has it: where the sender can sign, `signedBy`
 * comes after it or in its place.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { sharedSecret } from '@sallyport/webhook-auth'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const guard = sharedSecret({ secrets: secret, service: 'monitor' })
 * const headers = { 'x-webhook-secret': secret }
 * const verdict = await guard(testRequest({ method: 'POST', headers }), {})
 * console.log(verdict.ok && verdict.value.sharedSecret.service) // prints: monitor
 * ```
 *
 * @throws TypeError or RangeError for options that cannot be right, and for secrets that somebody could guess.
 */
export function sharedSecret({
  service = 'shared-secret',
  ...options
}: SharedSecretOptions): Guard<SharedSecretProof, SignatureDenial> {
  demandKnown('sharedSecret()', options, 'secrets service header prefix clock')
  const scheme = sharedSecretScheme(options)
  demandStrong(scheme, options.secrets, service)
  const { secrets, clock } = options
  const check = verifier(scheme, { secrets, ...(clock && { clock }) })
  return (request) => {
    const verdict = check({ headers: request, body: nothingRead })
    if (!verdict.ok) return verdict
    return allow({ sharedSecret: { service, keyId: verdict.value.keyId } })
  }
}

const nothingRead = new Uint8Array()

/** A secret in a header, as a scheme. */
export const sharedSecretScheme = ({
  header = 'x-webhook-secret',
  prefix = '',
}: SharedSecretHeader = {}): Scheme =>
  defineScheme({
    id: 'shared-secret',
    sender: 'Whoever has the secret',
    mac: 'token',
    encoding: 'text',
    signature: { header: header.toLowerCase(), prefix },
    // Nothing signs it: it is what tells one delivery from another.
    signed: '{body}',
    covers: 'none',
    source: 'https://www.rfc-editor.org/rfc/rfc6750',
    evidence: 'documentation',
  })
