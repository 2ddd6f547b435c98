import type { Guard, Nothing } from '@sallyport/core'
import { deliveryText } from '../delivery-text.ts'
import { encoded } from '../encoding.ts'
import { type OnceOnlyDenial, type OnceOnlyOptions, onceOnlyBy } from '../once-only-by.ts'
import { isPlainKey } from '../stores/plain-key.ts'
import type { SignedWebhook } from './signed-by.ts'

/**
 * Lets each signed delivery in once: a replay is refused for as long as its signature would be accepted. Last in a
 * route. It keeps deliveries under the keys that the one on Node has, so that both can share a store.
 *
 * @example
 * ```ts
 * import { every } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { stripe } from '@sallyport/webhook-auth/schemes'
 * import { memoryDeliveryStore, onceOnly, sign, signedBy } from '@sallyport/webhook-auth/web'
 *
 * const secret = 'whsec_0f9a3b5d6e7f8012d9f1c2a7b4e84c'
 * const store = memoryDeliveryStore()
 * const guard = every(signedBy(stripe, { secrets: secret }), onceOnly({ store }))
 * const { headers, body } = await sign(stripe, { secret, body: '{"id":"evt_1"}' })
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
  onceOnlyBy(options, async (proved: SignedWebhook) => {
    const key = deliveryText('once', proved, await proved.webhook.fingerprint())
    return isPlainKey(key) ? key : digestOf(key)
  })

/** As the stores on Node write it: of the text in UTF-16. */
async function digestOf(key: string): Promise<string> {
  const bytes = new Uint8Array(key.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < key.length; at++) view.setUint16(at * 2, key.charCodeAt(at), true)
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return `#${encoded(new Uint8Array(digest), 'base64url')}`
}
