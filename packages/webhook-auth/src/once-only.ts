import type { Guard, Nothing } from '@sallyport/core'
import { deliveryKey } from './delivery-key.ts'
import { type OnceOnlyDenial, type OnceOnlyOptions, onceOnlyBy } from './once-only-by.ts'
import type { SignedWebhook } from './signed-by.ts'

export type { OnceOnlyDenial, OnceOnlyOptions } from './once-only-by.ts'

/**
 * Lets each signed delivery in once: a replay is refused for as long as its signature would be
 * accepted. Known by what was signed, never by headers that whoever replays can change. Last in a
 * route: what an earlier guard refuses is not remembered, so that the sender can try again.
 *
 * What it let in is taken, also when the handler fails, or when the store's answer was lost. A sender that
 * signs anew each time it tries gets in again; where it sends the same bytes again, or where the handler
 * should run again after it failed, take `idempotent` instead. Not both.
 *
 * @example
 * ```ts
 * import { every } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { memoryDeliveryStore, onceOnly, sign, signedBy } from '@sallyport/webhook-auth'
 * import { stripe } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'whsec_0f9a3b5d6e7f8012d9f1c2a7b4e84c'
 * const store = memoryDeliveryStore()
 * const guard = every(signedBy(stripe, { secrets: secret }), onceOnly({ store }))
 * const { headers, body } = sign(stripe, { secret, body: '{"id":"evt_1"}' })
 * for (let i = 0; i < 2; i++) {
 *   const verdict = await guard(testRequest({ method: 'POST', headers, body }), {})
 *   console.log(verdict.ok ? 'in' : verdict.reason)
 * }
 * // prints: in
 * // prints: delivery_replayed
 * ```
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export const onceOnly = (options: OnceOnlyOptions): Guard<Nothing, OnceOnlyDenial, SignedWebhook> =>
  onceOnlyBy(options, (proved) => deliveryKey('once', proved, proved.webhook.fingerprint()))
