import type { MonotonicClock } from '@sallyport/core'
import type { Digester } from './digest.ts'
import type { KeyRecord } from './record.ts'
import type { KeyStore } from './store.ts'

/** Makes digests anew once their secrets are there to make them of: who holds a key need not know. */
export interface Rehash {
  /** Begins, where a key's secret was shown whose digest is an old one. Nobody waits for it. */
  begin(record: KeyRecord, via: 'current' | 'previous', digester: Digester, text: string): void
  /** When those under way have ended, however. */
  settled(): Promise<void>
}

/** What rehashing needs. */
export interface RehashOptions {
  readonly store: Pick<KeyStore, 'replace'>
  readonly forget: (id: string) => void
  readonly onError: (error: unknown) => void
  readonly monotonic: MonotonicClock
}

// After a change of peppers nearly every request shows a secret with an old digest.
const mostAtOnce = 16
const mostRemembered = 10_000
// A store that takes no writes, or machines that do not agree which pepper is the newest.
const pauseMs = 60_000

/** Rehashes each key once a minute at most, a few at once, and none for a minute after one failed. */
export function createRehash({ store, forget, onError, monotonic }: RehashOptions): Rehash {
  const underWay = new Map<string, Promise<void>>()
  const tried = new Map<string, number>()
  let restUntil = Number.NEGATIVE_INFINITY
  const mayBegin = (id: string, now: number): boolean =>
    now >= restUntil &&
    now >= (tried.get(id) ?? Number.NEGATIVE_INFINITY) &&
    underWay.size < mostAtOnce &&
    !underWay.has(id)
  const remember = (id: string, until: number): void => {
    const oldest = tried.size >= mostRemembered ? tried.keys().next().value : undefined
    if (oldest !== undefined) tried.delete(oldest)
    // Last, where it was there before: the first is the oldest.
    tried.delete(id)
    tried.set(id, until)
  }
  const replace = async (record: KeyRecord, version: number): Promise<void> => {
    try {
      // Whoever was faster has changed more than a digest: the next time, then.
      await store.replace(record, version)
    } catch (error) {
      restUntil = monotonic() + pauseMs
      onError(error)
    } finally {
      // Also where the store failed: it may have replaced it all the same.
      forget(record.id)
      underWay.delete(record.id)
    }
  }
  return {
    begin(record, via, digester, text) {
      const { id, version } = record
      const { kind } = digester
      const slot = record[via]
      // No secret loses its pepper: where none makes new digests, one is about to be introduced.
      if (slot === null || slot.kind === kind || !isPeppered(kind)) return
      const now = monotonic()
      if (!mayBegin(id, now)) return
      const digest = digester.digest(text, kind)
      if (digest === undefined) return
      remember(id, now + pauseMs)
      const next: KeyRecord = { ...record, version: version + 1, [via]: { ...slot, kind, digest } }
      // A store that answers at once would keep the request waiting that began this.
      underWay.set(
        id,
        Promise.resolve().then(() => replace(next, version)),
      )
    },
    async settled() {
      await Promise.allSettled(underWay.values())
    },
  }
}

const isPeppered = (kind: string): boolean => kind.includes('hmac:')
