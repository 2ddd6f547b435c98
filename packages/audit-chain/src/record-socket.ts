import {
  type AuditContext,
  type AuditEvent,
  type AuditParty,
  demandOptions,
  type GuardRequest,
  type MonotonicClock,
  systemMonotonic,
} from '@sallyport/core'
import type { AuditLog } from './audit-log.ts'
import { auditEvents } from './catalog.ts'
import { contained, demandFunction, demandRecording, type RecordingOptions } from './contained.ts'
import { requestContext } from './request-context.ts'

/** What {@link recordSocket} records, and who hears when it cannot. */
export interface SocketAuditOptions extends RecordingOptions {
  /** Whose connection it is: what the guard of the upgrade proved. @default nobody's */
  readonly actor?: AuditParty
  /** What else is known of where it came from: a session, a trace. @default nothing */
  readonly context?: (request: GuardRequest) => AuditContext
  /** @default the machine's */
  readonly monotonic?: MonotonicClock
}

/** One WebSocket, as it is recorded. None of these throws. */
export interface SocketAudit {
  /** A message was sent: what is worth knowing of it, never its text. */
  sent(detail?: unknown): void
  /** It failed. */
  failed(error: unknown): void
  /** It was closed, with what the closing frame said. Only the first call counts. */
  closed(code?: number, reason?: string): void
}

/**
 * Records a WebSocket: `ws.connect` at once, then what it is told of. All its entries carry the id, the
 * address and the route of the request that it began with, and the transport `ws`.
 *
 * How it was closed is its outcome: `success` for a normal end (1000, 1001, 1005) and for an application's
 * own codes (3000 and above), `denied` for a violated policy (1008), else `failure`.
 *
 * @example
 * ```ts no-run needs a server
 * import type { AuditLog } from '@sallyport/audit-chain'
 * import { recordSocket } from '@sallyport/audit-chain'
 * import { nodeRequest } from '@sallyport/core/node'
 * import { WebSocketServer } from 'ws'
 *
 * export function recorded(server: WebSocketServer, log: AuditLog): void {
 *   server.on('connection', (socket, incoming) => {
 *     const record = recordSocket(log, nodeRequest(incoming))
 *     socket.on('error', (error) => record.failed(error))
 *     socket.on('close', (code, reason) => record.closed(code, `${reason}`))
 *   })
 * }
 * ```
 */
export function recordSocket(
  log: Pick<AuditLog, 'append'>,
  request: GuardRequest,
  options: SocketAuditOptions = {},
): SocketAudit {
  const names = ['actor', 'context', 'monotonic', 'metrics', 'onError']
  demandOptions('audit-chain: recordSocket()', options, names)
  const { actor, context, monotonic = systemMonotonic } = options
  if (typeof log?.append !== 'function') {
    throw new TypeError('audit-chain: recordSocket() needs a log with "append"')
  }
  for (const [name, given] of Object.entries({ context, monotonic })) {
    demandFunction('recordSocket', name, given)
  }
  demandRecording('recordSocket', options)
  const { attempt, record } = contained(request, options)
  // At once: the request may be gone when the socket ends.
  const about = {
    ...(actor !== undefined && { actor }),
    ctx: requestContext(request, context, attempt),
  }
  const append = (event: Pick<AuditEvent, 'type' | 'outcome' | 'reason' | 'event'>): void =>
    record(() => log.append({ ...event, ...about }, { transport: 'ws' }))
  const began = monotonic()
  let isClosed = false
  append({ type: auditEvents.wsConnect.type, outcome: 'success' })
  return {
    sent: (detail) =>
      append({ type: auditEvents.wsMessageSent.type, outcome: 'success', event: detail }),
    failed: (error) => append({ ...failure(attempt(() => codeOf(error))), event: { error } }),
    closed(code = noCode, reason = '') {
      if (isClosed) return
      isClosed = true
      const durationMs = Math.round((monotonic() - began) * 1_000) / 1_000
      append({
        type: auditEvents.wsDisconnect.type,
        outcome: closing(code),
        event: { code, durationMs, ...(reason !== '' && { reason }) },
      })
    },
  }
}

/** What a closing frame without a code is told as (RFC 6455 §7.1.5). */
const noCode = 1005

function closing(code: number): AuditEvent['outcome'] {
  if (code === 1008) return 'denied'
  return code === 1000 || code === 1001 || code === noCode || code >= 3_000 ? 'success' : 'failure'
}

function failure(code: unknown): Pick<AuditEvent, 'type' | 'outcome' | 'reason'> {
  const failed = { type: auditEvents.wsError.type, outcome: 'error' } as const
  return typeof code === 'string' ? { ...failed, reason: code } : failed
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined | null)?.code
