import { meets } from './decide.ts'
import type { Slo } from './slo.ts'
import type { Span } from './source.ts'
import type { Tallied, Windows } from './windows.ts'

/** Events of a span, or slices where the objective has them; nothing before somebody counted. */
export function tallyOf(slo: Slo, windows: Windows, span: Span, since: number): Tallied {
  const { budgeting } = slo
  if (budgeting.by === 'slices') return slicesOf(slo, budgeting, windows, span, since)
  const { bad, total, covered } = windows.tally(span)
  return { bad, total, covered: { from: Math.max(covered.from, since), to: covered.to } }
}

/** Slices that are over; the first is the one in which the span begins. */
function slicesOf(
  { noTraffic }: Slo,
  { sliceMs, target }: Slo['budgeting'] & { by: 'slices' },
  windows: Windows,
  span: Span,
  since: number,
): Tallied {
  const from = Math.floor(Math.max(span.from, since) / sliceMs) * sliceMs
  const to = Math.max(from, Math.floor(span.to / sliceMs) * sliceMs)
  const slices = windows.slicesIn({ from, to })
  const bad = slices.filter(([, wrong, all]) => !meets(target, wrong, all)).length
  const empty = noTraffic === 'unknown' ? 0 : (to - from) / sliceMs - slices.length
  return {
    bad: noTraffic === 'bad' ? bad + empty : bad,
    total: slices.length + empty,
    covered: { from, to },
  }
}
