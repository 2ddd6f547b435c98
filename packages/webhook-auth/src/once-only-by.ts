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
import type { DeliveryStore } from './delivery-store.ts'
import { demandKnown } from './known-names.ts'
import { perRequest } from './per-request.ts'
import { acceptableMs, wholeMs } from './span.ts'
import type { WebhookFacts } from './webhook-facts.ts'

/** What `onceOnly` remembers deliveries with, and for how long. */
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

/** Why `onceOnly` refuses. */
export type OnceOnlyDenial = Extract<
  ReplayDenial,
  'delivery_replayed' | 'replay_store_full' | 'replay_store_unavailable'
>

/** The guard that lets each delivery in once, with the key that `keyOf` knows it by. */
export function onceOnlyBy<W extends { readonly webhook: WebhookFacts }>(
  options: OnceOnlyOptions,
  keyOf: (proved: W) => string | Promise<string>,
): Guard<Nothing, OnceOnlyDenial, W> {
  demandKnown('onceOnly()', options, 'store keepMs slackMs timeoutMs clock timers')
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
    const key = await keyOf(proved)
    return once(request, key, () => claim(key, holdMs))
  }
}

const minute = 60_000
const hour = 60 * minute

const replayed = Object.freeze(
  replayDenial('delivery_replayed', { message: 'This delivery has come before.' }),
)
