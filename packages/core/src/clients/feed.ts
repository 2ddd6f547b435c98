/** Stops a subscription. Nothing is heard afterwards; calling it twice does no harm. */
export type Unsubscribe = () => void

/**
 * Who hears a feed. A cache that lives off it drops everything on `lost` and again on `restored`:
 * what it read in between may have been changed by a message that nobody repeats. None of the three
 * may throw.
 */
export interface FeedListener {
  heard(message: string): void
  /** From here on messages are missed. Called again with each failed attempt to restore it. */
  lost(error: unknown): void
  /** Messages are heard again. Never called when the client has given up. */
  restored(): void
}

/**
 * Messages from other processes, each heard at most once and none of them kept: Redis's pub/sub,
 * Postgres's LISTEN and NOTIFY.
 */
export interface Feed {
  /** Resolves once messages are heard; rejects when the first attempt fails. */
  subscribe(channel: string, listener: FeedListener): Promise<Unsubscribe>
}
