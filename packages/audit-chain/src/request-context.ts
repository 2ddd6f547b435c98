import type { AuditContext, GuardRequest } from '@sallyport/core'

/** Where a request comes from, as an audit entry says it. What cannot be read is told of and left out. */
export function requestContext(
  request: GuardRequest,
  more: ((request: GuardRequest) => AuditContext) | undefined,
  attempt: <T>(read: () => T) => T | undefined,
): AuditContext {
  return {
    requestId: attempt(() => request.id),
    ip: attempt(() => request.ip),
    method: attempt(() => request.method),
    route: attempt(() => request.route),
    userAgent: attempt(() => request.header('user-agent')),
    ...attempt(() => more?.(request)),
  }
}
