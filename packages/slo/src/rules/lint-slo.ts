import type { AlertTexts } from '../alerting.ts'
import { toNumber } from '../fraction.ts'
import type { Slo } from '../slo.ts'
import { limitOf } from './exact-rules.ts'
import { promDuration } from './prom-duration.ts'
import { whyUnrecordable } from './queries.ts'

/** What is unwise about an objective, though nothing contradicts itself. Closed. */
export type LintCode =
  | 'objective_100'
  | 'objective_low'
  | 'factor_unreachable'
  | 'window_short'
  | 'one_event_pages'
  | 'label_name'
  | 'label_reserved'
  | 'runbook_missing'
  | 'not_a_counter'
  | 'fallback_asymmetric'
  | 'share_averaged'
  | 'guard_ignored'
  | 'calendar_not_recorded'
  | 'not_recordable'

/** One finding. */
export interface Lint {
  readonly code: LintCode
  readonly message: string
}

type Rule = (slo: Slo) => readonly (readonly [LintCode, string])[]

/**
 * What is unwise about an objective: findings with a code to look for and a sentence to read, always in
 * the same order.
 *
 * @example
 * ```ts
 * import { defineSlo } from '@sallyport/slo'
 * import { lintSlo } from '@sallyport/slo/rules'
 *
 * const availability = defineSlo({
 *   service: 'shop',
 *   name: 'availability',
 *   objective: '90',
 *   period: '30d',
 *   sli: { kind: 'raw', errorRatio: 'shop:errors:ratio_rate{{window}}' },
 *   alerting: { annotations: { runbook: 'https://runbooks.example/shop' } },
 * })
 * console.log(lintSlo(availability).map(({ code }) => code))
 * // prints: [ 'factor_unreachable', 'share_averaged' ]
 * ```
 */
export function lintSlo(slo: Slo): Lint[] {
  return rules.flatMap((rule) => rule(slo)).map(([code, message]) => ({ code, message }))
}

const rules: readonly Rule[] = [
  ({ objective: { percent }, alerts }) =>
    percent === '100' && alerts.length > 0
      ? [['objective_100', 'any bad event fires every alert: the budget is nothing']]
      : [],
  ({ objective: { percent } }) =>
    Number(percent) < 50
      ? [['objective_low', `${percent} is less than half: is it the bad share?`]]
      : [],
  (slo) =>
    slo.alerts
      .filter((row) => Number(limitOf(slo, row)) >= 1)
      .map(({ longMs, factor }) => [
        'factor_unreachable',
        `${toNumber(factor)} times the budget is more than everything: the alert of ${promDuration(longMs)} never fires`,
      ]),
  ({ alerts }) =>
    alerts
      .filter(({ shortMs }) => shortMs < 120_000)
      .map(({ shortMs }) => [
        'window_short',
        `${promDuration(shortMs)} is shorter than four scrapes of 30s: its rates come and go`,
      ]),
  onePages,
  labelNames,
  runbook,
  queryText,
  ({ sli, minBad, minEvents }) =>
    sli.kind === 'raw'
      ? [
          [
            'share_averaged',
            'its period is a mean of shares, in which a quiet hour weighs as much as a busy one',
          ],
          ...(minBad > 1 || minEvents > 1
            ? [
                [
                  'guard_ignored',
                  '"minBad" and "minEvents" need events, which rules of a share have not',
                ] as const,
              ]
            : []),
        ]
      : [],
  ({ period }) =>
    'calendar' in period
      ? [
          [
            'calendar_not_recorded',
            'rules have ranges and no calendar: they alert, and record no budget',
          ],
        ]
      : [],
  (slo) => {
    const why = whyUnrecordable(slo)
    return why === undefined ? [] : [['not_recordable', `no rules: ${why}`]]
  },
]

/** Of so little traffic that one bad event is too many. */
function onePages(slo: Slo): [LintCode, string][] {
  const row = slo.alerts.find(({ severity }) => severity === 'page')
  if (row === undefined || slo.minBad > 1 || slo.sli.kind === 'raw') return []
  const limit = Number(limitOf(slo, row))
  if (limit === 0 || limit >= 1) return []
  const least = Math.ceil(1 / limit)
  return [
    [
      'one_event_pages',
      `with fewer than ${least} events in ${promDuration(row.longMs)} a single bad one pages: "minBad" prevents that`,
    ],
  ]
}

const textsOf = (texts: AlertTexts | false | undefined): AlertTexts => texts || {}

function runbook({ alerting, alerts }: Slo): [LintCode, string][] {
  const said = [alerting, textsOf(alerting.page), textsOf(alerting.ticket)].flatMap(
    ({ annotations = {} }) => Object.keys(annotations),
  )
  return alerts.length === 0 || said.some((name) => name.startsWith('runbook'))
    ? []
    : [['runbook_missing', 'no annotation "runbook": whoever is paged has to know what to do']]
}

const reserved = /^(sloth_|slo_|__|alertname$|alertstate$|le$)/

function labelNames({
  labels,
  alerting: { labels: ofAlerts, page, ticket },
}: Slo): [LintCode, string][] {
  const all = Object.assign({}, ofAlerts, textsOf(page).labels, textsOf(ticket).labels)
  const names = [...new Set([...Object.keys(labels), ...Object.keys(all)])].toSorted()
  return names.flatMap((name): [LintCode, string][] => {
    if (!/^[a-zA-Z_]\w*$/.test(name))
      return [['label_name', `Prometheus 2 has no label ${JSON.stringify(name)}`]]
    return reserved.test(name) ? [['label_reserved', `the rules themselves set ${name}`]] : []
  })
}

/** What can be seen of a query without knowing PromQL. */
function queryText({ sli }: Slo): [LintCode, string][] {
  if (sli.kind !== 'ratio') return []
  const texts = [sli.bad ?? sli.good, sli.total].map((one) =>
    one !== undefined && 'promql' in one ? one.promql : '',
  )
  const gauges = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:rate|increase)\(([a-zA-Z_:][\w:]*)/g)].map(([, name = '']) => name),
  )
  const odd = gauges.filter((name) => !/_(total|count|sum|bucket)$/.test(name))
  const falls = texts.map((text) => /\bor\b/i.test(text))
  return [
    ...[...new Set(odd)].map((name): [LintCode, string] => [
      'not_a_counter',
      `rate of ${name}, whose name is no counter's`,
    ]),
    ...(falls[1] && !falls[0]
      ? [
          ['fallback_asymmetric', 'the total has a fallback and the other has none'] as [
            LintCode,
            string,
          ],
        ]
      : []),
  ]
}
