import type { Clock } from '@sallyport/core'
import type { WebhookSecrets } from './secrets.ts'

/** What a delivery is checked with. */
export interface VerifierOptions {
  readonly secrets: WebhookSecrets
  /** How old a delivery may be, and how far ahead. @default as the scheme says; of one without a time, for ever */
  readonly toleranceSeconds?: number
  /** The address that the sender was given, exactly; for schemes that sign it. */
  readonly callbackUrl?: string
  /** What the sender is called in proofs and metrics. @default the scheme's id */
  readonly service?: string
  /** @default the machine's clock */
  readonly clock?: Clock
}
