import type { MetricsSink, MonotonicClock, Timers } from '@sallyport/core'
import type { Anchor } from './anchor.ts'
import { type AnchorFeeds, feedAnchors } from './anchor-feeds.ts'
import type { CheckpointSchedule } from './audit-log-options.ts'
import { openHistory } from './checkpoint-history.ts'
import { createScheduler } from './checkpoint-schedule.ts'
import type { Checkpointer } from './checkpointer.ts'
import { coalesced } from './coalesced.ts'
import type { Committed } from './committed.ts'
import type { Disk } from './disk.ts'
import type { Head } from './head.ts'
import { emptyFrontier } from './merkle.ts'
import type { NoteSigner, NoteVerifier } from './note-key.ts'
import { proveEntry, type SignedTree } from './prove.ts'
import { demandAnchored, demandNotRolledBack } from './rollback.ts'
import { isSignedBy, type Signing, signHead } from './sign-head.ts'
import { openTileWriter, type TileWriter } from './tile-writer.ts'
import { tileHashes } from './tiles.ts'

/** What a checkpointer goes on from. */
export interface CheckpointerOptions {
  readonly origin: string
  /** Where the log stands. */
  readonly head: Head
  /** The latest checkpoint and its tree, which `head` must begin with; none of a log without one. */
  readonly signed?: SignedTree | undefined
  /** What became durable behind that checkpoint, or behind nothing, before the log was opened. */
  readonly replayed?: Pick<Committed, 'leaves' | 'nodes'>
  readonly signers: readonly NoteSigner[]
  /** Of all keys that may have signed this log. */
  readonly verifiers: readonly NoteVerifier[]
  readonly schedule?: CheckpointSchedule
  readonly anchors?: readonly Anchor[]
  readonly metrics: MetricsSink
  readonly monotonic: MonotonicClock
  readonly timers: Timers
  readonly onError: (error: unknown) => void
}

/**
 * Goes on signing a log. Rejects with an AuditLogError `rolled_back` where an anchor has seen more of it,
 * and `damaged` where the tiles of its latest checkpoint are not there; nothing has been written then.
 */
export async function openCheckpointer(
  disk: Disk,
  options: CheckpointerOptions,
): Promise<Checkpointer> {
  const { head, signed, replayed, anchors = [] } = options
  demandNames(anchors)
  const tiles = await openTileWriter(disk, signed?.frontier ?? emptyFrontier)
  if (replayed) tiles.add(replayed)
  const read = tileHashes(head.frontier.size, tiles.read)
  const known = await demandNotRolledBack(head.frontier, read, { ...options, anchors })
  const history = await openHistory(disk, signed?.text)
  const ask = (anchor: Anchor, { frontier }: SignedTree): Promise<number | undefined> =>
    demandAnchored(anchor, frontier, tileHashes(frontier.size, tiles.read), options)
  const feeds = feedAnchors(anchors, known, { ...options, size: head.frontier.size, ask })
  if (signed) feeds.offer(signed, feeds.mark(signed.frontier.size))
  return createCheckpointer(options, { ...options, disk, tiles, history }, feeds)
}

// Leaves above this go to disk though nobody has asked for a checkpoint.
const mostWaiting = 8_192

function createSpill(tiles: TileWriter, onError: (error: unknown) => void): () => void {
  let most = mostWaiting
  let busy = false
  const write = async (): Promise<void> => {
    busy = true
    try {
      await tiles.writeFull()
      most = mostWaiting
    } catch (error) {
      // Not again for each batch.
      most = 2 * tiles.waiting
      onError(error)
    }
    busy = false
  }
  return () => {
    if (!busy && tiles.waiting >= most) void write()
  }
}

function createCheckpointer(
  { head: opened, signed, schedule = {}, timers }: CheckpointerOptions,
  signing: Signing,
  feeds: AnchorFeeds,
): Checkpointer {
  const { origin, signers, tiles, onError } = signing
  let [head, latest] = [opened, signed]
  const sizeOf = (): number => latest?.frontier.size ?? 0
  const run = coalesced(async (): Promise<string> => {
    const now = head
    const mark = feeds.mark(now.frontier.size)
    const isSigned = latest && isSignedBy(latest, now.frontier.size, origin, signers)
    if (!latest || !isSigned) latest = await signHead(now, latest, signing)
    feeds.offer(latest, mark)
    return latest.text
  })
  const unsigned = (): number => head.frontier.size - sizeOf()
  const scheduler = createScheduler(schedule, { timers, unsigned, sign: run, onError })
  const checkpoint = (): Promise<string> => run().finally(scheduler.look)
  const spill = createSpill(tiles, onError)
  scheduler.look()
  return {
    get signed() {
      return sizeOf()
    },
    committed(batch) {
      head = batch.head
      tiles.add(batch)
      feeds.grown(head.frontier.size)
      scheduler.look()
      spill()
    },
    checkpoint,
    async prove(seq) {
      demandEntry(seq, head.frontier.size)
      if (!latest || seq >= sizeOf()) await checkpoint()
      const tree = latest as SignedTree
      return proveEntry(seq, tree, tileHashes(tree.frontier.size, tiles.read))
    },
    async close() {
      scheduler.close()
      try {
        if (unsigned() > 0) await run()
      } finally {
        await feeds.close()
      }
    },
  }
}

function demandNames(anchors: readonly Anchor[]): void {
  const names = anchors.map(({ name }) => name)
  if (names.every((name, i) => name && names.indexOf(name) === i)) return
  throw new TypeError(`audit-chain: "anchors" must have a name each, got ${JSON.stringify(names)}`)
}

function demandEntry(seq: number, size: number): void {
  if (Number.isSafeInteger(seq) && seq >= 0 && seq < size) return
  throw new RangeError(`audit-chain: "seq" must be that of an entry, below ${size}, got ${seq}`)
}
