import { type Duration, durationOf } from './duration.ts'
import { decimal, type Fraction, fraction } from './fraction.ts'

/** One row of a multiwindow alert: fires when both windows burn faster than its factor. */
export interface AlertRow {
  readonly severity: 'page' | 'ticket'
  readonly longMs: number
  readonly shortMs: number
  /** How many times as fast as the budget allows, exactly: 14.4 is 72/5. */
  readonly factor: Fraction
}

/**
 * A row as it is written: a factor, or the share of a whole period's budget that the long window may burn.
 */
export type AlertRowOptions = {
  readonly severity: 'page' | 'ticket'
  readonly long: Duration
  readonly short: Duration
} & (
  | { readonly factor: number; readonly budgetPercent?: never }
  | { readonly budgetPercent: number; readonly factor?: never }
)

/**
 * `google`: the four rows of the Site Reliability Workbook. `pyrra`: Pyrra's, whose windows grow and
 * shrink with the period. Or rows of one's own; `false` for none.
 */
export type AlertPlan = 'google' | 'pyrra' | readonly AlertRowOptions[] | false

const google: readonly AlertRowOptions[] = [
  { severity: 'page', long: '1h', short: '5m', budgetPercent: 2 },
  { severity: 'page', long: '6h', short: '30m', budgetPercent: 5 },
  { severity: 'ticket', long: '1d', short: '2h', budgetPercent: 10 },
  { severity: 'ticket', long: '3d', short: '6h', budgetPercent: 10 },
]

const minute = 60_000
const hour = 60 * minute
/** For 28 days. */
const pyrra = [
  { severity: 'page', longMs: hour, shortMs: 5 * minute, factor: 14 },
  { severity: 'page', longMs: 6 * hour, shortMs: 30 * minute, factor: 7 },
  { severity: 'ticket', longMs: 24 * hour, shortMs: 2 * hour, factor: 2 },
  { severity: 'ticket', longMs: 96 * hour, shortMs: 6 * hour, factor: 1 },
] as const

/** The rows of a plan for a period so long, fastest first as they are given. */
export function alertRows(plan: AlertPlan, periodMs: number): readonly AlertRow[] {
  if (plan === false) return []
  const rows =
    plan === 'pyrra'
      ? pyrra.map((row) => scaled(row, periodMs))
      : (plan === 'google' ? google : plan).map((row, index) => rowOf(row, index, periodMs))
  for (const row of rows) demandNested(row, periodMs)
  return Object.freeze(rows.map((row) => Object.freeze(row)))
}

function scaled(row: (typeof pyrra)[number], periodMs: number): AlertRow {
  const inMinutes = (ms: number): number =>
    Math.round((ms * periodMs) / (28 * 24 * hour) / minute) * minute
  return {
    severity: row.severity,
    longMs: inMinutes(row.longMs),
    shortMs: inMinutes(row.shortMs),
    factor: fraction(BigInt(row.factor), 1n),
  }
}

function rowOf(row: AlertRowOptions, index: number, periodMs: number): AlertRow {
  const what = `slo: "alerts[${index}]`
  if (row.severity !== 'page' && row.severity !== 'ticket')
    throw new TypeError(`${what}.severity" must be "page" or "ticket", got ${String(row.severity)}`)
  const longMs = durationOf(`${what}.long"`, row.long)
  const bothOrNone = (row.factor === undefined) === (row.budgetPercent === undefined)
  const given = decimal(row.factor ?? row.budgetPercent ?? Number.NaN)
  if (given === undefined || given.numerator === 0n || bothOrNone)
    throw new TypeError(`${what}" needs one of "factor" and "budgetPercent", a number above 0`)
  return {
    severity: row.severity,
    longMs,
    shortMs: durationOf(`${what}.short"`, row.short),
    factor:
      row.factor === undefined
        ? fraction(given.numerator * BigInt(periodMs), given.denominator * 100n * BigInt(longMs))
        : given,
  }
}

function demandNested({ longMs, shortMs }: AlertRow, periodMs: number): void {
  if (shortMs > 0 && shortMs < longMs && longMs < periodMs) return
  throw new RangeError(
    `slo: "alerts": a short window must be shorter than its long one, and that than the period, got ${shortMs}, ${longMs} and ${periodMs} ms`,
  )
}
