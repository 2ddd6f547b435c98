/**
 * Why a log does not do what it was asked for.
 *
 * - `busy`: another process writes it.
 * - `damaged`: what is on disk is not what this log wrote; it is opened for nobody, and never mended.
 * - `truncated`: whole entries that a checkpoint speaks of are missing.
 * - `rolled_back`: an anchor has seen more of this log, or another one of its name.
 * - `forked`: somebody else has written to it while it was open.
 * - `full`: more is waiting than may wait.
 * - `not_written`: the disk did not take it; nothing of it is in the log.
 * - `closed`: it was closed.
 * - `unanswered`: the process that writes the log was asked and did not answer: it may be in the log, or not.
 */
export type AuditLogFailure =
  | 'busy'
  | 'damaged'
  | 'truncated'
  | 'rolled_back'
  | 'forked'
  | 'full'
  | 'not_written'
  | 'closed'
  | 'unanswered'

/** What a log rejects with. The disk's own error is its `cause`. */
export class AuditLogError extends Error {
  override readonly name = 'AuditLogError'
  readonly code: AuditLogFailure

  constructor(code: AuditLogFailure, message: string, options?: ErrorOptions) {
    super(`audit-chain: ${message}`, options)
    this.code = code
  }
}
