import type { Cancel, Timers } from '@sallyport/core'
import type { Anchor } from './anchor.ts'

/** A checkpoint on its way to anchors. */
export interface Offered {
  readonly text: string
  readonly size: number
}

/** Brings checkpoints to an anchor, as fast as it takes them. */
export interface AnchorFeed<T extends Offered> {
  /** Returns at once. One that has not gone out yet is passed over for this one. */
  offer(checkpoint: T): void
  /** Tries a last time, and waits so long at most. */
  close(waitMs: number): Promise<void>
}

/** What a feed works on. */
export interface FeedOptions<T> {
  readonly anchor: Anchor
  /** What the anchor is known to have: nothing up to there is offered again. */
  readonly known: number | undefined
  /**
   * Asks what it has, which the checkpoint must begin with: of one that did not say so before. What it has
   * must not be overwritten with less.
   */
  readonly ask?: ((checkpoint: T) => Promise<number | undefined>) | undefined
  readonly timers: Timers
  kept(checkpoint: T): void
  failed(error: unknown): void
}

/** After a failure, where no newer checkpoint comes along. */
const pauseMs = 10_000

/** One at a time, the newest next. An anchor that never answers holds up nobody but itself. */
export function feedAnchor<T extends Offered>(options: FeedOptions<T>): AnchorFeed<T> {
  const { anchor, timers, kept, failed } = options
  let { ask, known = -1 } = options
  let pending: T | undefined
  let running: Promise<void> | undefined
  let retry: Cancel | undefined
  let closed = false
  const drain = async (): Promise<void> => {
    while (pending) {
      const checkpoint = pending
      pending = undefined
      try {
        if (ask) known = (await ask(checkpoint)) ?? known
        ask = undefined
        if (checkpoint.size > known) await anchor.publish(checkpoint.text)
        known = checkpoint.size
        kept(checkpoint)
      } catch (error) {
        pending ??= checkpoint
        failed(error)
        break
      }
    }
    running = undefined
    if (pending && !closed) retry = timers.after(pauseMs, begin)
  }
  const begin = (): void => {
    retry?.()
    retry = undefined
    if (pending) running ??= drain()
  }
  return {
    offer(checkpoint) {
      if (closed || checkpoint.size <= known) return
      pending = checkpoint
      begin()
    },
    async close(waitMs) {
      closed = true
      begin()
      if (!running) return
      let cancel: Cancel = () => undefined
      const late = new Promise<true>((resolve) => {
        cancel = timers.after(waitMs, () => resolve(true))
      })
      if (await Promise.race([running, late])) {
        failed(new Error(`no answer within ${waitMs} ms, and the log is being closed`))
      }
      cancel()
    },
  }
}
