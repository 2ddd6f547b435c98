import { type MonotonicClock, systemMonotonic, systemNewId } from '@sallyport/core'
import type { Claimed, DeliveryStore } from '../delivery-store.ts'
import { demandKnown } from '../known-names.ts'
import { wholeMs } from '../span.ts'
import { createGenerations, type Kept } from './generations.ts'

/** How much a memory store may hold. */
export interface MemoryDeliveryStoreOptions {
  /** Deliveries that are held or done at the same time. @default 1_000_000 */
  readonly maxKeys?: number
  /** The longest that anything may be kept; a claim for longer is an error. @default 7 days */
  readonly longestMs?: number
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
}

/** A {@link DeliveryStore} in memory: it answers at once. */
export interface MemoryDeliveryStore extends DeliveryStore {
  claim(key: string, holdMs: number): Claimed
  complete(key: string, lease: string, keepMs: number): boolean
  release(key: string, lease: string): boolean
  readonly longestMs: number
  /** How many keys it holds now, those included that have run out and were not come upon yet. */
  readonly size: number
}

const day = 86_400_000

/** A store of this process, which keeps keys as `keyOf` makes them. */
export function memoryStore(
  options: MemoryDeliveryStoreOptions,
  keyOf: (text: string) => string,
): MemoryDeliveryStore {
  demandKnown('memoryDeliveryStore()', options, 'maxKeys longestMs monotonic')
  const { maxKeys = 1_000_000, longestMs = 7 * day, monotonic = systemMonotonic } = options
  demandKeys(maxKeys)
  const most = wholeMs('longestMs', longestMs)
  const keys = createGenerations(maxKeys)
  /** What is kept of a key and has not run out. */
  const live = (key: string, now: number): Kept | undefined => {
    const kept = keys.get(key)
    return kept !== undefined && kept.until > now ? kept : undefined
  }
  return {
    longestMs: most,
    get size() {
      return keys.size
    },
    claim(text, holdMs) {
      const span = wholeMs('holdMs', holdMs, { most })
      const [key, now] = [keyOf(text), monotonic()]
      const kept = live(key, now)
      if (kept !== undefined) return kept.done ? done : held
      const lease = systemNewId()
      return keys.put(key, { lease, until: now + span, done: false }, now)
        ? { state: 'fresh', lease }
        : full
    },
    complete(text, lease, keepMs) {
      const span = wholeMs('keepMs', keepMs, { most })
      const [key, now] = [keyOf(text), monotonic()]
      const kept = live(key, now)
      if (kept !== undefined && kept.lease !== lease) return false
      return keys.put(key, { lease, until: now + span, done: true }, now)
    },
    release(text, lease) {
      const key = keyOf(text)
      const kept = live(key, monotonic())
      if (kept?.lease !== lease || kept.done) return false
      keys.drop(key)
      return true
    },
    check: () => ({ ok: true }),
  }
}

const held: Claimed = Object.freeze({ state: 'held' })
const done: Claimed = Object.freeze({ state: 'done' })
const full: Claimed = Object.freeze({ state: 'full' })

function demandKeys(maxKeys: number): void {
  // A map of JavaScript holds no more than 2^24 keys.
  if (Number.isInteger(maxKeys) && maxKeys >= 1 && maxKeys <= 16_000_000) return
  throw new RangeError(
    `webhook-auth: "maxKeys" must be an integer from 1 to 16000000, got ${String(maxKeys)}`,
  )
}
