import { integers } from './fraction.ts'
import type { Judged } from './gate.ts'
import type { UnknownReason } from './source.ts'

/** What each reason means. */
export const reasonMeanings: Readonly<Record<UnknownReason, string>> = {
  no_traffic: 'there were no events',
  too_few_events: 'there were too few events',
  no_data: 'nobody has counted',
  not_a_number: 'the count is not a number',
  not_finite: 'the count is infinite',
  scalar: 'the query gives a scalar',
  matrix: 'the query gives a range of values',
  several_series: 'the query gives several series',
  unanswerable: 'the source cannot count this',
  timeout: 'nobody answered in time',
  unreachable: 'the source cannot be reached',
  too_large: 'the answer was too large',
  redirected: 'the source is somewhere else',
  bad_query: 'the query is not valid',
  query_failed: 'the query could not be run',
  unavailable: 'the source is not available',
  refused: 'the source refused',
  malformed: 'the answer makes no sense',
  partial: 'the answer is not whole',
}

/** How an objective stands, in one sentence. */
export function standing({ slo, state, reason, message, good, total }: Judged): string {
  const counted =
    total > 0
      ? `${percentText(good, total)} % of ${Number(total.toFixed(3))} were good, ${slo.objective.percent} % are needed`
      : undefined
  if (reason === undefined) return counted ?? state
  const because = [reasonMeanings[reason], ...(message === undefined ? [] : [message])]
  const all = [because.join(': '), ...(counted === undefined ? [] : [counted])].join('; ')
  return state === 'unknown' ? `unknown: ${all}` : `counts as ${state}: ${all}`
}

/** Rounded down: what is missed by a hair must not read as what was needed. */
export function percentText(good: number, total: number): string {
  const [part, whole] = integers([good, total]) as [bigint, bigint]
  const tenThousandths = (part * 1_000_000n) / whole
  const digits = String(tenThousandths).padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '')
}
