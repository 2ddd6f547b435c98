import {
  type AuditContext,
  type AuditEvent,
  type AuditParty,
  type AuditSink,
  demandOptions,
  type GuardRequest,
  type MonotonicClock,
  type Observer,
  type RequestEnd,
  systemMonotonic,
} from '@sallyport/core'
import { auditEvents } from './catalog.ts'
import { contained, demandFunction, demandRecording, type RecordingOptions } from './contained.ts'
import { requestContext } from './request-context.ts'

/** What {@link accessAudit} records, and who hears when it cannot. */
export interface AccessAuditOptions extends RecordingOptions {
  /** Who asked, once the request has ended: what a guard proved, kept by request. @default nobody */
  readonly actor?: (request: GuardRequest) => AuditParty | undefined
  /** What else is known of where it came from: a session, a trace. @default nothing */
  readonly context?: (request: GuardRequest) => AuditContext
  /** Requests that are not recorded: probes, what the record of their decision says already. @default none */
  readonly skip?: (request: GuardRequest, end: RequestEnd) => boolean
  /** @default the machine's */
  readonly monotonic?: MonotonicClock
}

/**
 * Records each request when it has ended: who, from where, what was asked for, how it ended and how long it
 * took. Its path is not recorded, only the route's template: paths carry personal data.
 *
 * A status of 500 or more is an `api.error`, all else an `api.request`. The outcome is `denied` after a
 * guard's denial, a 401, 403 or 429; `failure` after another 4xx, or when the client left early, for the
 * reason `aborted`. The response is not kept waiting.
 *
 * @example
 * ```ts
 * import { accessAudit } from '@sallyport/audit-chain'
 * import { recordAudit, testRequest } from '@sallyport/core/testing'
 *
 * const log = recordAudit() // yours: the audit log
 * const observer = accessAudit(log, { actor: () => ({ kind: 'user', id: 'ada' }) })
 * const ended = observer(testRequest({ route: '/orders/:id' }))
 * ended({ status: 403, bytes: 52, aborted: false, denied: 'insufficient_scope' })
 * const { type, outcome, reason } = log.events[0] ?? {}
 * console.log(type, outcome, reason) // prints: api.request denied insufficient_scope
 * ```
 */
export function accessAudit(log: AuditSink, options: AccessAuditOptions = {}): Observer {
  const names = ['actor', 'context', 'skip', 'monotonic', 'metrics', 'onError']
  demandOptions('audit-chain: accessAudit()', options, names)
  const { actor, context, skip, monotonic = systemMonotonic } = options
  if (typeof log?.record !== 'function') {
    throw new TypeError('audit-chain: accessAudit() needs a log with "record"')
  }
  for (const [name, given] of Object.entries({ actor, context, skip, monotonic })) {
    demandFunction('accessAudit', name, given)
  }
  demandRecording('accessAudit', options)
  return (request) => {
    const began = monotonic()
    return (end) => {
      const { attempt, record } = contained(request, options)
      // What cannot tell whether to skip does not.
      if (attempt(() => skip?.(request, end)) === true) return
      const who = attempt(() => actor?.(request))
      const event = {
        ...ended(end),
        ...(who !== undefined && { actor: who }),
        ctx: requestContext(request, context, attempt),
        event: {
          status: end.status,
          bytes: end.bytes,
          durationMs: Math.round((monotonic() - began) * 1_000) / 1_000,
          aborted: end.aborted,
        },
      }
      record(() => log.record(event))
    }
  }
}

function ended({
  status,
  aborted,
  denied,
}: RequestEnd): Pick<AuditEvent, 'type' | 'outcome' | 'reason'> {
  const because = denied === undefined ? {} : { reason: denied }
  if (status >= 500) return { type: auditEvents.apiError.type, outcome: 'error', ...because }
  const { type } = auditEvents.apiRequest
  if (denied !== undefined || refusals.has(status)) return { type, outcome: 'denied', ...because }
  if (status >= 400) return { type, outcome: 'failure' }
  return aborted ? { type, outcome: 'failure', reason: 'aborted' } : { type, outcome: 'success' }
}

const refusals: ReadonlySet<number> = new Set([401, 403, 429])
