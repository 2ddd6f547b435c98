import { describe, expect, it } from 'vitest'
import { endOfUnit } from '../src/calendar.ts'
import { formatDuration, parseDuration, periodMs, periodSpan } from '../src/index.ts'
import { hour, minute } from './support/slo-of.ts'

const span = (
  calendar: 'day' | 'week' | 'month' | 'quarter' | 'year',
  timeZone: string,
  now: string,
) => periodSpan({ calendar, timeZone }, Date.parse(now))

describe('a calendar period', () => {
  it.each([
    ['day', 'Europe/Berlin', '2026-03-29T21:59:00Z', '2026-03-28T23:00:00Z'],
    ['day', 'Europe/Berlin', '2026-10-25T22:59:00Z', '2026-10-24T22:00:00Z'],
    ['day', 'America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00:00Z'],
    ['day', 'Asia/Kathmandu', '2026-05-05T18:14:00Z', '2026-05-04T18:15:00Z'],
    ['day', 'Pacific/Kiritimati', '2026-05-05T09:00:00Z', '2026-05-04T10:00:00Z'],
    ['week', 'America/New_York', '2026-11-01T12:00:00Z', '2026-10-26T04:00:00Z'],
    ['month', 'America/New_York', '2026-03-31T12:00:00Z', '2026-03-01T05:00:00Z'],
    ['quarter', 'UTC', '2026-06-30T23:59:59Z', '2026-04-01T00:00:00Z'],
    ['year', 'Australia/Sydney', '2026-12-31T12:59:00Z', '2025-12-31T13:00:00Z'],
    ['month', 'UTC', '2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z'],
  ] as const)('%s in %s at %s began at %s', (unit, zone, now, began) => {
    const { from, to } = span(unit, zone, now)
    expect(new Date(from).toISOString().replace('.000', '')).toBe(began)
    expect(to).toBe(Date.parse(now))
  })

  it.each([
    ['2026-03-28T23:00:00Z', 23],
    ['2026-03-29T22:00:00Z', 24],
    ['2026-10-24T22:00:00Z', 25],
  ])('of a day that began in Berlin at %s has %d hours', (began, hours) => {
    const start = Date.parse(began)
    expect(endOfUnit('day', 'Europe/Berlin', start) - start).toBe(hours * hour)
    expect(
      span('day', 'Europe/Berlin', new Date(start + hours * hour - 1).toISOString()).from,
    ).toBe(start)
  })

  it.each(['day', 'week', 'month', 'quarter', 'year'] as const)(
    '%s: each begins where the last ended',
    (unit) => {
      for (let at = Date.parse('2024-01-01T12:00:00Z'), n = 0; n < 8; n++) {
        const { from } = periodSpan({ calendar: unit, timeZone: 'America/New_York' }, at)
        const end = endOfUnit(unit, 'America/New_York', from)
        const next = (t: number) =>
          periodSpan({ calendar: unit, timeZone: 'America/New_York' }, t).from
        expect([next(end - 1), next(end)]).toEqual([from, end])
        at = end + hour
      }
    },
  )
})

it('a rolling period is so long', () => {
  expect(periodSpan({ rollingMs: hour }, 5 * hour)).toEqual({ from: 4 * hour, to: 5 * hour })
  expect(periodMs({ calendar: 'month', timeZone: 'UTC' })).toBe(720 * hour)
})

it('a duration is read as it is written', () => {
  expect(['90s', '5m', '1h', '30d', '4w'].map(parseDuration)).toEqual([
    90_000,
    5 * minute,
    hour,
    720 * hour,
    672 * hour,
  ])
  for (const wrong of ['', '5', 'm', '-5m', '1.5h', '5 m', '1h30m', '1y'])
    expect(parseDuration(wrong)).toBeUndefined()
  expect([90_000, 5_400_000, 86_400_000, 1].map(formatDuration)).toEqual([
    '90s',
    '90m',
    '1d',
    '1ms',
  ])
})
