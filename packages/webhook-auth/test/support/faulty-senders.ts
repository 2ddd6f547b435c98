import { type Scheme, type SignedDelivery, sign } from '@sallyport/webhook-auth'
import type { ExplainOptions } from '@sallyport/webhook-auth/explain'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { callbackUrl, now, secretOf } from './every-scheme.ts'

/** What a sender signs, and what the receiver has of it. Faults change one of them. */
export interface Case {
  /** As the receiver knows it. */
  readonly scheme: Scheme
  /** As the sender signs. */
  readonly signing: Scheme
  readonly secret: string
  readonly body: string | Uint8Array
  readonly timestamp: number
  /** What the sender has. */
  readonly callbackUrl: string
  readonly after: readonly ((came: Came) => Came | undefined)[]
}

/** What came, and what it is checked with. */
export interface Came {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Uint8Array
  readonly method: string
  readonly url: string
  readonly options: ExplainOptions & { readonly secrets: string }
}

/** Ten senders: hex and base64, with and without a time, with the address, of fields, and of a digest. */
export const senders: readonly Scheme[] = [
  schemes.github,
  schemes.stripe,
  schemes.slack,
  schemes.shopify,
  schemes.standardWebhooks,
  schemes.square,
  schemes.trello,
  schemes.hubspotV3,
  schemes.twitch,
  schemes.messagebird,
]

/** A case in which nothing is wrong. */
export const soundCase = (scheme: Scheme, body: string | Uint8Array): Case => ({
  scheme,
  signing: scheme,
  secret: secretOf(scheme),
  body,
  timestamp: now,
  callbackUrl,
  after: [],
})

/** Signs it, and lets everything happen to it; undefined where a fault changes nothing here. */
export function delivered(given: Case): Came | undefined {
  const { signing, secret, body, timestamp } = given
  const made: SignedDelivery = sign(signing, {
    ...{ secret, body, timestamp, callbackUrl: given.callbackUrl, deliveryId: 'd-1' },
  })
  const { pathname, search } = new URL(callbackUrl)
  const came: Came = {
    headers: made.headers,
    body: made.body,
    method: made.method ?? 'POST',
    url: made.url ?? pathname + search,
    options: { secrets: secret, callbackUrl: given.callbackUrl, clock: () => now },
  }
  return given.after.reduce<Came | undefined>((so, change) => so && change(so), came)
}
