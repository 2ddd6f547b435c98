import type { MetricsSink } from '@sallyport/core'
import { auditMetrics } from './audit-metrics.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { CheckpointHistory } from './checkpoint-history.ts'
import { demandGrown } from './demand-grown.ts'
import type { Disk } from './disk.ts'
import type { Head } from './head.ts'
import { keepCheckpoint } from './keep-checkpoint.ts'
import { rootOf } from './merkle.ts'
import { readVerifierKeys } from './note.ts'
import type { NoteSigner } from './note-key.ts'
import { openSignedHead } from './open-checkpoint.ts'
import type { SignedTree } from './prove.ts'
import type { TileWriter } from './tile-writer.ts'
import { tileHashes } from './tiles.ts'

/** What a head is signed and kept with. */
export interface Signing {
  readonly origin: string
  readonly disk: Disk
  readonly tiles: TileWriter
  readonly history: CheckpointHistory
  readonly signers: readonly NoteSigner[]
  readonly metrics: MetricsSink
  readonly onError: (error: unknown) => void
}

/**
 * Signs a head and makes that the latest checkpoint. In this order: tiles, so that the checkpoint never
 * speaks of what cannot be proved; the checkpoint; its line in the history.
 */
export async function signHead(
  head: Head,
  latest: SignedTree | undefined,
  signing: Signing,
): Promise<SignedTree> {
  const { origin, disk, tiles, history, signers, metrics, onError } = signing
  const { frontier } = head
  const { size } = frontier
  try {
    await tiles.write(size)
    await demandGrown(latest?.frontier, frontier, tileHashes(size, tiles.read))
    const text = await signCheckpoint(origin, { size, root: rootOf(frontier) }, signers)
    await keepCheckpoint(disk, text, head)
    metrics.add(auditMetrics.checkpoints, 1)
    // The checkpoint is durable: what fails from here on is made up for by the next one.
    await history.append(text).catch(onError)
    await tiles.tidy(size).catch(onError)
    return { text, frontier }
  } catch (error) {
    metrics.add(auditMetrics.checkpointFailures, 1)
    throw error
  }
}

/** Whether a checkpoint is of this size and signed by all of these. */
export function isSignedBy(
  { text, frontier }: SignedTree,
  size: number,
  origin: string,
  signers: readonly NoteSigner[],
): boolean {
  if (frontier.size !== size) return false
  const keys = signers.map(({ verifierKey }) => verifierKey)
  const opened = openSignedHead(text, origin, readVerifierKeys('signers', keys))
  return opened.ok && opened.signedBy.length === signers.length
}
