import { type Denied, deny, type Headers } from '@sallyport/core'
import type { ReplayDenial } from './catalog.ts'
import type { Claimed, DeliveryStore } from './delivery-store.ts'
import { inTime, type Patience } from './in-time.ts'
import { wholeMs } from './span.ts'

/** Who is asked, and for how long one waits. */
export interface ClaimOptions extends Patience {
  readonly store: DeliveryStore
}

/**
 * Claims a key, or says why that cannot be: the store fails, is too slow, or is full. What a slow store
 * claims when nobody waits for it any more is given back.
 */
export async function claimDelivery(
  { store, ...patience }: ClaimOptions,
  key: string,
  holdMs: number,
): Promise<Exclude<Claimed, { state: 'full' }> | Denied<StoreDenial>> {
  let gaveUp = false
  // A store may throw where it should reject.
  const asked = (async () => store.claim(key, holdMs))()
  asked
    .then((late) => gaveUp && late.state === 'fresh' && store.release(key, late.lease))
    .catch(() => {})
  try {
    const claimed = await inTime(patience, asked, () => {
      gaveUp = true
    })
    demandClaimed(claimed)
    return claimed.state === 'full' ? full : (claimed as Exclude<Claimed, { state: 'full' }>)
  } catch (cause) {
    return replayDenial('replay_store_unavailable', { headers: { 'retry-after': '1' }, cause })
  }
}

/** A store that answers something else does not say who was first. */
function demandClaimed(claimed: Claimed | null | undefined): void {
  if (claimed?.state === 'fresh' ? claimed.lease : /^(held|done|full)$/.test(`${claimed?.state}`)) {
    return
  }
  throw new TypeError(
    'webhook-auth: the store answered a claim with something else than fresh, held, done or full',
  )
}

type StoreDenial = 'replay_store_full' | 'replay_store_unavailable'

/** A denial: who sent it may try again. */
export function replayDenial<R extends Exclude<ReplayDenial, 'delivery_done'>>(
  reason: R,
  more: { readonly headers?: Headers; readonly cause?: unknown; readonly message?: string } = {},
): Denied<R> {
  const status = reason.startsWith('replay_store') ? 503 : 409
  return deny(reason, status, status === 503 ? { shown: 'unavailable', ...more } : more)
}

const full: Denied<'replay_store_full'> = Object.freeze(replayDenial('replay_store_full'))

/** Throws for what cannot be asked, before the first delivery. */
export function demandStore(
  where: string,
  { store, timeoutMs }: Omit<ClaimOptions, 'timers'>,
  spans: Readonly<Record<string, number>>,
): void {
  wholeMs('timeoutMs', timeoutMs)
  for (const method of ['claim', 'complete', 'release'] as const) {
    if (typeof store?.[method] === 'function') continue
    throw new TypeError(`webhook-auth: ${where}() needs a "store" with ${method}()`)
  }
  const { longestMs = Infinity } = store
  for (const [name, ms] of Object.entries(spans)) {
    if (wholeMs(name, ms) <= longestMs) continue
    throw new RangeError(
      `webhook-auth: "${name}" must be at most the "longestMs" of the store, ${longestMs}, got ${ms}`,
    )
  }
}
