import { meets } from './decide.ts'
import { outside } from './heard.ts'
import type { Slo } from './slo.ts'
import type { Span } from './source.ts'
import type { Tallied, Windows } from './windows.ts'

/**
 * Events of a span, or slices where the objective has them; nothing before somebody counted.
 *
 * @param heard - When somebody did, as `union` made it; not empty.
 */
export function tallyOf(slo: Slo, windows: Windows, span: Span, heard: readonly Span[]): Tallied {
  const { budgeting } = slo
  if (budgeting.by === 'slices') return slicesOf(slo, budgeting, windows, span, heard)
  const since = sinceOf(heard)
  const { bad, total, covered } = windows.tally(span)
  return { bad, total, covered: { from: Math.max(covered.from, since), to: covered.to } }
}

/** Slices that are over; the first is the one in which the span begins. */
function slicesOf(
  { noTraffic }: Slo,
  { sliceMs, target }: Slo['budgeting'] & { by: 'slices' },
  windows: Windows,
  span: Span,
  heard: readonly Span[],
): Tallied {
  const from = Math.floor(Math.max(span.from, sinceOf(heard)) / sliceMs) * sliceMs
  const to = Math.max(from, Math.floor(span.to / sliceMs) * sliceMs)
  const slices = windows.slicesIn({ from, to })
  const bad = slices.filter(([, wrong, all]) => !meets(target, wrong, all)).length
  // What nobody counted is missing, and no slice without traffic.
  const lost = Math.floor(outside({ from: Math.max(from, sinceOf(heard)), to }, heard) / sliceMs)
  const quiet = Math.max(0, (to - from) / sliceMs - slices.length - lost)
  const empty = noTraffic === 'unknown' ? 0 : quiet
  return {
    bad: noTraffic === 'bad' ? bad + empty : bad,
    total: slices.length + empty,
    covered: { from, to },
  }
}

const sinceOf = (heard: readonly Span[]): number => (heard as readonly [Span])[0].from
