import { askCheck } from './ask-check.ts'
import { isSliceBad, type Part, weightedMean } from './combine.ts'
import { type Reading, readingOf } from './reading.ts'
import type { Slo } from './slo.ts'
import type { Source, Span } from './source.ts'

/** Whom to ask, and until when. */
export interface Asking {
  readonly source: Source
  readonly signal: AbortSignal
  /** All there are, for composites. */
  readonly slos: ReadonlyMap<string, Slo>
  /** What was asked for already: composites that share a part ask for it once. */
  readonly known: Map<readonly Span[], Map<string, Promise<readonly Reading[]>>>
}

const mostSlices = 50_000

/** What is known of each span. Never rejects. */
export function measure(
  slo: Slo,
  spans: readonly Span[],
  asking: Asking,
): Promise<readonly Reading[]> {
  const ofSpans = asking.known.get(spans) ?? new Map<string, Promise<readonly Reading[]>>()
  asking.known.set(spans, ofSpans)
  const known = ofSpans.get(slo.id) ?? measured(slo, spans, asking)
  ofSpans.set(slo.id, known)
  return known
}

async function measured(
  slo: Slo,
  spans: readonly Span[],
  asking: Asking,
): Promise<readonly Reading[]> {
  if (slo.sli.kind === 'composite') {
    return slo.budgeting.by === 'slices'
      ? bySlices(slo, slo.budgeting.sliceMs, spans, asking)
      : combined(slo, spans, asking)
  }
  const readings = await asked(slo, spans, asking)
  const isUnanswerable = readings.every((one) => !one.ok && one.reason === 'unanswerable')
  if (slo.sli.kind !== 'check' || !isUnanswerable) return readings
  // Nobody keeps its answers: this one is all there is.
  const good = (await askCheck(slo.sli.check, asking.signal)) ? 1 : 0
  return spans.map((covered) => readingOf({ ok: true, good, bad: 1 - good, covered }))
}

async function asked(
  slo: Slo,
  spans: readonly Span[],
  { source, signal }: Asking,
): Promise<Reading[]> {
  try {
    const answer = source.counts(slo, spans, signal)
    const counts = 'then' in answer ? await answer : answer
    return spans.map((_, index) => readingOf(counts[index]))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return spans.map(() => ({ ok: false, reason: 'unreachable', message }))
  }
}

async function partsOf(
  { sli }: Slo,
  spans: readonly Span[],
  asking: Asking,
): Promise<readonly (readonly Part[])[]> {
  if (sli.kind !== 'composite') return []
  const parts = await Promise.all(
    sli.of.map(async ({ slo: id, weight = 1 }) => {
      const slo = asking.slos.get(id) as Slo
      return { slo, weight, readings: await measure(slo, spans, asking) }
    }),
  )
  return spans.map((_, index) =>
    parts.map(({ slo, weight, readings }) => ({
      slo,
      weight,
      reading: readings[index] as Reading,
    })),
  )
}

async function combined(slo: Slo, spans: readonly Span[], asking: Asking): Promise<Reading[]> {
  const parts = await partsOf(slo, spans, asking)
  return spans.map((span, index) => weightedMean(parts[index] as readonly Part[], span))
}

/** Asks for each slice of the longest span that is over, and adds them up. */
async function bySlices(
  slo: Slo,
  sliceMs: number,
  spans: readonly Span[],
  asking: Asking,
): Promise<readonly Reading[]> {
  const from = Math.floor(Math.min(...spans.map((span) => span.from)) / sliceMs) * sliceMs
  const to = Math.floor(Math.max(...spans.map((span) => span.to)) / sliceMs) * sliceMs
  const count = Math.min(mostSlices, (to - from) / sliceMs)
  const slices = Array.from({ length: count }, (_, index) => ({
    from: to - (count - index) * sliceMs,
    to: to - (count - index - 1) * sliceMs,
  }))
  const parts = await partsOf(slo, slices, asking)
  const failed = parts.flat().find(({ reading, slo }) => isLost(reading, slo, sliceMs))
  if (failed !== undefined) return spans.map(() => lost(failed))
  const judged = parts.map((each) =>
    isSliceBad(
      slo,
      each.filter(({ reading }) => reading.ok || reading.reason !== 'no_data'),
    ),
  )
  return spans.map((span) => summed(span, slices, judged))
}

const isLost = (reading: Reading, { missing }: Slo, sliceMs: number): boolean =>
  reading.ok
    ? reading.covered.to - reading.covered.from > sliceMs
    : missing === 'unknown' && reading.reason !== 'no_data'

const lost = ({ slo, reading }: Part): Reading =>
  reading.ok
    ? { ok: false, reason: 'unanswerable', message: `${slo.id} is not known in slices so short` }
    : reading

function summed(
  span: Span,
  slices: readonly Span[],
  judged: readonly (boolean | undefined)[],
): Reading {
  const inside = slices.flatMap((slice, index) => (slice.to > span.from ? [index] : []))
  const said = inside.filter((index) => judged[index] !== undefined)
  const [first] = said
  if (first === undefined) return { ok: false, reason: 'no_data' }
  const bad = said.filter((index) => judged[index]).length
  const covered = { from: (slices[first] as Span).from, to: (slices.at(-1) as Span).to }
  return readingOf({ ok: true, good: said.length - bad, bad, covered })
}
