import { demandOptions } from '@sallyport/core'
import type { Slo } from '../slo.ts'
import { alertCases } from './alert-cases.ts'
import { groupNames, namingOf } from './naming.ts'
import { periodCases, stateCases } from './period-cases.ts'
import { promDuration } from './prom-duration.ts'
import type { PromtoolTests, Subject, TimedCase } from './promtool-test.ts'
import { queriesOf } from './queries.ts'
import { sourceCases } from './source-cases.ts'
import type { RulesOptions } from './to-prometheus-rules.ts'

/** Of the rules that are tested, as they were made. */
export interface PromtoolTestsOptions extends Pick<RulesOptions, 'labels' | 'prefix'> {
  /** The file of the rules, beside the tests. @default 'rules.yml' */
  readonly ruleFile?: string
}

const names = ['ruleFile', 'labels', 'prefix']

/**
 * Tests for `promtool test rules` of the rules in the flavour `exact`: for each alert a case that fires, others
 * that stay silent, recovery, idleness and no data; for each window that it is as long as it says. Any
 * factor or window that is changed by a fifth fails one. Promtool evaluates a file at one
 * interval, so that there are several.
 *
 * @example
 * ```ts
 * import { defineSlo } from '@sallyport/slo'
 * import { toPromtoolTests } from '@sallyport/slo/promtool'
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
 * const [first] = toPromtoolTests([availability])
 * console.log(first?.evaluation_interval, first?.tests[0]?.name)
 * // prints: 1m shop/availability, page of 1h: is silent just below
 * ```
 */
export function toPromtoolTests(
  slos: readonly Slo[],
  options: PromtoolTestsOptions = {},
): PromtoolTests[] {
  demandOptions('slo: toPromtoolTests()', options, names)
  const { ruleFile = 'rules.yml', ...written } = options
  const subjects = slos.map((slo) => subjectOf(slo, written))
  const files = new Map<number, TimedCase['test'][]>()
  for (const { stepMs, test } of subjects.flatMap(casesOf)) {
    const tests = files.get(stepMs)
    if (tests === undefined) files.set(stepMs, [test])
    else tests.push(test)
  }
  return [...files]
    .toSorted(([a], [b]) => a - b)
    .map(([stepMs, tests]) => ({
      rule_files: [ruleFile],
      evaluation_interval: promDuration(stepMs),
      group_eval_order: subjects.flatMap(({ naming }) => groupNames(naming)),
      tests,
    }))
}

const subjectOf = (slo: Slo, { labels = {}, prefix }: RulesOptions): Subject => ({
  slo,
  naming: namingOf(slo, labels),
  queries: queriesOf(slo, prefix),
})

const casesOf = (subject: Subject): TimedCase[] =>
  [alertCases, stateCases, periodCases, sourceCases].flatMap((cases) => cases(subject))
