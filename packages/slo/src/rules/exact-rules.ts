import type { AlertRow } from '../alert-plan.ts'
import { fraction } from '../fraction.ts'
import type { Slo } from '../slo.ts'
import { alertWords, untemplated } from './alert-texts.ts'
import { decimalText } from './decimal-text.ts'
import { budgetOf } from './meta-rules.ts'
import { inWindow, type Naming, shareName, sorted } from './naming.ts'
import { promDuration } from './prom-duration.ts'
import { forWindow, inParens, type Queries } from './queries.ts'
import type { AlertingRule, RecordingRule } from './rule-file.ts'

/** Series of bad events per second. */
export const badName = (ms: number): string => `slo:sli_bad:rate${promDuration(ms)}`
/** Series of all events per second. */
export const totalName = (ms: number): string => `slo:sli_total:rate${promDuration(ms)}`

/** Events and bad ones are recorded apart, so that a share of nothing is nothing and a period weighs events. */
export function exactRecordings(naming: Naming, queries: Queries): RecordingRule[] {
  return [
    ...naming.windows.flatMap((ms) => ofWindow(naming, queries, ms)),
    ...(naming.periodMs === undefined ? [] : [ofPeriod(naming, queries, naming.periodMs)]),
  ]
}

function ofWindow(naming: Naming, queries: Queries, ms: number): RecordingRule[] {
  const labels = inWindow(naming, ms)
  const query = (text: string): string => forWindow(text, ms, promDuration(ms))
  // What is not a number is not at least 0 either.
  if (queries.kind === 'share')
    return [{ record: shareName(ms), expr: `${query(inParens(queries.bad))} >= 0`, labels }]
  const [bad, total] = [badName(ms), totalName(ms)].map((name) => name + naming.selector)
  const ours = `ignoring (${Object.keys(labels).join(', ')})`
  const some = query(inParens(queries.part))
  // Where none has ever been there is no series that says so; what is not a number says nothing.
  const part = divides(queries.part)
    ? `${some} >= 0\nor ${ours}\n(0 * ${total}\nunless ${ours}\n${some})`
    : `${some}\nor ${ours}\n0 * ${total}`
  // Two extrapolations differ: what is left must not become less than nothing.
  const left = `clamp_min(${total}\n- ${ours}\n(${part}), 0)`
  return [
    { record: totalName(ms), expr: query(numbers(queries.total)), labels },
    { record: badName(ms), expr: queries.isGood ? left : part, labels },
    { record: shareName(ms), expr: `${bad}\n/\n(${total} > 0)`, labels },
  ]
}

/** By nothing, now and then: a slash in quotes is a path's, and a window's seconds are never none. */
const divides = (query: string): boolean =>
  query.replace(/"[^"]*"|'[^']*'|\/ \{\{seconds\}\}/g, '').includes('/')

const numbers = (query: string): string => (divides(query) ? `${inParens(query)} >= 0` : query)

function ofPeriod(naming: Naming, { kind }: Queries, ms: number): RecordingRule {
  const { baseMs, selector } = naming
  const over = (name: string): string => `${name}${selector}[${promDuration(ms)}]`
  const expr =
    kind === 'share'
      ? `avg_over_time(${over(shareName(baseMs))})`
      : `sum_over_time(${over(badName(baseMs))})\n/\n(sum_over_time(${over(totalName(baseMs))}) > 0)`
  return { record: shareName(ms), expr, labels: inWindow(naming, ms) }
}

/** How many times as fast as the budget allows; without end where nothing may be bad and something is. */
export function exactBurn(slo: Slo, { selector }: Naming, ms: number): string {
  const share = `${shareName(ms)}${selector}`
  const budget = budgetOf(slo)
  return budget.numerator === 0n
    ? `(${share} > 0) / 0\nor\n0 * ${share}`
    : `${share} / ${decimalText(budget)}`
}

/** An alert for each row, and one for an objective of which nothing is heard. */
export function exactAlerts(slo: Slo, naming: Naming, queries: Queries): AlertingRule[] {
  const rows = slo.alerts.flatMap((row) => {
    const words = alertWords(slo, row.severity)
    if (words === undefined) return []
    const { alert, labels, annotations } = words
    return [
      {
        alert,
        expr: burning(slo, row, naming, queries),
        labels: { ...labels, ...rowLabels(row) },
        annotations: described(slo, annotations),
      },
    ]
  })
  return [...rows, ...silent(slo, naming, queries)]
}

/** What tells a row's alert from the others of its name. */
export const rowLabels = ({ longMs, factor }: AlertRow): Record<string, string> => ({
  slo_burn_factor: decimalText(factor),
  slo_long_window: promDuration(longMs),
})

/** The share above which a row fires. */
export const limitOf = (slo: Slo, { factor }: AlertRow): string => {
  const { numerator, denominator } = budgetOf(slo)
  return decimalText(fraction(factor.numerator * numerator, factor.denominator * denominator))
}

function burning(slo: Slo, row: AlertRow, { selector }: Naming, { kind }: Queries): string {
  const limit = limitOf(slo, row)
  const seconds = row.longMs / 1_000
  // Counts are estimates: to the nearest whole one.
  const least = (name: string, events: number): string[] =>
    events > 1 ? [`${name}${selector} * ${seconds} > ${events - 0.5}`] : []
  const guards =
    kind === 'share'
      ? []
      : [
          ...least(badName(row.longMs), slo.minBad),
          ...(slo.minEvents > slo.minBad ? least(totalName(row.longMs), slo.minEvents) : []),
        ]
  return [
    `${shareName(row.shortMs)}${selector} > ${limit}`,
    `${shareName(row.longMs)}${selector} > ${limit}`,
    ...guards,
  ].join('\nand ignoring (sloth_window)\n')
}

/** How long nothing is heard before that is said. */
export const silenceMs = ({ baseMs }: Naming): number => 2 * baseMs

function silent(slo: Slo, naming: Naming, queries: Queries): AlertingRule[] {
  const words = alertWords(slo, slo.missing === 'bad' ? 'page' : 'ticket')
  if (words === undefined || slo.missing === 'good' || slo.alerts.length === 0) return []
  const { baseMs, selector } = naming
  const heard =
    queries.kind === 'share'
      ? forWindow(inParens(queries.bad), baseMs, promDuration(baseMs))
      : `(${totalName(baseMs)}${selector})`
  const which = untemplated(`${slo.service} ${slo.name}`)
  return [
    {
      alert: `${words.alert}NoData`,
      expr: `absent${heard}`,
      for: promDuration(silenceMs(naming)),
      labels: sorted({ ...plain(naming.labels), ...words.labels }),
      annotations: {
        ...described(slo, words.annotations),
        title: `${which}: Prometheus has no data.`,
        summary: `${which}: nobody can tell whether the objective is met; its other alerts are silent.`,
      },
    },
  ]
}

/** Labels of series are texts; those of an alert are templates. */
const plain = (labels: Naming['labels']): Naming['labels'] =>
  Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, untemplated(text)]))

const described = (
  { description }: Slo,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  description === undefined ? texts : { description: untemplated(description), ...texts }
