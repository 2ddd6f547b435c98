import { type Fraction, fraction } from '../fraction.ts'
import type { Slo } from '../slo.ts'
import { decimalText } from './decimal-text.ts'
import { type Naming, sorted } from './naming.ts'
import type { RecordingRule } from './rule-file.ts'

/** What `sloth_slo_info` says about who wrote the rules. */
export interface RulesInfo {
  readonly mode: string
  readonly spec: string
  readonly version: string
}

/** How a flavour words what differs. */
export interface MetaWords {
  /** The whole expression of the budget. */
  readonly budget: string
  readonly burn: (ms: number) => string
}

/** The share that may be bad, exactly. */
export const budgetOf = ({ objective: { numerator, denominator } }: Slo): Fraction =>
  fraction(denominator - numerator, denominator)

/** The series about an objective that Sloth's dashboards ask for. */
export function metaRules(
  slo: Slo,
  naming: Naming,
  { budget, burn }: MetaWords,
  info: RulesInfo,
): RecordingRule[] {
  const { labels, selector, baseMs, periodMs } = naming
  const record = (name: string, expr: string): RecordingRule => ({ record: name, expr, labels })
  const told = {
    sloth_version: info.version,
    sloth_mode: info.mode,
    sloth_spec: info.spec,
    sloth_objective: slo.objective.percent,
  }
  const ofPeriod =
    periodMs === undefined
      ? []
      : [
          record('slo:period_burn_rate:ratio', burn(periodMs)),
          record(
            'slo:period_error_budget_remaining:ratio',
            `1 - slo:period_burn_rate:ratio${selector}`,
          ),
        ]
  return [
    record('slo:objective:ratio', `vector(${decimalText(slo.objective)})`),
    record('slo:error_budget:ratio', budget),
    ...(periodMs === undefined
      ? []
      : [record('slo:time_period:days', `vector(${periodMs / 86_400_000})`)]),
    record('slo:current_burn_rate:ratio', burn(baseMs)),
    ...ofPeriod,
    { record: 'sloth_slo_info', expr: 'vector(1)', labels: sorted({ ...labels, ...told }) },
  ]
}
