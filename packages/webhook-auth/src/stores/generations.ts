/** What is kept of a key. */
export interface Kept {
  readonly lease: string
  readonly until: number
  readonly done: boolean
}

/** A bounded map whose entries run out, without a timer. */
export interface Generations {
  readonly size: number
  get(key: string): Kept | undefined
  /** Keeps it; false when there is no room for another key. */
  put(key: string, kept: Kept, now: number): boolean
  drop(key: string): void
}

// Two out for one in: what has run out is never more than what is live.
const sweptPerKey = 2
const sweptWhenFull = 64

/**
 * Two generations: new keys go into the young one, and with each of them the oldest two of the old one
 * are dropped or, when they have not run out, go over to the young one. When the old one is empty they
 * change places. So spans of any length lie in one store, and nothing is given up that is live.
 */
export function createGenerations(maxKeys: number): Generations {
  let young = new Map<string, Kept>()
  let old = new Map<string, Kept>()
  // Kept between sweeps: a new iterator would walk past all that was dropped before.
  let hand = old.entries()
  const sweep = (now: number, most: number): void => {
    for (let i = 0; i < most; i++) {
      const { value } = hand.next()
      if (value === undefined) {
        // Nothing is ever added to the old one, so that it is empty now.
        ;[young, old] = [old, young]
        hand = old.entries()
      } else {
        const [key, kept] = value
        old.delete(key)
        if (kept.until > now) young.set(key, kept)
      }
    }
  }
  return {
    get size() {
      return young.size + old.size
    },
    get: (key) => young.get(key) ?? old.get(key),
    put(key, kept, now) {
      if (young.has(key)) {
        young.set(key, kept)
        return true
      }
      if (!old.delete(key)) {
        const isFull = young.size + old.size >= maxKeys
        sweep(now, isFull ? sweptWhenFull : sweptPerKey)
        if (young.size + old.size >= maxKeys) return false
      }
      young.set(key, kept)
      return true
    },
    drop(key) {
      if (!young.delete(key)) old.delete(key)
    },
  }
}
