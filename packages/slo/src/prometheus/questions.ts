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
  const events = budgeting.by === 'slices' ? bySlices(queries, budgeting, ms) : within(queries, ms)
  // A bucket that is not there is a bound that is none, not a service that is always late.
  const isBound = sli.kind === 'latency' && budgeting.by === 'events'
  return { kind: 'part', ...events, whenAbsent: isBound ? 'unanswerable' : 'none' }
}

type Slices = Extract<Slo['budgeting'], { by: 'slices' }>
type OfEvents = Extract<Queries, { kind: 'events' }>
type Events = Pick<Extract<Questions, { kind: 'part' }>, 'of' | 'part' | 'total' | 'seconds'>

/** What happened in a window so long. */
function within({ part, total, isGood, sample }: OfEvents, ms: number): Events {
  const of = isGood ? 'good' : 'bad'
  const window = promDuration(ms)
  if (sample === undefined)
    return {
      ...{ of, seconds: ms / 1_000 },
      part: forWindow(part, ms, window),
      total: forWindow(total, ms, window),
    }
  // Each minute is an event, whether or not rules record it.
  const samples = `${inParens(sample.expr)}${stepped(ms, '1m')}`
  return { of, seconds: 1, part: `sum_over_time(${samples})`, total: `count_over_time(${samples})` }
}

/** Slices that had events, and those of them that kept to their target: by multiplication. */
function bySlices(queries: OfEvents, { sliceMs, target }: Slices, ms: number): Events {
  const inSlice = within(queries, sliceMs)
  const total = inParens(inSlice.total)
  const part = `(${inParens(inSlice.part)} or 0 * ${total})`
  const bad = inSlice.of === 'good' ? `(${total} - ${part})` : part
  const some = `(${total} > 0)`
  const range = stepped(ms, promDuration(sliceMs))
  const spent = `${target.denominator} * ${bad}`
  const allowed = `${target.denominator - target.numerator} * ${some}`
  return {
    ...{ of: 'good', seconds: 1 },
    part: `sum_over_time((${spent} <= bool ${allowed})${range})`,
    total: `count_over_time(${some}${range})`,
  }
}

/** Prometheus 2 has the beginning of a range in it. */
const stepped = (ms: number, step: string): string => `[${promDuration(ms - 1)}:${step}]`
