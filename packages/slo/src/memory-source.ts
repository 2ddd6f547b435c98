import { askCheck } from './ask-check.ts'
import type { Recorder } from './recorder.ts'
import type { Slo } from './slo.ts'
import type { Counts, Source, Span } from './source.ts'

/**
 * What this process has recorded. An objective of kind `check` is asked here, and its answer recorded.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate, memorySource, recorder } from '@sallyport/slo'
 *
 * const intact = defineSlo({
 *   service: 'shop', name: 'audit-integrity', objective: 100, period: '5m',
 *   sli: { kind: 'check', check: () => ({ ok: true }) },
 * })
 * const [found] = await evaluate([intact], memorySource([recorder(intact)]))
 * console.log(found?.state, found?.total) // prints: met 1
 * ```
 */
export function memorySource(recorders: Iterable<Recorder>): Source {
  const byId = new Map<string, Recorder>()
  for (const one of recorders) {
    if (byId.has(one.slo.id)) throw new TypeError(`slo: two recorders count for ${one.slo.id}`)
    byId.set(one.slo.id, one)
  }
  const [first] = byId.values()
  return {
    ...(first !== undefined && { clock: first.clock }),
    counts(slo, spans, signal) {
      const found = byId.get(slo.id)
      if (found === undefined || countedBy(found.slo) !== countedBy(slo))
        return spans.map(() => notHeard(slo))
      return slo.sli.kind === 'check'
        ? checked(found, slo.sli, spans, signal)
        : spans.map((span) => found.counts(span))
    },
    percentiles: (slo, span) => byId.get(slo.id)?.percentiles(span),
  }
}

const notHeard = ({ sli: { kind } }: Slo): Counts => ({
  ok: false,
  reason: kind === 'check' ? 'unanswerable' : 'no_data',
  message: 'no recorder of this definition',
})

/** What makes an event good, and what is counted: of another definition it is not this one's. */
const countedBy = ({ sli, budgeting }: Slo): string =>
  JSON.stringify([sli, budgeting], ['kind', 'underSeconds', 'sliceMs', 'target', 'percent'])

async function checked(
  found: Recorder,
  { check }: Slo['sli'] & { kind: 'check' },
  spans: readonly Span[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Counts[]> {
  // At the spans' own end, or the answer would be later than all of them.
  const at = Math.max(...spans.map(({ to }) => to))
  const isOk = await askCheck(check, signal)
  if (!signal.aborted) found.record(isOk, at)
  return spans.map((span) => found.counts(span))
}
