import { promDuration } from '../rules/prom-duration.ts'
import { forWindow, inParens, type Queries, queriesOf, whyUnrecordable } from '../rules/queries.ts'
import type { Slo } from '../slo.ts'

/** What Prometheus is asked of one span. */
export type Questions =
  | {
      readonly kind: 'part'
      /** What `part` counts. */
      readonly of: 'good' | 'bad'
      readonly part: string
      readonly total: string
      /** The answers are per second. */
      readonly seconds: number
      /** Without any `part` none of the total is; or nobody knows. */
      readonly whenAbsent: 'none' | 'unanswerable'
    }
  | { readonly kind: 'share'; readonly bad: string }
  | { readonly kind: 'none'; readonly why: string }

/** The queries for a span so long. */
export function questionsOf(slo: Slo, ms: number, prefix: string | undefined): Questions {
  const { budgeting, sli } = slo
  const ofEvents: Slo = { ...slo, budgeting: { by: 'events' } }
  const why = whyUnrecordable(ofEvents)
  if (why !== undefined) return { kind: 'none', why }
  const queries = queriesOf(ofEvents, prefix)
  if (queries.kind === 'share')
    return budgeting.by === 'events'
      ? { kind: 'share', bad: forWindow(queries.bad, ms, promDuration(ms)) }
      : { kind: 'none', why: 'a share has no slices' }
  // A bucket that is not there is a bound that is none, not a service that is always late.
  const whenAbsent = sli.kind === 'latency' ? 'unanswerable' : 'none'
  if (budgeting.by === 'slices')
    return {
      ...{ kind: 'part', of: 'good', seconds: 1, whenAbsent: 'none' },
      ...bySlices(queries, budgeting, ms),
    }
  const window = (query: string): string => forWindow(query, ms, promDuration(ms))
  return {
    kind: 'part',
    of: queries.good === undefined ? 'bad' : 'good',
    part: window(queries.good ?? queries.bad),
    total: window(queries.total),
    seconds: ms / 1_000,
    whenAbsent,
  }
}

type Slices = Extract<Slo['budgeting'], { by: 'slices' }>

/** Slices that had events, and those of them that kept to their target: by multiplication. */
function bySlices(
  queries: Extract<Queries, { kind: 'events' }>,
  { sliceMs, target }: Slices,
  ms: number,
): { readonly part: string; readonly total: string } {
  const slice = promDuration(sliceMs)
  const bad = inParens(forWindow(queries.bad, sliceMs, slice))
  const total = inParens(forWindow(queries.total, sliceMs, slice))
  const some = `(${total} > 0)`
  // Prometheus 2 has the beginning of a range in it.
  const range = `[${promDuration(ms - 1)}:${slice}]`
  const allowed = `${target.denominator - target.numerator} * ${some}`
  const spent = `${target.denominator} * (${bad} or 0 * ${total})`
  return {
    part: `sum_over_time((${spent} <= bool ${allowed})${range})`,
    total: `count_over_time(${some}${range})`,
  }
}
