import type { Clock } from '@sallyport/core'
import { demandSnapshot } from './demand-snapshot.ts'
import { atMost, outside, union } from './heard.ts'
import { longestMs } from './period.ts'
import { percentile, sketchError } from './sketch.ts'
import { Sketches } from './sketches.ts'
import type { Slo } from './slo.ts'
import type { Snapshot } from './snapshot.ts'
import type { Counts, Percentiles, Span } from './source.ts'
import { type SteadyClock, systemSteady } from './steady-clock.ts'
import { tallyOf } from './tally-of.ts'
import { tiersOf } from './tiers.ts'
import { aheadMs, Windows } from './windows.ts'

/** What {@link recorder} may be told. */
export interface RecorderOptions {
  /** What an earlier process knew, or several workers: the budget goes on from there. @default nothing */
  readonly from?: Snapshot
  /** @default the machine's, made steady: a step backwards does nothing to it */
  readonly clock?: Clock | SteadyClock
  /** Since when it counts, where that was before it was made. @default now */
  readonly since?: number
}

/** Counts the events of one objective, in memory that does not grow. */
export interface Recorder {
  readonly slo: Slo
  /** The time it counts by. */
  readonly clock: Clock
  /**
   * Counts an event.
   *
   * @param at - When it happened, by the recorder's clock; now, if it is left out. Reading the clock costs
   * several times what counting does: who has several recorders reads it once.
   */
  record(isGood: boolean, at?: number): void
  /** Counts a duration, good or bad by the objective: of kind `latency` alone. */
  observe(seconds: number, at?: number): void
  /** What was counted in a span, rounded outwards to slices, as `covered` says. */
  counts(span: Span): Counts
  /** Undefined where nothing was observed. */
  percentiles(span: Span): Percentiles | undefined
  /** How many events were told of when all windows that they belong to were over: they count nowhere. */
  late(): number
  /** All it knows, as JSON. */
  snapshot(): Snapshot
}

const reported = [50, 90, 95, 99, 99.9] as const
const mostSpans = 64

/**
 * Counts the events of an objective in sliding windows: 30 days in less than 100 KB, without a timer, and
 * without an allocation for an event.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate, memorySource, recorder } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'latency', objective: 95, period: '1h', sli: { kind: 'latency', underSeconds: 2 },
 * })
 * const recorded = recorder(slo)
 * recorded.observe(0.2)
 * recorded.observe(2)
 * const [found] = await evaluate([slo], memorySource([recorded]))
 * console.log(found?.state, found?.good, found?.bad) // prints: breached 1 1
 * ```
 */
export function recorder(
  slo: Slo,
  { from, clock = systemSteady(), since = clock() }: RecorderOptions = {},
): Recorder {
  if (slo.sli.kind === 'composite')
    throw new TypeError(`slo: ${slo.id} is a composite: what it is made of is recorded`)
  const windows = new Windows(tiersOf(slo), clock)
  const sketches = slo.sli.kind === 'latency' ? new Sketches(longestMs(slo.period)) : undefined
  const under = slo.sli.kind === 'latency' ? slo.sli.underSeconds : Number.NaN
  const earlier =
    from === undefined ? [] : restored(slo, past(slo, from, clock() + aheadMs), windows, sketches)
  const heard = (): Span[] => heardBy(earlier, { from: since, to: Math.max(since, clock()) }, clock)
  return {
    slo,
    clock,
    record(isGood, at = clock()) {
      windows.count(isGood, at)
    },
    observe(seconds, at = clock()) {
      if (sketches === undefined || !(seconds >= 0)) throw notObserved(slo, seconds)
      sketches.count(seconds, windows.count(seconds < under, at))
    },
    counts: (span) => counted(slo, windows, heard(), span),
    percentiles: (span) => percentilesOf(sketches, span),
    // No getter: with one, each call of record() and observe() takes twice as long (measured).
    late: () => windows.late,
    snapshot: () => ({
      version: 1,
      slo: slo.id,
      heard: atMost(mostSpans, heard()).map((span) => [span.from, span.to]),
      newest: Number.isFinite(windows.newest) ? windows.newest : null,
      tiers: windows.slices(),
      sketchMs: sketches?.widthMs ?? 0,
      sketches: sketches?.sketches() ?? [],
    }),
  }
}

/** Without what is yet to come: it would make all that is known stale. */
function past(slo: Slo, from: Snapshot, until: number): Snapshot {
  demandSnapshot(slo, from)
  const isPast = ([id]: readonly [number, ...unknown[]], widthMs: number): boolean =>
    (id - 1) * widthMs <= until
  return {
    ...from,
    newest: from.newest === null ? null : Math.min(from.newest, until),
    tiers: from.tiers.map(({ widthMs, slices }) => ({
      widthMs,
      slices: slices.filter((one) => isPast(one, widthMs)),
    })),
    sketches: from.sketches.filter((one) => isPast(one, from.sketchMs)),
  }
}

function restored(slo: Slo, from: Snapshot, windows: Windows, sketches?: Sketches): Span[] {
  if (!windows.load(from.tiers, from.newest ?? Number.NEGATIVE_INFINITY))
    throw new TypeError(`slo: "from" is a snapshot of ${slo.id} in slices that do not fit`)
  if (sketches?.widthMs === from.sketchMs) sketches.load(from.sketches)
  return from.heard.map(([start, end]) => ({ from: start, to: end }))
}

/** When anybody counted: not while the clock leapt. */
function heardBy(earlier: readonly Span[], now: Span, clock: Clock | SteadyClock): Span[] {
  const leaps = 'leaps' in clock ? clock.leaps.filter(({ to }) => to > now.from) : []
  if (earlier.length + leaps.length === 0) return [now]
  const starts = [now.from, ...leaps.map(({ to }) => to)]
  const ends = [...leaps.map(({ from }) => from), now.to]
  return union([
    ...earlier,
    ...starts.map((from, index) => ({ from, to: Math.max(from, ends[index] as number) })),
  ])
}

function counted(slo: Slo, windows: Windows, heard: readonly Span[], span: Span): Counts {
  const [begun] = heard as readonly [Span]
  if (begun.from > span.to) return { ok: false, reason: 'no_data' }
  const { bad, total, covered } = tallyOf(slo, windows, span, heard)
  const missingMs = outside(covered, heard)
  return { ok: true, good: total - bad, bad, covered, ...(missingMs > 0 && { missingMs }) }
}

function percentilesOf(sketches: Sketches | undefined, span: Span): Percentiles | undefined {
  if (sketches === undefined) return undefined
  const { counters, of } = sketches.sum(span)
  const values = reported.flatMap((p) => {
    const seconds = percentile(counters, p)
    return seconds === undefined ? [] : [{ p, seconds }]
  })
  return values.length === 0 ? undefined : { values, error: sketchError, of }
}

function notObserved({ id, sli }: Slo, seconds: number): Error {
  return sli.kind === 'latency'
    ? new RangeError(`slo: observe() of ${id} takes seconds from 0, got ${String(seconds)}`)
    : new TypeError(`slo: ${id} is of kind "${sli.kind}", which has no durations; use record()`)
}
