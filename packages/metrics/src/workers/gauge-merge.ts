import type { MetricDefinition } from '@sallyport/core'

/**
 * What becomes of a gauge that several workers have: their sum, the largest, the smallest, or nothing. A mean is
 * none of these, because means of means are none: divide the sum by `metrics.workers`.
 */
export type GaugeMerge = 'sum' | 'max' | 'min' | 'omit'

/** How a definition carries its rule: a plain property, which goes with it from process to process. */
export interface MergingMetric extends MetricDefinition {
  readonly merge?: GaugeMerge
}

/** Rules by a metric's id. */
export type GaugeRules = Readonly<Record<string, GaugeMerge>>

const all: readonly unknown[] = ['sum', 'max', 'min', 'omit'] satisfies GaugeMerge[]

/** Throws a TypeError for rules that are none. */
export function checkedRules(rules: GaugeRules): ReadonlyMap<string, GaugeMerge> {
  const wrong = Object.entries(rules).find(([, rule]) => !all.includes(rule))
  if (wrong === undefined) return new Map(Object.entries(rules))
  throw new TypeError(`metrics: no rule for gauges is called ${wrong[1]}, as "${wrong[0]}" has it`)
}

/** A gauge's rule: the one that was given, its definition's, or by its unit. Shares and times do not add up. */
export function ruleOf(
  { id, unit, merge }: MergingMetric,
  rules: ReadonlyMap<string, GaugeMerge>,
): GaugeMerge {
  const rule = rules.get(id) ?? merge
  if (all.includes(rule)) return rule as GaugeMerge
  return unit === 's' || unit === 'ratio' ? 'max' : 'sum'
}
