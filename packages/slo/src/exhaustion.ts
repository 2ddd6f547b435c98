import { endOfUnit } from './calendar.ts'
import { burnRate } from './decide.ts'
import { periodMs, periodSpan } from './period.ts'
import type { Reading } from './reading.ts'
import type { Slo } from './slo.ts'

/**
 * When the budget of a whole period is spent, at the pace of the fastest alert's long window and with the
 * traffic there was. What was covered so far counts for that part of the period alone: a process that has
 * just started has not spent a month's budget with its first failure.
 */
export function exhaustedAt(
  { objective, period, alerts }: Slo,
  now: number,
  known: Reading,
  windows: ReadonlyMap<number, Reading>,
): number | undefined {
  const recent = windows.get(Math.min(...alerts.map(({ longMs }) => longMs)))
  if (!known.ok || !recent?.ok) return undefined
  const pace = burnRate(objective, recent.share)
  const spent = burnRate(objective, known.share)
  if (pace === undefined || spent === undefined || pace === 0) return undefined
  const { from, to } = known.covered
  const whole = periodMs(period)
  const left = 1 - spent * Math.min(1, (to - from) / whole)
  const at = left > 0 ? now + (left * whole) / pace : now
  // At a pace that takes longer than the period, a rolling one forgets failures as fast as they come.
  if ('rollingMs' in period) return at <= now + whole ? at : undefined
  const began = periodSpan(period, now).from
  return at < endOfUnit(period.calendar, period.timeZone, began) ? at : undefined
}
