import { demandOptions } from '@sallyport/core'
import type { Slo } from '../slo.ts'
import { decimalText } from './decimal-text.ts'
import { exactAlerts, exactBurn, exactRecordings } from './exact-rules.ts'
import { budgetOf, metaRules, type RulesInfo } from './meta-rules.ts'
import { groupNames, type Naming, namingOf } from './naming.ts'
import { type Queries, queriesOf, whyUnrecordable } from './queries.ts'
import type { RecordingRule, RuleFile, RuleGroup } from './rule-file.ts'
import { slothAlerts, slothBudget, slothBurn, slothRecordings } from './sloth-rules.ts'

/** How rules are written. */
export interface RulesOptions {
  /**
   * `exact`: never NaN, the period weighs events, an alert for each row and one for no data. `sloth`: what
   * Sloth generates, faults and all. @default 'exact'
   */
  readonly flavour?: 'exact' | 'sloth'
  /** Of every recorded series, as by Sloth's `--extra-labels`. @default {} */
  readonly labels?: Readonly<Record<string, string>>
  /** Before the names of metrics that are given as definitions, as `createMetrics` has it. @default '' */
  readonly prefix?: string
  /** What `sloth_slo_info` says. @default Sallyport's */
  readonly info?: Partial<RulesInfo>
}

/** Whether Prometheus can record an objective: not a check, a composite, slices, or what names no series. */
export function isRecordable(slo: Slo): boolean {
  return whyUnrecordable(slo) === undefined
}

/**
 * Rules for Prometheus, as data: recordings, series about the objectives, alerts. The series have
 * Sloth's names and labels, so that its dashboards read them. The same objectives give the same rules.
 *
 * @example
 * ```ts
 * import { defineSlo } from '@sallyport/slo'
 * import { toPrometheusRules } from '@sallyport/slo/rules'
 *
 * const availability = defineSlo({
 *   service: 'shop',
 *   name: 'availability',
 *   objective: '99.9',
 *   period: '30d',
 *   sli: {
 *     kind: 'ratio',
 *     bad: { metric: 'requests_total', where: { status: '5xx' } },
 *     total: { metric: 'requests_total' },
 *   },
 * })
 * const { groups } = toPrometheusRules([availability])
 * console.log(groups.map(({ rules }) => rules.length)) // prints: [ 22, 7, 5 ]
 * ```
 */
export function toPrometheusRules(slos: readonly Slo[], options: RulesOptions = {}): RuleFile {
  demandOptions('slo: toPrometheusRules()', options, ['flavour', 'labels', 'prefix', 'info'])
  const { flavour = 'exact' } = options
  if (flavour !== 'exact' && flavour !== 'sloth')
    throw new TypeError(`slo: "flavour" must be exact or sloth, got ${String(flavour)}`)
  const ids = slos.map(({ service, name }) => `${service}-${name}`)
  const seen = new Set<string>()
  const twice = ids.find((id) => seen.size === seen.add(id).size)
  if (twice !== undefined)
    throw new RangeError(`slo: two objectives would be recorded as ${twice}, one over the other`)
  return { groups: slos.flatMap((slo) => groupsOf(slo, options)) }
}

function groupsOf(slo: Slo, options: RulesOptions): RuleGroup[] {
  const { flavour = 'exact', labels = {}, prefix, info = {} } = options
  const naming = namingOf(slo, labels)
  const queries = queriesOf(slo, prefix)
  const isSloth = flavour === 'sloth'
  const about = { mode: 'sallyport', spec: 'sallyport/slo', version: '1', ...info }
  const words = isSloth
    ? { budget: slothBudget(slo), burn: (ms: number) => slothBurn(naming, ms) }
    : {
        budget: `vector(${decimalText(budgetOf(slo))})`,
        burn: (ms: number) => exactBurn(slo, naming, ms),
      }
  const [sli, meta, alerts] = groupNames(naming)
  const recordings = isSloth ? slothRecordings : exactRecordings
  return [
    { name: sli, rules: [...sampled(naming, queries), ...recordings(naming, queries)] },
    { name: meta, rules: metaRules(slo, naming, words, about) },
    { name: alerts, rules: isSloth ? slothAlerts(slo, naming) : exactAlerts(slo, naming, queries) },
  ].filter(({ rules }) => rules.length > 0)
}

const sampled = ({ labels }: Naming, queries: Queries): RecordingRule[] =>
  queries.kind === 'share' || queries.sample === undefined ? [] : [{ ...queries.sample, labels }]
