import { type Clock, systemClock } from '@sallyport/core'
import { isTime } from './entry.ts'
import { shown } from './value-fault.ts'

/** What says whether there is maintenance: `controls()` with the flag `maintenance_mode`. */
export interface MaintenanceSwitch {
  readonly current: { readonly maintenance_mode: boolean }
  details?(name: 'maintenance_mode'): { readonly until?: number }
}

/** When there is maintenance, as planned: RFC 3339 with an offset, `2026-11-21T02:00:00Z`. */
export interface MaintenanceWindow {
  readonly from: string
  /** Its first moment is no maintenance any more. */
  readonly until: string
}

/** When there is maintenance. */
export interface MaintenancePlan {
  /** The switch. @default none, the windows alone say it */
  readonly state?: MaintenanceSwitch | (() => boolean)
  /** Windows in which there is maintenance whatever the switch says. @default none */
  readonly windows?: readonly MaintenanceWindow[]
  /** @default the machine's */
  readonly clock?: Clock
}

/** There is maintenance, and when it is over where that is known, in milliseconds since the epoch. */
export interface UnderMaintenance {
  readonly until?: number
}

/** Says whether there is maintenance now: undefined when there is not. */
export type MaintenanceNow = () => UnderMaintenance | undefined

/** Whether there is maintenance, by the switch and by the windows; throws for a plan that cannot be. */
export function maintenanceNow(plan: MaintenancePlan): MaintenanceNow {
  const { state, windows = [], clock = systemClock } = plan
  if (state === undefined && windows.length === 0) {
    throw new TypeError('controls: "state" or "windows" must be given, got neither')
  }
  const isOn = switchOf(state)
  const spans = windows.map(spanOf)
  if (spans.length === 0) return () => (isOn() ? untilOf(state) : undefined)
  return () => {
    const now = clock()
    if (isOn()) {
      const { until } = untilOf(state)
      // Turned on by hand and with no end, it does not end with the window.
      return until === undefined ? {} : { until: endOf(spans, Math.max(until, now)) }
    }
    const until = endOf(spans, now)
    return until === now ? undefined : { until }
  }
}

interface Span {
  readonly from: number
  readonly until: number
}

/** When the window is over that is open at a time, and all that begin before the last one ends. */
function endOf(spans: readonly Span[], at: number): number {
  const next = spans.find(({ from, until }) => from <= at && at < until)
  return next === undefined ? at : endOf(spans, next.until)
}

const off = (): boolean => false

function switchOf(state: MaintenancePlan['state']): () => boolean {
  if (state === undefined) return off
  if (typeof state === 'function') return state
  if (typeof state?.current?.maintenance_mode === 'boolean') {
    return () => state.current.maintenance_mode
  }
  throw new TypeError(
    `controls: "state" must be a function, or controls with the flag maintenance_mode, got ${shown(state)}`,
  )
}

function untilOf(state: MaintenancePlan['state']): UnderMaintenance {
  const until = typeof state === 'object' ? state.details?.('maintenance_mode').until : undefined
  return until === undefined ? {} : { until }
}

// The platform takes 30 February for 2 March.
const isDayTime = (at: unknown): at is string =>
  isTime(at) && new Date(at.slice(0, 10)).toISOString().startsWith(at.slice(0, 10))

function spanOf(window: MaintenanceWindow): Span {
  const { from, until } = window ?? ({} as Partial<MaintenanceWindow>)
  const wrong = [from, until].find((at) => !isDayTime(at))
  if (!isDayTime(from) || !isDayTime(until)) {
    throw new TypeError(
      `controls: a window must be "from" and "until", times with an offset, got ${shown(wrong)}`,
    )
  }
  const span = { from: Date.parse(from), until: Date.parse(until) }
  if (span.from < span.until) return span
  throw new RangeError(`controls: a window must end after it begins, got ${from} to ${until}`)
}
