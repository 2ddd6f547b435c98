/** How long a quota lasts. Days, weeks, months and years are those of UTC. */
export type Period = 'hour' | 'day' | 'week' | 'month' | 'year'

/** Periods that follow each other without a gap, numbered from the one that begins at `origin`. */
export interface Calendar {
  readonly origin: number
  /** Months of a period; 0 when it is a fixed number of milliseconds. */
  readonly months: number
  readonly ms: number
}

const hour = 3_600_000
const day = 24 * hour
const lengths: Readonly<Record<Period, Omit<Calendar, 'origin'>>> = {
  hour: { months: 0, ms: hour },
  day: { months: 0, ms: day },
  week: { months: 0, ms: 7 * day },
  month: { months: 1, ms: 0 },
  year: { months: 12, ms: 0 },
}
// 1970-01-05 was a Monday; every other period begins at the epoch.
const monday = 4 * day

/** Whether it names a period. */
export const isPeriod = (given: unknown): given is Period =>
  typeof given === 'string' && Object.hasOwn(lengths, given)

/** The calendar of a period; `startsAt` moves its beginning, as to the day somebody signed up. */
export function calendarOf(period: Period, startsAt?: number): Calendar {
  return { origin: startsAt ?? (period === 'week' ? monday : 0), ...lengths[period] }
}

/** When a period begins. The 31st is the last day of a month that has no 31st. */
export function startOf({ origin, months, ms }: Calendar, index: number): number {
  if (months === 0) return origin + index * ms
  const from = new Date(origin)
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + index * months
  // Day 0 of the next month is the last of this one.
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const first = Date.UTC(year, month, Math.min(from.getUTCDate(), last))
  return first + (origin - Date.UTC(year, from.getUTCMonth(), from.getUTCDate()))
}

/** The period that a time lies in. */
export function periodAt(calendar: Calendar, now: number): number {
  const { origin, months, ms } = calendar
  if (months === 0) return Math.floor((now - origin) / ms)
  const from = new Date(origin)
  const at = new Date(now)
  const passed =
    (at.getUTCFullYear() - from.getUTCFullYear()) * 12 + at.getUTCMonth() - from.getUTCMonth()
  const index = Math.floor(passed / months)
  // The month is right; its day or hour may not have come yet.
  return startOf(calendar, index) > now ? index - 1 : index
}
