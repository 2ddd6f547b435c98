import { type CalendarUnit, mostDays, startOfUnit } from './calendar.ts'
import { type Duration, durationOf } from './duration.ts'
import type { Span } from './source.ts'

/** The time an objective is for. Milliseconds, or calendar periods of a time zone. */
export type Period =
  | { readonly rollingMs: number }
  | { readonly calendar: CalendarUnit; readonly timeZone: string }

/** A period as it is written: `30d`, or a calendar's in an IANA time zone. */
export type PeriodOptions =
  | Duration
  | { readonly calendar: CalendarUnit; readonly timeZone: string }

const day = 86_400_000
const nominal = { day, week: 7 * day, month: 30 * day, quarter: 91 * day, year: 365 * day } as const
const longest = 366 * day

/** How long a period is; of a calendar's, how long it usually is. */
export function periodMs(period: Period): number {
  return 'rollingMs' in period ? period.rollingMs : nominal[period.calendar]
}

/** How long a period can be: months of 31 days, and a day of which the clocks are put back. */
export function longestMs(period: Period): number {
  if ('rollingMs' in period) return period.rollingMs
  return mostDays[period.calendar] * day + 3 * 3_600_000
}

/** The part of the period that is over by `now`. */
export function periodSpan(period: Period, now: number): Span {
  const from =
    'rollingMs' in period
      ? now - period.rollingMs
      : startOfUnit(period.calendar, period.timeZone, now)
  return { from, to: now }
}

/** The period, if it is one. */
export function periodOf(given: PeriodOptions): Period {
  if (typeof given === 'string') {
    const rollingMs = durationOf('slo: "period"', given)
    if (rollingMs >= 60_000 && rollingMs <= longest) return Object.freeze({ rollingMs })
    throw new RangeError(`slo: "period" must be from 1m to 366d, got ${given}`)
  }
  const { calendar, timeZone } = given
  if (!Object.hasOwn(nominal, calendar))
    throw new TypeError(
      `slo: "period.calendar" must be one of ${Object.keys(nominal).join(', ')}, got ${calendar}`,
    )
  try {
    // Without one Intl takes the machine's own.
    startOfUnit('day', String(timeZone), 0)
  } catch {
    throw new RangeError(`slo: "period.timeZone" must be an IANA time zone, got ${timeZone}`)
  }
  return Object.freeze({ calendar, timeZone })
}
