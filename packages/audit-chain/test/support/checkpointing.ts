import {
  type ManualTime,
  type MetricsRecorder,
  manualTime,
  recordMetrics,
} from '@sallyport/core/testing'
import type { Checkpointer } from '../../src/checkpointer.ts'
import type { Disk } from '../../src/disk.ts'
import { readFile } from '../../src/disk-files.ts'
import { layout } from '../../src/layout.ts'
import { memoryDisk } from '../../src/memory-disk.ts'
import { readVerifierKeys } from '../../src/note.ts'
import type { NoteSigner } from '../../src/note-key.ts'
import { openCheckpoint } from '../../src/open-checkpoint.ts'
import { type CheckpointerOptions, openCheckpointer } from '../../src/open-checkpointer.ts'
import { type GrowingLog, growingLog, origin } from './growing-log.ts'
import { keyOf, signerOf } from './keys.ts'

export const verifierKeys: readonly string[] = [
  keyOf(origin, 1).verifierKey,
  keyOf(origin, 2).verifierKey,
]

/** A log that is checkpointed, in a time of its own. */
export interface Checkpointing {
  readonly time: ManualTime
  readonly metrics: MetricsRecorder
  readonly errors: readonly unknown[]
  readonly checkpointer: Checkpointer
  readonly disk: Disk
  readonly log: GrowingLog
  /** So many more entries become durable. */
  grow(count: number): void
}

/** Opens one, of a log that has what `log` has. */
export async function checkpointing(
  options: Partial<CheckpointerOptions> = {},
  kept: { readonly disk?: Disk; readonly log?: GrowingLog } = {},
): Promise<Checkpointing> {
  const { disk = memoryDisk(), log = growingLog() } = kept
  const time = manualTime()
  const metrics = recordMetrics()
  const errors: unknown[] = []
  const checkpointer = await openCheckpointer(disk, {
    origin,
    head: log.head,
    signers: [signerOf(origin)],
    verifiers: readVerifierKeys('keys', verifierKeys),
    metrics,
    monotonic: time.monotonic,
    timers: time.timers,
    onError: (error) => void errors.push(error),
    ...options,
  })
  const grow = (count: number): void => checkpointer.committed(log.grow(count))
  return { time, metrics, errors, checkpointer, disk, log, grow }
}

/** How many entries a checkpoint is of, whose signatures must be right. */
export function sizeOf(checkpoint: string): number {
  const opened = openCheckpoint(checkpoint, { origin, keys: verifierKeys })
  if (!opened.ok) throw new Error(opened.reason)
  return opened.size
}

/** A file of the log as text. */
export async function textOf(disk: Disk, path: string): Promise<string> {
  return Buffer.from((await readFile(disk, path, 1_000_000)) ?? []).toString()
}

/** The sizes of all checkpoints that were ever the latest. */
export async function history(disk: Disk): Promise<readonly number[]> {
  const lines = (await textOf(disk, layout.checkpoints)).split('\n').slice(0, -1)
  return lines.map((line) => sizeOf(JSON.parse(line)))
}

/** Lets all that needs no time happen. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20_000; turn++) await Promise.resolve()
}

/** A signer that holds back till it is told. */
export function heldSigner(): NoteSigner & { release(): void; readonly asked: number } {
  const inner = signerOf(origin)
  const waiting: (() => void)[] = []
  let asked = 0
  return {
    verifierKey: inner.verifierKey,
    sign: async (text) => {
      asked++
      await new Promise<void>((resolve) => waiting.push(resolve))
      return inner.sign(text)
    },
    release: () => waiting.shift()?.(),
    get asked() {
      return asked
    },
  }
}
