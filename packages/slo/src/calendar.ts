/** What a calendar repeats. A week begins on Monday. */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** How many days a unit has at most. */
export const mostDays = { day: 1, week: 7, month: 31, quarter: 92, year: 366 } as const

const formats = new Map<string, Intl.DateTimeFormat>()
const day = 86_400_000

/**
 * When the day, week, month, quarter or year began that `now` is in: the first moment of its first date
 * in that zone, whether or not there was a midnight.
 */
export function startOfUnit(unit: CalendarUnit, timeZone: string, now: number): number {
  const first = firstDay(unit, dayIn(timeZone, now))
  // Zones are within 15 hours of UTC, and change theirs at whole seconds.
  let [before, after] = [first * 86_400 - 54_000, first * 86_400 + 54_000]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayIn(timeZone, middle * 1_000) >= first) after = middle
    else before = middle
  }
  return after * 1_000
}

/** When the unit ends that began then. */
export function endOfUnit(unit: CalendarUnit, timeZone: string, start: number): number {
  // That is inside the next one, however long both are.
  return startOfUnit(unit, timeZone, start + (mostDays[unit] + 0.5) * day)
}

/** The date there, as days since 1970-01-01. */
function dayIn(timeZone: string, now: number): number {
  const parts = formatOf(timeZone).formatToParts(now)
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day')) / day
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

function firstDay(unit: CalendarUnit, date: number): number {
  if (unit === 'day') return date
  // 1970-01-01 was a Thursday.
  if (unit === 'week') return date - ((date + 3) % 7)
  const at = new Date(date * day)
  const month = at.getUTCMonth()
  const first = unit === 'month' ? month : unit === 'quarter' ? month - (month % 3) : 0
  return Date.UTC(at.getUTCFullYear(), first, 1) / day
}
