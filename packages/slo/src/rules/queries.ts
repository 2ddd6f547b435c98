import type { Counted, Selection, Sli } from '../sli.ts'
import type { Slo } from '../slo.ts'
import { selectorOf } from './naming.ts'
import { prometheusName } from './prometheus-name.ts'

/** What Prometheus is asked: events per second, or a share. `{{window}}` stands where a range does. */
export type Queries =
  | {
      readonly kind: 'events'
      /** The good, or the bad, of the total. */
      readonly part: string
      readonly isGood: boolean
      readonly total: string
      /** Recorded first, because the others ask for it. */
      readonly sample?: Readonly<Record<'record' | 'expr', string>>
    }
  | { readonly kind: 'share'; readonly bad: string }

type SliOf<K> = Sli & { readonly kind: K }

/** Why an objective cannot be recorded by Prometheus; undefined where it can. */
export function whyUnrecordable({ sli, budgeting }: Slo): string | undefined {
  if (budgeting.by === 'slices') return 'it is budgeted by slices'
  if (sli.kind === 'check' || sli.kind === 'composite') return `it is of the kind "${sli.kind}"`
  const isSelected =
    sli.kind === 'ratio'
      ? sli.total !== undefined
      : sli.kind !== 'latency' || sli.histogram !== undefined
  return isSelected ? undefined : 'it is counted by its process alone, which names no series'
}

/** The queries of an objective. Throws for one that cannot be recorded. */
export function queriesOf(slo: Slo, prefix: string | undefined): Queries {
  const why = whyUnrecordable(slo)
  if (why !== undefined)
    throw new TypeError(`slo: ${slo.id} cannot be recorded: ${why}; isRecordable tells before`)
  const { sli } = slo
  switch (sli.kind) {
    case 'raw':
      return { kind: 'share', bad: sli.errorRatio }
    case 'latency':
      return latency(sli, prefix)
    case 'threshold':
      return threshold(slo, sli)
    default:
      return ratio(sli as SliOf<'ratio'>, prefix)
  }
}

function ratio({ good, bad, total }: SliOf<'ratio'>, prefix: string | undefined): Queries {
  return {
    kind: 'events',
    part: countedText((good ?? bad) as Counted, prefix),
    isGood: good !== undefined,
    total: countedText(total as Counted, prefix),
  }
}

function latency({ histogram, underSeconds }: SliOf<'latency'>, prefix?: string): Queries {
  const selection = histogram as Selection
  return {
    kind: 'events',
    part: rateText(selection, prefix, '_bucket', [boundMatcher(underSeconds)]),
    isGood: true,
    total: rateText(selection, prefix, '_count', []),
  }
}

/** Prometheus 3 writes whole bounds with a decimal, and small ones as Go does: 0.00005 is 5e-05. */
function boundMatcher(seconds: number): string {
  if (Number.isInteger(seconds)) return `le=~"${seconds}(\\\\.0)?"`
  if (seconds >= 1e-4) return `le="${seconds}"`
  const inGo = seconds.toExponential().replace(/-(\d)$/, '-0$1')
  return matcher('le', [String(seconds), inGo], '=')
}

const signs = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** Of a threshold: whether it was met. */
export const sampleName = 'slo:sli_good:bool'

/** Each evaluation is an event: 1 where the query is as it should be, nothing where it is no number. */
function threshold(slo: Slo, { query, op, value }: SliOf<'threshold'>): Queries {
  const samples = `${sampleName}${selectorOf(slo)}[{{window}}]`
  return {
    kind: 'events',
    part: `sum(sum_over_time(${samples})) / {{seconds}}`,
    isGood: true,
    total: `sum(count_over_time(${samples})) / {{seconds}}`,
    sample: { record: sampleName, expr: `(${inParens(query)} >= -Inf) ${signs[op]} bool ${value}` },
  }
}

function countedText(counted: Counted, prefix: string | undefined): string {
  return 'promql' in counted
    ? counted.promql
    : rateText(counted, prefix, isHistogram(counted) ? '_count' : '', [])
}

const isHistogram = ({ metric }: Selection): boolean =>
  typeof metric !== 'string' && metric.kind === 'histogram'

function rateText(
  { metric, where = {}, except = {} }: Selection,
  prefix: string | undefined,
  suffix: string,
  more: readonly string[],
): string {
  const name = typeof metric === 'string' ? metric : prometheusName(metric, prefix)
  const matchers = [
    ...Object.entries(where).map(([label, values]) => matcher(label, values, '=')),
    ...Object.entries(except).map(([label, values]) => matcher(label, values, '!')),
    ...more,
  ].toSorted()
  const braces = matchers.length === 0 ? '' : `{${matchers.join(',')}}`
  return `sum(rate(${name}${suffix}${braces}[{{window}}]))`
}

function matcher(label: string, values: string | readonly string[], sign: '=' | '!'): string {
  if (typeof values === 'string')
    return `${label}${sign === '=' ? '=' : '!='}${JSON.stringify(values)}`
  const pattern = values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')
  return `${label}${sign}~${JSON.stringify(pattern)}`
}

/** A query where an operand stands, with what window it has yet to get. */
export const inParens = (query: string): string =>
  // A comment would take the parenthesis with it.
  query.includes('#') ? `(${query.trim()}\n)` : `(${query.trim()})`

/** A query for one window. */
export const forWindow = (query: string, ms: number, window: string): string =>
  query
    .trim()
    .replaceAll('{{window}}', window)
    .replaceAll('{{seconds}}', String(ms / 1_000))
