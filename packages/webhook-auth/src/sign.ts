import { type Clock, type Secret, systemClock, systemNewId } from '@sallyport/core'
import { demandKnown } from './known-names.ts'
import { digestOf, readyKey } from './mac.ts'
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
  demandKnown('sign', options, 'secret body method url callbackUrl timestamp deliveryId clock')
  const { secret, body, method = 'POST', callbackUrl, clock = systemClock } = options
  const { timestamp = clock(), deliveryId = systemNewId() } = options
  const { sign: signature } = readyKey(scheme, textOf(secret))
  if (signature === undefined || scheme.write === undefined) {
    throw new TypeError(
      `webhook-auth: what checks ${scheme.id} cannot sign it: only its sender can`,
    )
  }
  const { url = callbackUrl === undefined ? '/' : targetOf(callbackUrl) } = options
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`webhook-auth: "body" must be text or bytes, got ${typeof body}`)
  }
  if (!Number.isSafeInteger(timestamp)) {
    throw new RangeError(
      `webhook-auth: "timestamp" must be whole milliseconds, got ${String(timestamp)}`,
    )
  }
  return scheme.write(
    { body: bytes, method, url, callbackUrl, timestamp, deliveryId, digest: digestOf },
    signature,
  )
}

function targetOf(callbackUrl: string): string {
  const { pathname, search } = new URL(callbackUrl)
  return pathname + search
}
