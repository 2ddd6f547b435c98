import type { MonotonicClock } from '@sallyport/core'
import type { FeedListener } from '@sallyport/core/clients'
import { demandInteger } from './demand-integer.ts'
import type { ReadyKey } from './ready.ts'
import type { Answer } from './store.ts'

/** How keys of a store on another machine are kept. */
export interface CacheOptions {
  /** For how long at the most: the time in which a revocation may go unnoticed when the feed is dead. @default 5_000 */
  readonly ttlMs?: number
  /** @default 10_000 */
  readonly maxKeys?: number
}

/** Keys as they were read a moment ago. */
export interface KeyCache extends FeedListener {
  find(id: string): Answer<ReadyKey | undefined>
  /** The key was changed. A read that began before that is not kept, whenever it ends. */
  forget(id: string): void
}

interface Kept {
  readonly key: ReadyKey
  readonly until: number
}

/** Keeps what `read` gives. Ids that nobody has are not kept: an attacker could fill it with them. */
export function createCache(
  read: (id: string) => Answer<ReadyKey | undefined>,
  monotonic: MonotonicClock,
  { ttlMs = 5_000, maxKeys = 10_000 }: CacheOptions,
): KeyCache {
  const kept = new Map<string, Kept>()
  // One read for all who ask at the same time. Whoever is no longer here when it ends keeps nothing.
  const reading = new Map<string, Promise<ReadyKey | undefined>>()
  demandInteger('cache.ttlMs', ttlMs, 0)
  demandInteger('cache.maxKeys', maxKeys, 1)
  const keep = (id: string, key: ReadyKey, until: number): void => {
    const oldest = kept.size >= maxKeys ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    kept.set(id, { key, until })
  }
  const keepWhenRead = async (
    id: string,
    answer: Promise<ReadyKey | undefined>,
  ): Promise<ReadyKey | undefined> => {
    // From when the read began: what it saw may have changed before it ended.
    const until = monotonic() + ttlMs
    try {
      const key = await answer
      if (key !== undefined && reading.get(id) === answer) keep(id, key, until)
      return key
    } finally {
      if (reading.get(id) === answer) reading.delete(id)
    }
  }
  const fill = (id: string): Answer<ReadyKey | undefined> => {
    const answer = read(id)
    // Who answers at once need not be remembered.
    if (!(answer instanceof Promise)) return answer
    reading.set(id, answer)
    return keepWhenRead(id, answer)
  }
  const forgetAll = (): void => {
    kept.clear()
    reading.clear()
  }
  const forget = (id: string): void => {
    kept.delete(id)
    reading.delete(id)
  }
  return {
    find(id) {
      // Of a store that answers at once nothing is kept.
      if (kept.size === 0 && reading.size === 0) return fill(id)
      const known = kept.get(id)
      if (known !== undefined && monotonic() < known.until) return known.key
      return reading.get(id) ?? fill(id)
    },
    forget,
    heard: forget,
    // What was changed between the two nobody will repeat.
    lost: forgetAll,
    restored: forgetAll,
  }
}
