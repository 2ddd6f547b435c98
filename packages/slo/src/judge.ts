import { burnRate, burns, hasSpent, isAtShare, leftOf, meetsShare, type Share } from './decide.ts'
import type { AlertState, Evaluation } from './evaluation.ts'
import { exhaustedAt } from './exhaustion.ts'
import { decimal, type Fraction, integers, toNumber } from './fraction.ts'
import type { Reading } from './reading.ts'
import type { Slo } from './slo.ts'
import type { Percentiles, Span, UnknownReason } from './source.ts'

/** All that is known of an objective at one time. */
export interface Known {
  readonly slo: Slo
  readonly asked: Span
  readonly period: Reading
  /** By length in milliseconds. */
  readonly windows: ReadonlyMap<number, Reading>
  readonly percentiles: Percentiles | undefined
}

/** How an objective stands, by what is known. Pure. */
export function judge(known: Known): Evaluation {
  const { slo, asked, period, windows, percentiles } = known
  const alerts = slo.alerts.map((row) => alertState(slo, row, windows))
  const reason = reasonOf(slo, period)
  const { bad, total } = period.ok ? period : { bad: 0, total: 0 }
  return {
    slo,
    state: stateOf(slo, period, reason, alerts),
    reason,
    message: period.ok ? undefined : period.message,
    good: total - bad,
    bad,
    total,
    ratio: ratioOf(period),
    budget: budgetOf(slo, period),
    steps: slo.budgetPolicy.filter(
      ({ spentPercent }) =>
        period.ok && hasSpent(slo.objective, decimal(spentPercent) as Fraction, period.share),
    ),
    burns: [...windows]
      .toSorted(([a], [b]) => a - b)
      .map(([windowMs, one]) => ({
        windowMs,
        rate: one.ok ? burnRate(slo.objective, one.share) : undefined,
      })),
    exhaustedAt: exhaustedAt(slo, asked.to, period, windows),
    alerts,
    percentiles,
    asked,
    covered: period.ok ? period.covered : undefined,
    missingMs: period.ok ? period.missingMs : 0,
  }
}

function ratioOf(period: Reading): number | undefined {
  if (!period.ok || period.total === 0) return undefined
  const { bad, total } = period.share
  return toNumber({ numerator: total - bad, denominator: total })
}

function reasonOf({ minEvents }: Slo, period: Reading): UnknownReason | undefined {
  if (!period.ok) return period.reason
  if (period.total === 0) return 'no_traffic'
  return period.total < minEvents ? 'too_few_events' : undefined
}

function stateOf(
  slo: Slo,
  period: Reading,
  reason: UnknownReason | undefined,
  alerts: readonly AlertState[],
): Evaluation['state'] {
  const policy = reason === 'no_traffic' ? slo.noTraffic : period.ok ? 'unknown' : slo.missing
  if (reason !== undefined && policy === 'unknown') return 'unknown'
  const isMet = reason === undefined ? period.ok && isEnough(slo, period.share) : policy === 'good'
  if (!isMet) return 'breached'
  return alerts.some(({ isFiring }) => isFiring) ? 'at_risk' : 'met'
}

const isEnough = ({ objective, atObjective }: Slo, share: Share): boolean =>
  meetsShare(objective, share) && (atObjective === 'met' || !isAtShare(objective, share))

function alertState(
  { objective, minBad, minEvents }: Slo,
  row: AlertState['row'],
  windows: Known['windows'],
): AlertState {
  const long = windows.get(row.longMs)
  const short = windows.get(row.shortMs)
  if (!long?.ok || !short?.ok) return { row, isFiring: false, suppressed: 'no_data' }
  const isBurning = [long, short].every(({ share }) => burns(objective, row, share))
  if (!isBurning) return { row, isFiring: false, suppressed: undefined }
  if (long.bad < minBad) return { row, isFiring: false, suppressed: 'few_bad_events' }
  if (long.total < minEvents) return { row, isFiring: false, suppressed: 'few_events' }
  return { row, isFiring: true, suppressed: undefined }
}

function budgetOf({ objective }: Slo, period: Reading): Evaluation['budget'] {
  if (!period.ok || period.total === 0)
    return { allowed: 0, spent: 0, remaining: 0, remainingRatio: undefined }
  const { bad, total, share } = period
  const left = leftOf(objective, share)
  if (left === undefined)
    return {
      allowed: 0,
      spent: bad,
      remaining: 0 - bad,
      remainingRatio: bad === 0 ? 1 : Number.NEGATIVE_INFINITY,
    }
  const { numerator, denominator } = objective
  // The share is theirs in proportion; here they are events again.
  const [count, one] = integers([total, 1]) as [bigint, bigint]
  const events = (part: bigint): number =>
    toNumber({ numerator: part * count, denominator: denominator * share.total * one })
  return {
    allowed: events((denominator - numerator) * share.total),
    spent: bad,
    remaining: events(left.numerator),
    remainingRatio: toNumber(left),
  }
}
