import type { CheckSettings } from './check-options.ts'
import type { Belief } from './hysteresis.ts'
import type { Outcome } from './run-check.ts'
import type { HealthCause, HealthStatus } from './status.ts'

/** What is known of a check. */
export interface Known {
  readonly belief: Belief
  readonly last: Outcome
}

/** When it is judged. */
export interface Moment {
  /** On the monotonic clock. */
  readonly now: number
  /** Whether the service has only just begun. */
  readonly inGrace: boolean
  /** Whether it was asked again, and has not answered in time. */
  readonly isLate: boolean
}

/** How something is, and why it is said so. */
export interface Judgement {
  readonly status: HealthStatus
  readonly cause?: HealthCause
}

/** How a check is, of what is known of it. */
export function judge(
  known: Known | undefined,
  settings: CheckSettings,
  { now, inGrace, isLate }: Moment,
): Judgement {
  const down = (cause?: HealthCause): Judgement => {
    if (!settings.critical) return { status: 'degraded', cause: cause ?? 'noncritical' }
    if (inGrace) return { status: 'degraded', cause: 'grace' }
    return because('down', cause)
  }
  if (known === undefined) return down('starting')
  const { belief, last } = known
  if (isStale(last, settings, now)) return down('stale')
  const late = isLate ? 'stale' : undefined
  if (!belief.up) return down(last.ok ? 'hysteresis' : late)
  if (!last.ok) return { status: 'degraded', cause: 'hysteresis' }
  return because(last.degraded ? 'degraded' : 'up', late)
}

const because = (status: HealthStatus, cause: HealthCause | undefined): Judgement =>
  cause === undefined ? { status } : { status, cause }

/** What asks on its own, and was not heard of for two rounds. */
const isStale = ({ heard }: Outcome, { everyMs, timeoutMs }: CheckSettings, now: number): boolean =>
  everyMs !== undefined && now - heard > 2 * everyMs + timeoutMs
