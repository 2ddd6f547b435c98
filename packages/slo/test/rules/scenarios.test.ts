import { toPrometheusRules } from '@sallyport/slo/rules'
import { missing } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import type { Sli } from '../../src/index.ts'
import { testRules } from '../support/promtool.ts'
import { sloOf } from '../support/slo-of.ts'

const series = 'http_requests_count'
const sliPer = (per: string): Sli => ({
  kind: 'ratio',
  bad: { promql: `sum(rate(${series}{code=~"5.."}[{{window}}]))${per}` },
  total: { promql: `sum(rate(${series}[{{window}}]))${per}` },
})

interface Scenario {
  readonly good: string
  readonly bad?: string
  readonly at: string
  readonly objective?: string
  /** What is divided by, in both queries. */
  readonly per?: string
  /** What is true, as an expression that then gives one series, or, for `none`, no series. */
  readonly holds?: readonly string[]
  readonly none?: readonly string[]
}

const share = 'slo:sli_error:ratio_rate'
const remaining = 'slo:period_error_budget_remaining:ratio'

/** What Sloth's rules get wrong: each was measured. */
const scenarios: Readonly<Record<string, Scenario>> = {
  'half an hour without traffic leaves the budget as it was': {
    good: '0+60x30 1800+0x60 1800+60x60',
    bad: '0+0x151',
    at: '150m',
    holds: [`${share}30d == 0`, `${remaining} == 1`],
  },
  'half an hour of dividing by nothing does, too': {
    good: '0+60x30 1800+0x60 1800+60x60',
    bad: '0+0x151',
    per: ` / sum(rate(${series}[{{window}}]))`,
    at: '150m',
    holds: [`${share}30d == 0`, `${remaining} == 1`],
  },
  'a busy hour weighs a thousand times as much as a quiet one': {
    good: '0+6000x60 360003+3x60',
    bad: '0+0x60 3+3x60',
    at: '121m',
    holds: [`abs(${share}30d / 4.995e-4 - 1) < 0.05`, `abs(${remaining} - 0.5005) < 0.05`],
  },
  'one failure of twelve requests pages nobody': {
    good: '0x4 1x4 2x4 3x4 4x4 5x4 6x4 7x4 8x4 9x4 10x4 11x4 11x4 12x20',
    bad: '0x59 1x30',
    at: '62m',
    none: ['ALERTS{alertstate="firing"}'],
  },
  'where nothing bad has ever happened, nothing is spent': {
    good: '0+60x120',
    at: '60m',
    holds: [`${share}5m == 0`, `${remaining} == 1`],
  },
  'an objective of 100 that is met burns nothing': {
    good: '0+60x120',
    bad: '0+0x120',
    at: '60m',
    objective: '100',
    holds: ['slo:current_burn_rate:ratio == 0', `${remaining} == 1`],
  },
}

async function passes(name: string, flavour: 'sloth' | 'exact'): Promise<boolean> {
  const { good, bad, at, objective = '99.9', ...rest } = scenarios[name] as Scenario
  const { per = '', holds = [], none = [] } = rest
  const sli = sliPer(per)
  const rules = toPrometheusRules([sloOf({ sli, objective, minBad: 3 })], { flavour })
  const input = [
    { series: `${series}{code="200"}`, values: good },
    ...(bad === undefined ? [] : [{ series: `${series}{code="500"}`, values: bad }]),
  ]
  const asked = (expr: string, exp_samples: { labels: string; value: number }[]) => ({
    expr: `count(${expr})`,
    eval_time: at,
    exp_samples,
  })
  const expected = [
    ...holds.map((expr) => asked(expr, [{ labels: '{}', value: 1 }])),
    ...none.map((expr) => asked(expr, [])),
  ]
  const test = { name, interval: '1m', input_series: input, promql_expr_test: expected }
  const file = { rule_files: ['rules.yml'], evaluation_interval: '1m', tests: [test] }
  const { isGood, said } = await testRules(rules, [file])
  expect(said).toMatch(isGood ? /SUCCESS/ : /got:/)
  return isGood
}

describe.skipIf(missing('promtool', 'what exact rules are for'))('rules', () => {
  it.each(Object.keys(scenarios))('%s: with exact, and not with sloth', async (name) => {
    expect([await passes(name, 'exact'), await passes(name, 'sloth')]).toEqual([true, false])
  })
})
