import {
  allow,
  type Clock,
  deny,
  type Guard,
  type GuardRequest,
  jsonReply,
  type Observer,
  systemClock,
  systemTimers,
  type Timers,
  type Verdict,
} from '@sallyport/core'
import type { ReplayDenial } from './catalog.ts'
import { claimDelivery, demandStore, replayDenial } from './claim-delivery.ts'
import {
  addClaim,
  type ClaimedDelivery,
  type Claims,
  claimedDelivery,
  heldClaim,
} from './claimed-delivery.ts'
import { deliveryKey } from './delivery-key.ts'
import type { Answer, DeliveryStore } from './delivery-store.ts'
import { demandKnown } from './known-names.ts'
import { perRequest } from './per-request.ts'
import type { SignedWebhook } from './signed-by.ts'
import { acceptableMs } from './span.ts'

/** What {@link idempotent} remembers deliveries with, by what, and for how long. */
export interface IdempotentOptions<N extends SignedWebhook = SignedWebhook> {
  readonly store: DeliveryStore
  /**
   * How long a handler may take: until then nobody else handles the same delivery, and after it
   * somebody may, even if the first is still at work. @default 60_000
   */
  readonly leaseMs?: number
  /**
   * How long a delivery is remembered as done: as long as the sender tries again; longer where its
   * signature is accepted for longer. @default 72 hours
   */
  readonly keepMs?: number
  /**
   * What makes two deliveries of a service the same, read from what was signed: the event's id in the
   * body, where the sender signs each attempt anew and no id with it. Nothing or '' is as if it were not
   * given. @default the id that the signature vouches for, else all that was signed
   */
  readonly by?: (request: GuardRequest, proved: N) => Answer<string | undefined>
  /** How long the store may take before the handler. @default 1_000 */
  readonly timeoutMs?: number
  /** The one that the signature's time is checked by. @default the machine's clock */
  readonly clock?: Clock
  /** @default the platform's timers */
  readonly timers?: Timers
}

/** Why {@link idempotent} does not let a delivery in. */
export type IdempotentDenial = Exclude<ReplayDenial, 'delivery_replayed'>

/** A guard that claims a delivery, and the observer that says how its handler ended. */
export interface Idempotent<N extends SignedWebhook = SignedWebhook> {
  readonly guard: Guard<ClaimedDelivery, IdempotentDenial, N>
  /**
   * Must observe every route that the guard guards; without it nothing is ever known to be done, and a
   * delivery is only kept from running again for the length of its lease.
   */
  readonly observer: Observer
}

/**
 * Lets the handler of a delivery run until it has succeeded, once at a time: a sender that tries again
 * after a failure gets in, one that tries again after a success is answered 200 and nothing runs, and one
 * that tries again meanwhile is answered 409. Last in a route.
 *
 * A response of 2xx means done. Any other gives the delivery back, as senders take it for a failure, 3xx
 * too. When the sender has left before a response of 2xx was complete, nobody knows: the handler may be at
 * work still, and may fail. So the lease stays until it runs out, and then the delivery can be handled again;
 * unless the handler says that its work is done ({@link ClaimedDelivery}): then it is, whatever becomes of
 * the response.
 *
 * @example
 * ```ts
 * import { every } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { idempotent, memoryDeliveryStore, sign, signedBy } from '@sallyport/webhook-auth'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const { guard, observer } = idempotent({ store: memoryDeliveryStore() })
 * const route = every(signedBy(github, { secrets: secret }), guard)
 * const delivery = sign(github, { secret, body: '{"action":"opened"}' })
 * for (const status of [500, 200, 200]) {
 *   const request = testRequest({ method: 'POST', ...delivery })
 *   const ended = observer(request)
 *   const verdict = await route(request, {})
 *   console.log(verdict.ok ? 'handled' : verdict.reason)
 *   ended({ status, bytes: 0, aborted: false })
 * }
 * // prints: handled
 * // prints: handled
 * // prints: delivery_done
 * ```
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export function idempotent<N extends SignedWebhook = SignedWebhook>(
  options: IdempotentOptions<N>,
): Idempotent<N> {
  demandKnown('idempotent()', options, names)
  const { store, leaseMs = 60_000, keepMs = 72 * hour, timeoutMs = 1_000 } = options
  const { by, clock = systemClock, timers = systemTimers } = options
  demandStore('idempotent', { store, timeoutMs }, { leaseMs, keepMs })
  const inProgress = replayDenial('delivery_in_progress', {
    headers: { 'retry-after': `${Math.ceil(leaseMs / 1_000)}` },
  })
  const taken: Claims = new WeakMap()
  const once = perRequest<Promise<Verdict<ClaimedDelivery, IdempotentDenial>>>()
  const asked = { store, timeoutMs, timers }
  const claim = async (
    request: GuardRequest,
    key: string,
    until: number | undefined,
  ): Promise<Verdict<ClaimedDelivery, IdempotentDenial>> => {
    const claimed = await claimDelivery(asked, key, leaseMs)
    if ('reason' in claimed) return claimed
    if (claimed.state !== 'fresh') return claimed.state === 'done' ? alreadyDone : inProgress
    const keptMs = () =>
      Math.max(keepMs, until === undefined ? 0 : acceptableMs(until, clock()) + slackMs)
    const held = heldClaim({ ...asked, key, lease: claimed.lease, leaseMs, keptMs })
    addClaim(taken, request, held)
    return allow(claimedDelivery(request, held))
  }
  return {
    async guard(request, proved) {
      const key = await keyOf(request, proved, by)
      return once(request, key, () => claim(request, key, proved.webhook.acceptedUntil))
    },
    observer: (request) => (end) => {
      const all = taken.get(request)
      taken.delete(request)
      // What the store fails to take is told by the watcher; the lease runs out.
      return all && Promise.all(all.map((one) => one.ended(end)))
    },
  }
}

const names = 'store leaseMs keepMs by timeoutMs clock timers'

const hour = 3_600_000
// As far as the clocks of machines may differ.
const slackMs = 60_000

async function keyOf<N extends SignedWebhook>(
  request: GuardRequest,
  proved: N,
  by: IdempotentOptions<N>['by'],
): Promise<string> {
  const own = await by?.(request, proved)
  if (own !== undefined && own !== '') return deliveryKey('work', proved, 'own', own)
  const { deliveryId, deliveryIdSigned } = proved.webhook
  if (deliveryIdSigned && deliveryId !== undefined && deliveryId !== '') {
    return deliveryKey('work', proved, 'id', deliveryId)
  }
  return deliveryKey('work', proved, 'content', proved.webhook.fingerprint())
}

const alreadyDone = Object.freeze(
  deny('delivery_done', 200, { reply: jsonReply(200, { status: 'delivery_done' }) }),
)
