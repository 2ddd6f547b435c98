import type { CheckSettings } from './check-options.ts'
import type { Belief } from './hysteresis.ts'
import type { Outcome } from './run-check.ts'
import type { HealthCause, HealthStatus } from './status.ts'

/** What is known of a check. */
export interface Known {
  readonly belief: Belief | undefined
  readonly last: Outcome | undefined
}

/** When it is judged. */
export interface Moment {
  /** On the monotonic clock. */
  readonly now: number
  /** Whether the service has only just begun. */
  readonly inGrace: boolean
}

/** How something is, and why it is said so. */
export interface Judgement {
  readonly status: HealthStatus
  readonly cause?: HealthCause
}

/** How a check is, of what is known of it. */
export function judge(
  { belief, last }: Known,
  settings: CheckSettings,
  { now, inGrace }: Moment,
): Judgement {
  const down = (cause?: HealthCause): Judgement => {
    if (!settings.critical) return { status: 'degraded', cause: cause ?? 'noncritical' }
    if (inGrace) return { status: 'degraded', cause: 'grace' }
    return cause === undefined ? { status: 'down' } : { status: 'down', cause }
  }
  if (belief === undefined || last === undefined) return down('starting')
  if (isStale(last, settings, now)) return down('stale')
  if (!belief.up) return down(last.ok ? 'hysteresis' : undefined)
  if (!last.ok) return { status: 'degraded', cause: 'hysteresis' }
  return { status: last.degraded ? 'degraded' : 'up' }
}

/** What asks on its own, and was not heard of for two rounds. */
const isStale = ({ heard }: Outcome, { everyMs, timeoutMs }: CheckSettings, now: number): boolean =>
  everyMs !== undefined && now - heard > 2 * everyMs + timeoutMs
