import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarOf, isPeriod, type Period, periodAt, startOf } from '../src/calendar.ts'

const hour = 3_600_000
const day = 24 * hour
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const daysIn = (year: number, month: number): number =>
  month === 1 && isLeap(year)
    ? 29
    : ([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] as number)

interface Day {
  readonly year: number
  readonly month: number
  readonly date: number
}

const nextDay = ({ year, month, date }: Day): Day => {
  if (date < daysIn(year, month)) return { year, month, date: date + 1 }
  return month < 11 ? { year, month: month + 1, date: 1 } : { year: year + 1, month: 0, date: 1 }
}
const dayBefore = ({ year, month, date }: Day): Day => {
  if (date > 1) return { year, month, date: date - 1 }
  const before = month > 0 ? { year, month: month - 1 } : { year: year - 1, month: 11 }
  return { ...before, date: daysIn(before.year, before.month) }
}

/** Every period's beginning within 30 years of the origin, found by going from day to day. */
function beginnings(months: number, origin: number): Map<number, number> {
  const midnight = Math.floor(origin / day) * day
  const walk = (step: -1 | 1): [index: number, start: number][] => {
    let today: Day = { year: 1970, month: 0, date: 1 }
    for (let i = 0; i < midnight / day; i++) today = nextDay(today)
    const wanted = today.date
    const begun: [number, number][] = []
    for (let i = 0, months_ = 0; i < 30 * 366; i++) {
      const { year, month, date } = today
      if (date === Math.min(wanted, daysIn(year, month))) {
        if (months_ % months === 0) begun.push([(step * months_) / months, origin + step * i * day])
        months_++
      }
      today = step === 1 ? nextDay(today) : dayBefore(today)
    }
    return begun
  }
  return new Map([...walk(-1), ...walk(1)])
}

const origins = fc.oneof(
  // Days at a month's end, among them the 29th of February.
  fc.constantFrom(
    ...[
      [2024, 0, 31],
      [2024, 1, 29],
      [2023, 1, 28],
      [2026, 3, 30],
      [2100, 1, 28],
      [1999, 11, 31],
      [1970, 0, 1],
      [2000, 1, 29],
    ].map(([year = 0, month = 0, date = 1]) => Date.UTC(year, month, date, 6, 30, 0, 1)),
  ),
  fc.integer({ min: 0, max: Date.UTC(2040, 0, 1) }),
)

describe('months and years', () => {
  it.each([
    ['month', 1],
    ['year', 12],
  ] as const)('of a %s begin where counting the days one by one says', (period, months) => {
    fc.assert(
      fc.property(origins, (origin) => {
        const calendar = calendarOf(period, origin)
        for (const [index, start] of beginnings(months, origin)) {
          expect([index, startOf(calendar, index)]).toEqual([index, start])
          expect(periodAt(calendar, start)).toBe(index)
          expect(periodAt(calendar, start - 1)).toBe(index - 1)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('every period', () => {
  const periods: readonly Period[] = ['hour', 'day', 'week', 'month', 'year']
  const times = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2600, 0, 1) })

  it.each(periods)(
    '%s: any time lies in exactly one, and the next begins where it ends',
    (period) => {
      fc.assert(
        fc.property(fc.option(origins, { nil: undefined }), times, (startsAt, now) => {
          const calendar = calendarOf(period, startsAt)
          const index = periodAt(calendar, now)
          expect(startOf(calendar, index)).toBeLessThanOrEqual(now)
          expect(startOf(calendar, index + 1)).toBeGreaterThan(now)
          expect(periodAt(calendar, startOf(calendar, index + 1))).toBe(index + 1)
        }),
        { numRuns: 2_000 },
      )
    },
  )

  it('begins at midnight UTC, a week on Monday, unless it is told', () => {
    const now = Date.UTC(2026, 4, 15, 12, 34)
    const starts = periods.map((period) => {
      const calendar = calendarOf(period)
      return new Date(startOf(calendar, periodAt(calendar, now))).toISOString()
    })
    expect(starts).toEqual([
      '2026-05-15T12:00:00.000Z',
      '2026-05-15T00:00:00.000Z',
      '2026-05-11T00:00:00.000Z',
      '2026-05-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ])
  })

  it('is one of five words', () => {
    for (const period of periods) expect(isPeriod(period)).toBe(true)
    for (const other of ['minute', 'Day', '', 'toString', '__proto__', 1, null, undefined]) {
      expect(isPeriod(other)).toBe(false)
    }
  })
})
