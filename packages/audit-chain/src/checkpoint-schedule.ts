import type { Cancel, Timers } from '@sallyport/core'
import type { CheckpointSchedule } from './audit-log-options.ts'

/** Says when to sign. */
export interface Scheduler {
  /** To be called whenever there may be more or fewer entries without a checkpoint. */
  look(): void
  close(): void
}

/** What a schedule works on. */
export interface Scheduled {
  readonly timers: Timers
  /** How many entries have no checkpoint. */
  unsigned(): number
  sign(): Promise<unknown>
  onError(error: unknown): void
}

// A disk or signer that fails is not asked again for each entry.
const leastPauseMs = 1_000

/** Signs so long after the first entry without a checkpoint, or when there are so many of them. */
export function createScheduler(
  { everyMs = 1_000, everyEntries = 4_096 }: CheckpointSchedule,
  { timers, unsigned, sign, onError }: Scheduled,
): Scheduler {
  demandOver('everyMs', everyMs, everyMs > 0 && everyMs < Number.POSITIVE_INFINITY)
  demandOver('everyEntries', everyEntries, everyEntries >= 1)
  let [busy, failed, closed] = [false, false, false]
  let cancel: Cancel | undefined
  const stop = (): void => {
    cancel?.()
    cancel = undefined
  }
  const go = async (): Promise<void> => {
    stop()
    busy = true
    try {
      await sign()
      failed = false
    } catch (error) {
      failed = true
      onError(error)
    }
    busy = false
    look()
  }
  const look = (): void => {
    if (closed || busy) return
    const count = unsigned()
    if (count === 0) stop()
    else if (count >= everyEntries && !failed) void go()
    else
      cancel ??= timers.after(failed ? Math.max(everyMs, leastPauseMs) : everyMs, () => void go())
  }
  return {
    look,
    close() {
      closed = true
      stop()
    },
  }
}

function demandOver(option: string, value: number, is: boolean): void {
  if (is) return
  throw new RangeError(`audit-chain: "checkpoints.${option}" must be a number > 0, got ${value}`)
}
