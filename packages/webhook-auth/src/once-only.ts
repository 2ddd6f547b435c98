import {
  allow,
  type Clock,
  type Guard,
  type Nothing,
  systemClock,
  systemTimers,
  type Timers,
  type Verdict,
} from '@sallyport/core'
import type { ReplayDenial } from './catalog.ts'
import { claimDelivery, demandStore, replayDenial } from './claim-delivery.ts'
import { deliveryKey } from './delivery-key.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { demandKnown, surroundings } from './known-names.ts'
import { perRequest } from './per-request.ts'
import type { SignedWebhook } from './signed-by.ts'
import { acceptableMs, wholeMs } from './span.ts'

/** What {@link onceOnly} remembers deliveries with, and for how long. */
export interface OnceOnlyOptions {
  readonly store: DeliveryStore
  /**
   * How long a delivery is remembered whose sender signs no time: it would be accepted for ever, and is
   * again after that. @default 72 hours
   */
  readonly keepMs?: number
  /**
   * How much longer than it is accepted any other is remembered: as far as the clocks of your machines
   * may differ, or one be set back. @default 60_000
   */
  readonly slackMs?: number
  /** How long the store may take. @default 1_000 */
  readonly timeoutMs?: number
  /** The one that the signature's time is checked by. @default the machine's clock */
  readonly clock?: Clock
  /** @default the platform's timers */
  readonly timers?: Timers
}

/** Why {@link onceOnly} refuses. */
export type OnceOnlyDenial = Extract<
  ReplayDenial,
  'delivery_replayed' | 'replay_store_full' | 'replay_store_unavailable'
>

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
export function onceOnly(options: OnceOnlyOptions): Guard<Nothing, OnceOnlyDenial, SignedWebhook> {
  demandKnown('onceOnly', options, 'store keepMs slackMs timeoutMs clock timers', surroundings)
  const { store, keepMs = 72 * hour, slackMs = minute, timeoutMs = 1_000 } = options
  const { clock = systemClock, timers = systemTimers } = options
  demandStore('onceOnly', { store, timeoutMs }, { keepMs })
  wholeMs('slackMs', slackMs, { least: 0, most: 24 * hour })
  const once = perRequest<Promise<Verdict<Nothing, OnceOnlyDenial>>>()
  const claim = async (key: string, holdMs: number): Promise<Verdict<Nothing, OnceOnlyDenial>> => {
    const claimed = await claimDelivery({ store, timeoutMs, timers }, key, holdMs)
    if ('reason' in claimed) return claimed
    return claimed.state === 'fresh' ? allow() : replayed
  }
  return async (request, proved) => {
    const { acceptedUntil } = proved.webhook
    const holdMs =
      acceptedUntil === undefined ? keepMs : acceptableMs(acceptedUntil, clock()) + slackMs
    const key = deliveryKey('once', proved, proved.webhook.fingerprint())
    return once(request, key, () => claim(key, holdMs))
  }
}

const minute = 60_000
const hour = 60 * minute

const replayed = Object.freeze(
  replayDenial('delivery_replayed', { message: 'This delivery has come before.' }),
)
