import { demandOptions } from '@sallyport/core'
import type { Appended, AuditLog } from './audit-log.ts'
import { AuditLogError } from './audit-log-error.ts'
import { type Answer, handed, isHandOver, refused } from './hand-over.ts'

/** A worker, as the primary sees it: of `node:cluster`, or a child process with a channel. */
export interface ClusterWorker {
  send(message: object, sent: (error: Error | null) => void): unknown
}

/** The primary's `node:cluster`. */
export interface ClusterPrimary {
  on(event: 'message', heard: (worker: ClusterWorker, message: unknown) => void): unknown
  off(event: 'message', heard: (worker: ClusterWorker, message: unknown) => void): unknown
}

/** How the primary takes events. */
export interface SharedAuditLogOptions {
  /** Events of one worker that may wait; what comes beyond is refused as `full`. @default 10_000 */
  readonly mostPending?: number
}

/** A log that workers write to. */
export interface SharedAuditLog {
  /** Takes no more events; the log stays open. */
  close(): void
}

/**
 * Writes down what the workers of a cluster record, in the process that holds the log's file: the primary.
 * Listens for their messages and for nothing else; what is no event, or for a log of another origin, is
 * ignored. Each worker has a `primaryAuditLog`.
 *
 * @example
 * ```ts no-run forks processes
 * import cluster from 'node:cluster'
 * import type { AuditLog } from '@sallyport/audit-chain'
 * import { sharedAuditLog } from '@sallyport/audit-chain/cluster'
 *
 * export function fork(log: AuditLog): void {
 *   sharedAuditLog(log, cluster)
 *   for (let i = 0; i < 4; i++) cluster.fork()
 * }
 * ```
 */
export function sharedAuditLog(
  log: Pick<AuditLog, 'append' | 'origin'>,
  cluster: ClusterPrimary,
  options: SharedAuditLogOptions = {},
): SharedAuditLog {
  demandOptions('audit-chain: sharedAuditLog()', options, ['mostPending'])
  const { mostPending = 10_000 } = options
  if (typeof log?.append !== 'function' || typeof log.origin !== 'string') {
    throw new TypeError('audit-chain: sharedAuditLog() needs an audit log')
  }
  if (typeof cluster?.on !== 'function') {
    throw new TypeError('audit-chain: sharedAuditLog() needs the primary\'s "node:cluster"')
  }
  if (!(Number.isInteger(mostPending) && mostPending > 0)) {
    throw new RangeError(
      `audit-chain: "mostPending" must be an integer above 0, got ${String(mostPending)}`,
    )
  }
  const pending = new WeakMap<ClusterWorker, number>()
  const count = (worker: ClusterWorker, by: number): number => {
    const now = (pending.get(worker) ?? 0) + by
    pending.set(worker, now)
    return now
  }
  const answer = async (worker: ClusterWorker, number: number, outcome: Outcome) => {
    const settled = await outcome
    count(worker, -1)
    send(worker, { sallyport: 'audit.appended', origin: log.origin, number, ...settled })
  }
  const heard = (worker: ClusterWorker, message: unknown): void => {
    if (!isHandOver(message, log.origin)) return
    const isTooMany = count(worker, 1) > mostPending
    void answer(worker, message.number, isTooMany ? tooMany : write(log, message.text))
  }
  cluster.on('message', heard)
  return { close: () => void cluster.off('message', heard) }
}

type Settled = Pick<Answer, 'appended' | 'failure' | 'message'>
type Outcome = Settled | Promise<Settled>

const tooMany: Settled = refused(new AuditLogError('full', 'too many events of this worker wait'))

// Not async: the text, which may be long, is let go of before the log is waited for.
function write(log: Pick<AuditLog, 'append'>, text: string): Outcome {
  const given = handed(text)
  if (given === undefined) return refused(new AuditLogError('not_written', 'this is no event'))
  const { event, options } = given
  const written = new Promise<Appended>((resolve) => resolve(log.append(event, options)))
  return written.then((appended) => ({ appended }), refused)
}

// A worker that is gone needs no answer.
function send(worker: ClusterWorker, answer: Answer): void {
  try {
    worker.send(answer, () => {})
  } catch {
    // Its channel is closed.
  }
}
