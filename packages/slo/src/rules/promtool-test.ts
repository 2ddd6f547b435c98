import type { Slo } from '../slo.ts'
import type { Naming } from './naming.ts'
import type { Queries } from './queries.ts'

/** A question of a test, and its answer. */
export interface PromtoolExpectation {
  readonly expr: string
  readonly eval_time: string
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[]
}

/** Series that are given, and what the rules make of them. */
export interface PromtoolCase {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly { readonly series: string; readonly values: string }[]
  readonly promql_expr_test: readonly PromtoolExpectation[]
}

/** A file for `promtool test rules`, as data: `toYaml` prints it. */
export interface PromtoolTests {
  readonly rule_files: readonly string[]
  readonly evaluation_interval: string
  /** Alerts after what they look at. */
  readonly group_eval_order: readonly string[]
  readonly tests: readonly PromtoolCase[]
}

/** A case, and how often the rules are evaluated in it: promtool has one interval a file. */
export interface TimedCase {
  readonly stepMs: number
  readonly test: PromtoolCase
}

/** What is tested. */
export interface Subject {
  readonly slo: Slo
  readonly naming: Naming
  readonly queries: Queries
}
