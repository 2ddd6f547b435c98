import type { AuditEvent, AuditSink, Check } from '@sallyport/core'
import type { AuditEntry, Transport } from './entry.ts'
import type { LogReport } from './log-report.ts'

/** An append-only log of what happened, whose every entry can be proved. */
export interface AuditLog extends AuditSink {
  /** Names the log in its checkpoints. */
  readonly origin: string
  /** Writes an event down. Resolves when it is as safe as asked for; rejects when it is not in the log. */
  append(event: AuditEvent, options?: AppendOptions): Promise<Appended>
  /** {@link AuditLog.append}, for whoever writes events and asks nothing of the log. */
  record(event: AuditEvent): Promise<void>
  /** The entries that fit, a page at a time, the newest first. */
  query(query?: AuditQuery): Promise<AuditPage>
  /** Signs what the log holds now: the checkpoint, as a signed note. */
  checkpoint(): Promise<string>
  /** Proves that an entry is in the log, to whoever has the line and the log's verifier key: a tlog-proof. */
  prove(seq: number): Promise<string>
  /**
   * Reads the whole log and says what is wrong with it. It is `unverifiable` until something was signed: a
   * second after the first entry, or when {@link AuditLog.checkpoint} is called.
   */
  verify(options?: VerifyOptions): Promise<LogReport>
  /** Deletes the oldest entries that need not be kept; what comes later stays provable. */
  prune(options: PruneOptions): Promise<Pruned>
  /** Resolves when all that was appended before is on disk. */
  flush(): Promise<void>
  /** Whether the log takes entries, and is whole: for startup, health, SLOs and CI. */
  integrityCheck(): Check
  /** Writes what waits, signs a last checkpoint and lets go of the directory. */
  close(): Promise<void>
}

/**
 * How safe an entry is when `append` resolves. `durable`: it survives a power cut. `written`: it survives
 * the process. `queued`: it is in memory only, and losing it is counted, not told.
 */
export type Acknowledgement = 'durable' | 'written' | 'queued'

/** What an event is appended with. */
export interface AppendOptions {
  /** @default the log's */
  readonly acknowledge?: Acknowledgement
  /** What carried it in. @default 'http' when the event has a `ctx.route` or `ctx.method`, else 'system' */
  readonly transport?: Transport
}

/** Where an event has come to stand. */
export interface Appended {
  /** Not known yet of what is only queued. */
  readonly seq?: number
  readonly id: string
}

/** Which entries are asked for. All that is given must fit. */
export interface AuditQuery {
  /** A type or one of its aliases, or several. A type that ends with `.*` is all below it. */
  readonly type?: string | readonly string[]
  /** A category of the catalog. */
  readonly category?: string
  /** The actor's id, or several of which it is one: all that `of` of `pseudonyms` gives. */
  readonly actor?: string | readonly string[]
  /** The id of one of the targets, or several. */
  readonly target?: string | readonly string[]
  readonly outcome?: AuditEvent['outcome']
  readonly requestId?: string
  /** From this time on, as the clock said it: milliseconds or a Date. */
  readonly from?: number | Date
  /** Before this time. */
  readonly to?: number | Date
  /** @default 'newest' */
  readonly order?: 'newest' | 'oldest'
  /** 1 to 1,000. @default 100 */
  readonly limit?: number
  /** Where the page before ended: its `next`. Only with the same query. */
  readonly cursor?: string
  /**
   * Prove each row under the latest checkpoint, signing one first where a row is later. That there are no
   * other rows is not proved: `verify` says whether the log is whole; and no index is trusted, so that more
   * is read. @default false
   */
  readonly verified?: boolean
  readonly signal?: AbortSignal
}

/**
 * Some entries, and where the next page begins. A page reads about 64 MiB of the log at most, so that it
 * may have fewer rows than asked for, or none, and a next one all the same.
 */
export interface AuditPage {
  readonly rows: readonly AuditRow[]
  /** Of the next page; none when there is none. With the oldest first it is always there: more may come. */
  readonly next?: string
}

/** An entry that was asked for. */
export interface AuditRow {
  readonly seq: number
  /** The entry to the byte, without its line feed: what proofs are about. */
  readonly line: string
  readonly entry: AuditEntry
  /** Its tlog-proof, when the query was `verified`. */
  readonly proof?: string
}

/** Against what a log is verified. */
export interface VerifyOptions {
  /** A checkpoint that was kept elsewhere: the log must begin with the one it was signed for. */
  readonly since?: string
  readonly signal?: AbortSignal
}

/** What may be deleted. */
export interface PruneOptions {
  /** Entries older than so many days; at least the log's floor. Whole segments only. */
  readonly olderThanDays: number
  /** Only says what would be deleted. @default false */
  readonly dryRun?: boolean
}

/** What was deleted. */
export interface Pruned {
  /** How many entries. */
  readonly entries: number
  readonly bytes: number
  /** The first entry that is still there. */
  readonly first: number
  /** Why nothing or not all of it was deleted. */
  readonly kept?: 'held' | 'too_young' | 'nothing'
}
