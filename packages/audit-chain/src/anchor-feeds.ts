import type { MetricsSink, MonotonicClock, Timers } from '@sallyport/core'
import type { Anchor } from './anchor.ts'
import { feedAnchor, type Offered } from './anchor-feed.ts'
import { auditMetrics } from './audit-metrics.ts'
import type { SignedTree } from './prove.ts'
import type { Anchored } from './rollback.ts'
import { createUnanchored, type Mark } from './unanchored.ts'

/** Brings checkpoints to all anchors of a log, and measures what they lack. */
export interface AnchorFeeds {
  /** The log ends here now, or did so when it was opened: what is signed then is offered with this. */
  mark(size: number): Mark
  /** Returns at once. */
  offer(signed: SignedTree, mark: Mark): void
  /** The log has so many entries now. */
  grown(size: number): void
  /** Waits for the anchors, but not for ever. */
  close(): Promise<void>
}

/** What feeds work on. */
export interface AnchorFeedsOptions {
  readonly metrics: MetricsSink
  readonly monotonic: MonotonicClock
  readonly timers: Timers
  readonly onError: (error: unknown) => void
  /** How many entries the log has. */
  readonly size: number
  /** Asks an anchor what it has of a tree, and rejects where that is something else. */
  readonly ask: (anchor: Anchor, tree: SignedTree) => Promise<number | undefined>
}

/** How long closing waits for anchors. */
const waitMs = 5_000
/** How often it is measured for how long entries are in no anchor. */
const measureMs = 1_000

/** Each anchor has a queue of its own: one that hangs keeps nothing from the others. */
export function feedAnchors(
  anchors: readonly Anchor[],
  known: readonly Anchored[],
  { metrics, monotonic, timers, onError, size, ask }: AnchorFeedsOptions,
): AnchorFeeds {
  const anchored = Math.max(0, ...known.filter((one) => typeof one === 'number'))
  const unanchored = createUnanchored({ metrics, monotonic, size, anchored })
  unanchored.measure()
  const feeds = anchors.map((anchor, i) => {
    const has = known[i]
    return feedAnchor<Offered & { readonly mark: Mark; readonly tree: SignedTree }>({
      anchor,
      known: has === 'unasked' ? undefined : has,
      ...(has === 'unasked' && { ask: ({ tree }) => ask(anchor, tree) }),
      timers,
      kept: ({ mark }) => unanchored.kept(mark),
      failed: (cause) => {
        const { name } = anchor
        metrics.add(auditMetrics.anchorFailures, 1, { anchor: name })
        onError(new Error(`audit-chain: the anchor "${name}" took no checkpoint`, { cause }))
      },
    })
  })
  const cancel = timers.each(measureMs, unanchored.measure)
  return {
    mark: unanchored.mark,
    offer(tree, mark) {
      const { text, frontier } = tree
      for (const feed of feeds) feed.offer({ text, size: frontier.size, mark, tree })
    },
    grown: unanchored.grown,
    async close() {
      await Promise.all(feeds.map((feed) => feed.close(waitMs)))
      cancel()
      unanchored.measure()
    },
  }
}
