import type { Clock, MetricsReader } from '@sallyport/core'
import { type Cumulative, type CumulativeReading, readCumulative } from './read-cumulative.ts'
import type { Slo } from './slo.ts'
import type { Source, UnknownReason } from './source.ts'
import { systemSteady } from './steady-clock.ts'
import { tallyOf } from './tally-of.ts'
import { tiersOf } from './tiers.ts'
import { Windows } from './windows.ts'

/** A source that reads metrics, and remembers what it read. */
export interface ReaderSource extends Source {
  /**
   * Reads once. Call it regularly, whenever metrics are collected: what happened between two readings
   * counts as of the second. Evaluating reads too.
   */
  read(): void
}

/** What {@link readerSource} may be told. */
export interface ReaderSourceOptions {
  /** @default the machine's, made steady */
  readonly clock?: Clock
}

interface History {
  readonly slo: Slo
  readonly windows: Windows
  /** What each series was; undefined until all of them were numbers. */
  last: Map<string, Cumulative> | undefined
  readAt: number
}

/**
 * Counts by metrics that are measured anyway: of the objectives of kind `ratio` and `latency` that say which.
 * What was measured before it was made is left out; a series that began again counts from zero.
 *
 * @example
 * ```ts
 * import { defineMetric } from '@sallyport/core'
 * import { recordMetrics } from '@sallyport/core/testing'
 * import { defineSlo, evaluate, readerSource } from '@sallyport/slo'
 *
 * const requests = defineMetric({
 *   id: 'shop.requests', kind: 'counter', unit: '1', help: 'Requests.', labels: { status: ['2xx', '5xx'] },
 * })
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h',
 *   sli: { kind: 'ratio', bad: { metric: requests, where: { status: '5xx' } }, total: { metric: requests } },
 * })
 * const metrics = recordMetrics()
 * const source = readerSource([slo], metrics)
 * metrics.add(requests, 199, { status: '2xx' })
 * metrics.add(requests, 1, { status: '5xx' })
 * const [found] = await evaluate([slo], source)
 * console.log(found?.state, found?.bad, found?.total) // prints: met 1 200
 * ```
 */
export function readerSource(
  slos: Iterable<Slo>,
  reader: MetricsReader,
  { clock = systemSteady() }: ReaderSourceOptions = {},
): ReaderSource {
  const since = clock()
  const histories = new Map<string, History>()
  for (const slo of slos) {
    const windows = new Windows(tiersOf(slo), clock, Float64Array)
    const history: History = { slo, windows, last: undefined, readAt: since }
    advance(history, reader, since)
    histories.set(slo.id, history)
  }
  return {
    clock,
    read() {
      const at = clock()
      for (const history of histories.values()) advance(history, reader, at)
    },
    counts(slo, spans) {
      const history = histories.get(slo.id)
      if (history === undefined)
        return spans.map(() => ({ ok: false, reason: 'no_data', message: 'it is not read' }))
      // At the spans' own end, or what is read now would be later than all of them.
      const at = Math.min(clock(), Math.max(...spans.map(({ to }) => to)))
      const problem = advance(history, reader, at)
      const { windows } = history
      if (problem !== undefined) return spans.map(() => ({ ok: false, reason: problem }))
      return spans.map((span) => {
        if (span.to < since) return { ok: false, reason: 'no_data' }
        const { bad, total, covered } = tallyOf(slo, windows, span, [{ from: since, to: span.to }])
        return { ok: true, good: total - bad, bad, covered }
      })
    },
  }
}

/** Metrics are read when others are collected, too: what they throw is told when it is asked. */
function reading({ sli }: Slo, reader: MetricsReader): CumulativeReading {
  try {
    return readCumulative(sli, reader)
  } catch {
    return { series: new Map(), problem: 'unreachable' }
  }
}

/** So many series that are gone are remembered: one that comes back goes on from where it was. */
const mostGone = 1_000

/** What has come since the last reading, as of now; why there is nothing to be told, where there is not. */
function advance(history: History, reader: MetricsReader, now: number): UnknownReason | undefined {
  const at = Math.max(history.readAt, now)
  history.readAt = at
  const { series, problem } = reading(history.slo, reader)
  if (problem !== undefined) return problem
  const { last = new Map(series) } = history
  history.last = last
  const fromZero = new Set<string>()
  for (const [key, { value, resets, together }] of series) {
    const before = last.get(key)
    if (before === undefined || resets !== before.resets || value < before.value)
      fromZero.add(together)
  }
  let [bad, total] = [0, 0]
  for (const [key, now] of series) {
    const before = fromZero.has(now.together) ? undefined : last.get(key)
    const more = now.value - (before?.value ?? 0)
    bad += more * now.bad
    total += more * now.total
    last.set(key, now)
  }
  if (last.size > series.size + mostGone) history.last = new Map(series)
  if (total !== 0 || bad !== 0) history.windows.add(bad, total, at)
  return undefined
}
