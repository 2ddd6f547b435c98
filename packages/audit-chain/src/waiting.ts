import type { Acknowledgement, Appended } from './audit-log.ts'
import type { AuditLogError } from './audit-log-error.ts'
import type { Drafted } from './batch.ts'

/** An event that waits to be written, and who waits for it. */
export interface Waiting extends Drafted {
  readonly id: string
  /** What it will have on disk. */
  readonly bytes: number
  readonly acknowledge: Acknowledgement
  resolve(appended: Appended): void
  /** Never called of what is only `queued`: its loss is counted. */
  reject(error: AuditLogError): void
}
