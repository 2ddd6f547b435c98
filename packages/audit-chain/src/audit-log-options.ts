import type {
  AuditEventType,
  AuditParty,
  Clock,
  MetricsSink,
  MonotonicClock,
  Random,
  Secret,
  Timers,
} from '@sallyport/core'
import type { Anchor } from './anchor.ts'
import type { Acknowledgement } from './audit-log.ts'

/** How a log is kept. */
export interface AuditLogOptions {
  /** Names the log, for good: a host and a path that belong to you, `log.example/audit`. */
  readonly origin: string
  /** What signs the checkpoints, of `newSigningKey`: one, and while keys change the old and the new one. */
  readonly signingKeys: readonly Secret[]
  /** Verifier keys that have signed this log before. @default none */
  readonly formerKeys?: readonly string[]
  /** Where checkpoints are kept besides. Without one, nobody notices a log that was set back. @default none */
  readonly anchors?: readonly Anchor[]
  /** @default 'durable' */
  readonly acknowledge?: Acknowledgement
  readonly queue?: QueueOptions
  /** A segment ends when it has so many bytes, 4 KiB to 1 GiB. @default 64 MiB */
  readonly segmentBytes?: number
  readonly checkpoints?: CheckpointSchedule
  readonly retention?: RetentionOptions
  /** After so long the log's own check reads all of it again, and not only what is new. @default 3_600_000 */
  readonly verifyEveryMs?: number
  /** What is written of an actor or target: a `pseudonyms(…)`. @default as it is */
  readonly party?: (party: AuditParty) => AuditParty
  /** What is written of an address: `truncateAddress` of `@sallyport/network`. @default as it is */
  readonly address?: (address: string) => string | undefined
  /** Besides `auditEvents`, whose types queries find by their aliases too: `apiKeyEvents`. @default none */
  readonly catalogs?: readonly Readonly<Record<string, AuditEventType>>[]
  /** @default measures nothing */
  readonly metrics?: MetricsSink
  /** Hears of anchors, checkpoints and disks that fail. @default prints to stderr */
  readonly onError?: (error: unknown) => void
  readonly clock?: Clock
  readonly monotonic?: MonotonicClock
  readonly timers?: Timers
  readonly random?: Random
}

/** How much may wait for the disk. */
export interface QueueOptions {
  /** @default 10_000 */
  readonly entries?: number
  /** @default 16 MiB */
  readonly bytes?: number
  /**
   * What becomes of an event that finds no room. `reject`: its append rejects. `wait`: its append takes
   * longer. `drop`: its append rejects too, and an entry `audit.gap` says how many were lost.
   * @default 'reject'
   */
  readonly whenFull?: 'reject' | 'wait' | 'drop'
}

/** When checkpoints are signed; besides, when the log is closed. */
export interface CheckpointSchedule {
  /** So long after the first entry that has none. @default 1_000 */
  readonly everyMs?: number
  /** After so many entries. @default 4_096 */
  readonly everyEntries?: number
}

/** What must be kept. */
export interface RetentionOptions {
  /** No entry younger than this is ever deleted. @default 365 */
  readonly floorDays?: number
  /** Whether nothing may be deleted now. @default never */
  readonly hold?: () => boolean | Promise<boolean>
}
