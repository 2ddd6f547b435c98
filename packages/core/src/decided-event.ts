import type { AuditEvent } from './audit.ts'
import { coreEvents, coreReasons } from './catalog.ts'
import type { GuardRequest } from './guard.ts'
import { type OnError, tell, whenRejected } from './on-error.ts'
import { type Denied, deny, nothing, type Verdict } from './verdict.ts'

/** The answer when a guard, or the audit log it may not do without, failed: its record is an error's. */
export const unavailable: Denied<'unavailable'> = Object.freeze(
  deny('unavailable', coreReasons.unavailable.status),
)

/**
 * The one record of a decision. What cannot be told is told of and left out, for a record without it is
 * better than none; unless the record is a condition, and must be whole.
 */
export function decidedEvent<T extends object>(
  verdict: Verdict<T>,
  request: GuardRequest,
  describe: ((proved: Partial<T>) => Partial<AuditEvent>) | undefined,
  onError: OnError,
  whole: boolean,
): AuditEvent {
  const attempt = <V>(read: () => V): V | undefined => {
    try {
      const value = read()
      const late = whenRejected(value, (error) => tell(onError, error, request))
      if (late && whole) throw new TypeError('core: "describe" must answer at once, got a promise')
      return value
    } catch (error) {
      if (whole) throw error
      tell(onError, error, request)
      return undefined
    }
  }
  const proved = verdict.ok ? verdict.value : ((verdict.proved ?? nothing) as Partial<T>)
  const described = attempt(() => describe?.(proved))
  const ctx = {
    requestId: attempt(() => request.id),
    ip: attempt(() => request.ip),
    method: attempt(() => request.method),
    route: attempt(() => request.route),
    ...described?.ctx,
  }
  const decided = { type: coreEvents.decided.type, ...described, ctx }
  if (verdict.ok) return { ...decided, outcome: 'success' }
  const outcome = verdict === unavailable ? 'error' : 'denied'
  return { ...decided, outcome, reason: verdict.reason }
}
