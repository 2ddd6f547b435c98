import { demandOptions } from '@sallyport/core'
import { type AlertPlan, alertRows } from './alert-plan.ts'
import { type Alerting, alertingOf } from './alerting.ts'
import { atLeastOne, oneOf } from './demand-option.ts'
import { demandSli } from './demand-sli.ts'
import { type Duration, durationOf } from './duration.ts'
import { decimal } from './fraction.ts'
import { parseObjective, percentOf } from './objective.ts'
import { type Period, type PeriodOptions, periodMs, periodOf } from './period.ts'
import type { Sli } from './sli.ts'
import type { Budgeting, BudgetStep, Slo } from './slo.ts'

/** An objective as it is written. */
export interface SloOptions {
  /** Letters, digits, `-`, `_` and `.`, as in `name`. */
  readonly service: string
  readonly name: string
  readonly description?: string
  /** For the rules; not for counting. @default none */
  readonly labels?: Readonly<Record<string, string>>
  /** In percent, exactly: `'99.9'`. Of a number its shortest decimal is meant. */
  readonly objective: string | number
  readonly period: PeriodOptions
  readonly sli: Sli
  /** A slice is good when at least `target` percent of its events are. @default 'events' */
  readonly budgeting?: 'events' | { readonly slices: Duration; readonly target: string | number }
  /** @default 'met' */
  readonly atObjective?: Slo['atObjective']
  /** @default 'unknown' */
  readonly noTraffic?: Slo['noTraffic']
  /** @default 'unknown' */
  readonly missing?: Slo['missing']
  /** @default 1 */
  readonly minEvents?: number
  /** @default 1 */
  readonly minBad?: number
  /** @default 'warning' */
  readonly severity?: Slo['severity']
  /** @default 'google' for periods of 28 days and more, for which it was made; else none */
  readonly alerts?: AlertPlan
  /** What the alerts of its rules are called, and say. @default {} */
  readonly alerting?: Alerting
  /** @default none */
  readonly budgetPolicy?: readonly BudgetStep[]
}

const names: Readonly<Record<keyof SloOptions, true>> = {
  service: true,
  name: true,
  description: true,
  labels: true,
  objective: true,
  period: true,
  sli: true,
  budgeting: true,
  atObjective: true,
  noTraffic: true,
  missing: true,
  minEvents: true,
  minBad: true,
  severity: true,
  alerts: true,
  alerting: true,
  budgetPolicy: true,
}

/**
 * An objective, checked: what contradicts itself throws here, when the program starts.
 *
 * @example
 * ```ts
 * import { defineSlo } from '@sallyport/slo'
 *
 * const availability = defineSlo({
 *   service: 'shop',
 *   name: 'availability',
 *   objective: '99.9',
 *   period: '30d',
 *   sli: { kind: 'ratio' },
 * })
 * console.log(availability.id, availability.alerts.length) // prints: shop/availability 4
 * ```
 */
export function defineSlo(options: SloOptions): Slo {
  demandOptions('slo: defineSlo()', options, Object.keys(names))
  const { sli } = options
  const period = periodOf(options.period)
  const budgeting = budgetingOf(options.budgeting ?? 'events', period)
  const id = `${named('service', options.service)}/${named('name', options.name)}`
  demandSli(id, sli, budgeting)
  const usual = periodMs(period) >= 28 * 86_400_000 ? 'google' : false
  const alerts = alertRows(options.alerts ?? usual, periodMs(period))
  demandSlicesFit(
    budgeting,
    alerts.map(({ shortMs }) => shortMs),
  )
  return Object.freeze({
    id,
    service: options.service,
    name: options.name,
    description: options.description,
    labels: Object.freeze({ ...options.labels }),
    objective: parseObjective(options.objective),
    period,
    budgeting,
    sli: Object.freeze({ ...sli }),
    atObjective: atObjectiveOf(options),
    noTraffic: oneOf('noTraffic', options.noTraffic ?? 'unknown', ['unknown', 'good', 'bad']),
    missing: oneOf('missing', options.missing ?? 'unknown', ['unknown', 'good', 'bad']),
    minEvents: atLeastOne('minEvents', options.minEvents ?? 1),
    minBad: atLeastOne('minBad', options.minBad ?? 1),
    severity: oneOf('severity', options.severity ?? 'warning', ['info', 'warning', 'critical']),
    alerts,
    alerting: alertingOf(options.alerting ?? {}),
    budgetPolicy: stepsOf(options.budgetPolicy ?? []),
  })
}

function named(option: string, given: string): string {
  if (typeof given === 'string' && /^[A-Za-z0-9][\w.-]{0,99}$/.test(given)) return given
  throw new TypeError(
    `slo: "${option}" must be of letters, digits, "-", "_" and ".", got ${JSON.stringify(given)}`,
  )
}

function budgetingOf(given: NonNullable<SloOptions['budgeting']>, period: Period): Budgeting {
  if (given === 'events') return Object.freeze({ by: 'events' })
  const sliceMs = durationOf('slo: "budgeting.slices"', given.slices)
  if (sliceMs % 60_000 !== 0 || sliceMs > 86_400_000 || sliceMs * 2 > periodMs(period))
    throw new RangeError(
      `slo: "budgeting.slices" must be in whole minutes, at most 1d and half a period, got ${given.slices}`,
    )
  const target = percentOf('slo: "budgeting.target"', given.target)
  return Object.freeze({ by: 'slices', sliceMs, target })
}

function demandSlicesFit(budgeting: Budgeting, shortest: readonly number[]): void {
  if (budgeting.by === 'events') return
  const short = shortest.find((ms) => ms < budgeting.sliceMs)
  if (short !== undefined)
    throw new RangeError(
      `slo: "alerts": no window may be shorter than a slice (${budgeting.sliceMs} ms), got ${short} ms`,
    )
}

function atObjectiveOf({ atObjective = 'met', objective }: SloOptions): Slo['atObjective'] {
  const found = oneOf('atObjective', atObjective, ['met', 'breached'])
  const { numerator, denominator } = parseObjective(objective)
  if (found === 'breached' && numerator === denominator)
    throw new RangeError('slo: an "objective" of 100 with "atObjective" breached can never be met')
  return found
}

function stepsOf(steps: readonly BudgetStep[]): readonly BudgetStep[] {
  const wrong = steps.find(
    ({ spentPercent: given }) => !(given > 0) || decimal(given) === undefined,
  )
  if (wrong !== undefined)
    throw new RangeError(
      `slo: "budgetPolicy": "spentPercent" must be a plain number above 0, got ${String(wrong.spentPercent)}`,
    )
  return Object.freeze(
    steps
      .map((step) => Object.freeze({ ...step }))
      .toSorted((a, b) => a.spentPercent - b.spentPercent),
  )
}
