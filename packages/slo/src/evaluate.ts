import { type Clock, systemClock, systemTimers, type Timers } from '@sallyport/core'
import type { Evaluation } from './evaluation.ts'
import { judge } from './judge.ts'
import { type Asking, measure } from './measure.ts'
import { periodSpan } from './period.ts'
import type { Reading } from './reading.ts'
import type { Slo } from './slo.ts'
import type { Percentiles, Source, Span } from './source.ts'

/** How {@link evaluate} asks. */
export interface EvaluateOptions {
  /** @default the source's, else the machine's */
  readonly clock?: Clock
  /** Nobody waits any more: what has not answered by then is unknown. */
  readonly signal?: AbortSignal
  /** How long answers are waited for, all together. @default 10_000 */
  readonly timeoutMs?: number
  readonly timers?: Timers
}

/**
 * How objectives stand, now. Composites are made of the others in the same list. Rejects for a list that
 * contradicts itself, and for nothing else: a source that fails makes an objective unknown.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate, memorySource, recorder } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '30d', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * for (let i = 0; i < 1_000; i++) recorded.record(i % 200 !== 0)
 * const [found] = await evaluate([slo], memorySource([recorded]))
 * console.log(found?.state, found?.budget.remaining, found?.budget.remainingRatio) // prints: met 5 0.5
 * ```
 */
export async function evaluate(
  slos: readonly Slo[],
  source: Source,
  {
    clock = source.clock ?? systemClock,
    signal,
    timeoutMs = 10_000,
    timers = systemTimers,
  }: EvaluateOptions = {},
): Promise<Evaluation[]> {
  const byId = new Map(slos.map((slo) => [slo.id, slo]))
  demandConsistent(slos, byId)
  const now = clock()
  const ended = new AbortController()
  // Before anybody is asked: who stops asking is heard before the answers that this brings about.
  const late = new Promise<undefined>((resolve) => {
    ended.signal.addEventListener('abort', () => resolve(undefined))
  })
  const end = (): void => ended.abort()
  const cancel = timers.after(timeoutMs, end)
  signal?.addEventListener('abort', end)
  if (signal?.aborted) end()
  const asking: Asking = { source, signal: ended.signal, slos: byId, known: new Map() }
  try {
    return await Promise.all(slos.map((slo) => evaluated(slo, now, asking, late)))
  } finally {
    cancel()
    signal?.removeEventListener('abort', end)
  }
}

async function evaluated(
  slo: Slo,
  now: number,
  asking: Asking,
  late: Promise<undefined>,
): Promise<Evaluation> {
  const asked = periodSpan(slo.period, now)
  const lengths = [...new Set(slo.alerts.flatMap(({ longMs, shortMs }) => [shortMs, longMs]))]
  const spans: Span[] = [asked, ...lengths.map((ms) => ({ from: now - ms, to: now }))]
  const [period = timedOut, ...windows] =
    (await Promise.race([measure(slo, spans, asking), late])) ?? spans.map(() => timedOut)
  return judge({
    slo,
    asked,
    period,
    windows: new Map(lengths.map((ms, index) => [ms, windows[index] ?? timedOut])),
    percentiles: percentilesOf(slo, asking.source, asked),
  })
}

/** They are for reading: without them all else is as true. */
function percentilesOf(slo: Slo, source: Source, asked: Span): Percentiles | undefined {
  try {
    return source.percentiles?.(slo, asked)
  } catch {
    return undefined
  }
}

const timedOut: Reading = { ok: false, reason: 'timeout' }

function demandConsistent(slos: readonly Slo[], byId: ReadonlyMap<string, Slo>): void {
  const twice = slos.find((slo) => byId.get(slo.id) !== slo)
  if (twice !== undefined) throw new TypeError(`slo: there are two of ${twice.id}`)
  for (const slo of slos) demandParts(slo, byId, [])
}

function demandParts(slo: Slo, byId: ReadonlyMap<string, Slo>, above: readonly string[]): void {
  if (slo.sli.kind !== 'composite') return
  const path = [...above, slo.id]
  for (const { slo: id } of slo.sli.of) {
    const part = byId.get(id)
    if (part === undefined)
      throw new TypeError(`slo: ${slo.id} is made of ${id}, which is not in the list`)
    if (path.includes(id)) throw new TypeError(`slo: ${id} is a part of itself`)
    demandParts(part, byId, path)
  }
}
