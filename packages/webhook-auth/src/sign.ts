import type { Clock, Secret } from '@sallyport/core'
import { digestOf, readyKey } from './mac.ts'
import { outgoingOf, writingOf } from './outgoing.ts'
import type { Scheme, SignedDelivery } from './scheme.ts'
import { textOf } from './secrets.ts'

/** What is to be signed, and with what. */
export interface SignOptions {
  readonly secret: Secret | string
  readonly body: Uint8Array | string
  /** @default 'POST' */
  readonly method?: string
  /** Path and query. @default those of the callback URL, else `/` */
  readonly url?: string
  readonly callbackUrl?: string
  /** Milliseconds since the epoch. @default now */
  readonly timestamp?: number
  /** @default a random UUID */
  readonly deliveryId?: string
  /** @default the machine's clock */
  readonly clock?: Clock
}

/**
 * Signs a delivery as the sender would: for tests of your own webhooks, and for senders. Only with
 * schemes whose secret signs as well as it checks.
 *
 * @example
 * ```ts
 * import { sign } from '@sallyport/webhook-auth'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const { headers } = sign(github, { secret: "It's a Secret to Everybody", body: 'Hello, World!' })
 * console.log(headers['x-hub-signature-256']?.slice(0, 19)) // prints: sha256=757107ea0eb2
 * ```
 *
 * @throws TypeError for a scheme with public keys, and where the callback URL is missing.
 */
export function sign(scheme: Scheme, options: SignOptions): SignedDelivery {
  const outgoing = outgoingOf(options)
  const { write, sign: signature } = writingOf(
    scheme,
    readyKey(scheme, textOf(options.secret)).sign,
  )
  return write({ ...outgoing, digest: digestOf }, signature)
}
