import type { Verdict } from '@sallyport/core'
import type { SignatureDenial } from './catalog.ts'
import type { Delivery } from './delivery.ts'
import type { Scheme } from './scheme.ts'
import type { WebhookSecret, WebhookSecrets } from './secrets.ts'
import type { VerifiedWebhook } from './verifier.ts'
import type { VerifierOptions } from './verifier-options.ts'

/**
 * Where the public keys of a sender are asked for by the ids that its deliveries name: for senders whose keys change
 * without you. Made by `@sallyport/webhook-auth/keys`; one of your own by its `keySource`.
 */
export interface KeySource {
  /** The keys with this id; none where there is no such key. Rejects where nobody can tell. */
  keysFor(keyId: string): Promise<readonly WebhookSecret[]>
  /** A check with these keys. @throws TypeError for a scheme without public keys. */
  verifier(scheme: Scheme, options?: Omit<VerifierOptions, 'secrets'>): KeyedVerifier
}

/** Checks a delivery with keys that are asked for. Never throws and never rejects. */
export type KeyedVerifier = (
  delivery: Delivery,
) => Promise<Verdict<VerifiedWebhook, SignatureDenial>>

/** Whether keys are asked for, and not given. */
export const isKeySource = (secrets: WebhookSecrets | KeySource): secrets is KeySource =>
  typeof (secrets as Partial<KeySource> | undefined)?.verifier === 'function'
