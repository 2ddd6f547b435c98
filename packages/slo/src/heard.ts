import type { Span } from './source.ts'

/** Spans as one list, in order, those that touch as one. */
export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = joined.at(-1)
    if (last === undefined || span.from > last.to) joined.push(span)
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
  }
  return joined
}

/** How many milliseconds of a span are in none of these, which {@link union} made. */
export function outside({ from, to }: Span, spans: readonly Span[]): number {
  const inside = spans.reduce(
    (sum, one) => sum + Math.max(0, Math.min(to, one.to) - Math.max(from, one.from)),
    0,
  )
  return Math.max(0, to - from - inside)
}

/** The same spans, at most so many: where the gap between two is smallest, it is forgotten. */
export function atMost(most: number, spans: readonly Span[]): Span[] {
  const left = [...spans]
  while (left.length > most) {
    const gap = (i: number): number => (left[i + 1] as Span).from - (left[i] as Span).to
    let least = 0
    for (let i = 1; i + 1 < left.length; i++) if (gap(i) < gap(least)) least = i
    left.splice(least, 2, { from: (left[least] as Span).from, to: (left[least + 1] as Span).to })
  }
  return left
}
