import type { Cancel, Timers } from '@sallyport/core'
import type { FeedListener, Unsubscribe } from '@sallyport/core/clients'
import type { KeyCache } from './cache.ts'
import type { KeyStore } from './store.ts'
import type { OnStoreError } from './store-error.ts'

/** What hearing a feed needs. */
export interface FeedOptions {
  readonly store: Pick<KeyStore, 'subscribe'>
  readonly cache: Pick<KeyCache, 'heard' | 'lost' | 'restored'>
  readonly timers: Timers
  readonly tell: OnStoreError
}

const firstPauseMs = 1_000
const longestPauseMs = 30_000

/**
 * Hears of changes where the store tells, until it is let go. What cannot be had just now is asked for
 * again; meanwhile a key is read anew when its time is up.
 */
export function hearFeed({ store, cache, timers, tell }: FeedOptions): Unsubscribe {
  let over = false
  let stop: Cancel | Unsubscribe = () => {}
  const whileOpen =
    <A extends unknown[]>(run: (...given: A) => void) =>
    (...given: A): void => {
      if (!over) run(...given)
    }
  const listener: FeedListener = {
    heard: whileOpen(cache.heard),
    restored: whileOpen(cache.restored),
    lost: whileOpen((error) => {
      cache.lost(error)
      tell(error)
    }),
  }
  const attempt = async (pauseMs: number): Promise<void> => {
    try {
      const unsubscribe = await store.subscribe?.(listener)
      if (unsubscribe === undefined) return
      // Let go while it was asked for.
      if (over) return unsubscribe()
      stop = unsubscribe
      // What was changed since it was read, and before this, nobody will repeat.
      cache.restored()
    } catch (error) {
      if (over) return
      const next = Math.min(2 * pauseMs, longestPauseMs)
      stop = timers.after(pauseMs, () => void attempt(next))
      tell(error)
    }
  }
  void attempt(firstPauseMs)
  return () => {
    if (over) return
    over = true
    try {
      stop()
    } catch (error) {
      tell(error)
    }
  }
}
