import type { AuditEvent, AuditSink } from '../audit.ts'

/** An audit sink that keeps what it was told. */
export interface AuditRecorder extends AuditSink {
  /** In the order recorded. */
  readonly events: readonly AuditEvent[]
}

/**
 * An audit sink for tests.
 *
 * @example
 * ```ts
 * import { allow, decider } from '@sallyport/core'
 * import { recordAudit, testRequest } from '@sallyport/core/testing'
 *
 * const audit = recordAudit()
 * await decider(() => allow(), { audit })(testRequest())
 * console.log(audit.events.map(({ type, outcome }) => `${type} ${outcome}`)) // prints: [ 'request.decided success' ]
 * ```
 */
export function recordAudit(): AuditRecorder {
  const events: AuditEvent[] = []
  return {
    events,
    record(event) {
      events.push(event)
    },
  }
}
