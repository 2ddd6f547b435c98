import type { Covers } from './scheme.ts'

/** What is known of a delivery whose signature is right, on every platform. */
export interface WebhookFacts {
  /** Whose it is: as the route's author calls the sender. */
  readonly service: string
  /** The scheme's id. */
  readonly scheme: string
  /** The id of the secret that it was signed with. */
  readonly keyId: string
  /** When it was signed, in milliseconds since the epoch; undefined where the sender does not say. */
  readonly timestamp: number | undefined
  /** Until when the same delivery would be accepted again; undefined for ever. */
  readonly acceptedUntil: number | undefined
  readonly deliveryId: string | undefined
  /** Whether the signature vouches for the id: whoever sends a delivery again can change one that it does not. */
  readonly deliveryIdSigned: boolean
  /** What of the delivery the signature vouches for. */
  readonly covers: Covers
}
