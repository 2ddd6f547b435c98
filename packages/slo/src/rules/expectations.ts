import { promDuration } from './prom-duration.ts'
import type { PromtoolCase, PromtoolExpectation } from './promtool-test.ts'

type Texts = Readonly<Record<string, string>>

/** A series as promtool reads it. */
export function seriesText(name: string, labels: Texts): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`)
  return `${name}{${pairs.join(', ')}}`
}

/** Values one after the other, each for so many samples. */
export const steps = (...runs: readonly (readonly [value: number, samples: number])[]): string =>
  runs.map(([value, samples]) => `${value}+0x${samples - 1}`).join(' ')

/** That an expression gives so many series; none is no answer at all. */
export function counts(expr: string, atMs: number, series: number): PromtoolExpectation {
  return {
    expr: `count(${expr})`,
    eval_time: promDuration(atMs),
    exp_samples: series === 0 ? [] : [{ labels: '{}', value: series }],
  }
}

/** That one series has this value, to within a share of it. */
export function near(
  expr: string,
  atMs: number,
  value: number,
  within = 1e-6,
): PromtoolExpectation {
  if (value === 0) return counts(`${expr} == 0`, atMs, 1)
  return Number.isFinite(value)
    ? counts(`abs(${expr} / ${value} - 1) < ${within}`, atMs, 1)
    : counts(`${expr} == ${value > 0 ? '+' : '-'}Inf`, atMs, 1)
}

/** A case. */
export function caseOf(
  name: string,
  intervalMs: number,
  input: readonly (readonly [series: string, values: string])[],
  expectations: readonly PromtoolExpectation[],
): PromtoolCase {
  return {
    name,
    interval: promDuration(intervalMs),
    input_series: input.map(([series, values]) => ({ series, values })),
    promql_expr_test: expectations,
  }
}
