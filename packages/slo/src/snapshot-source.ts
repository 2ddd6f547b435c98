import { type Recorder, recorder } from './recorder.ts'
import type { Slo } from './slo.ts'
import { mergeSnapshots, type Snapshot } from './snapshot.ts'
import type { Source } from './source.ts'

/**
 * What snapshots know, as of when the last of them was taken. Checks are not asked: what they answered then
 * is in their snapshots.
 */
export function snapshotSource(slos: readonly Slo[], snapshots: readonly Snapshot[]): Source {
  const at = Math.max(0, ...snapshots.flatMap(({ heard }) => heard.map(([, to]) => to)))
  const clock = (): number => at
  const recorders = new Map<string, Recorder>()
  for (const slo of slos) {
    const [first, ...others] = snapshots.filter((one) => one.slo === slo.id)
    if (first === undefined) continue
    recorders.set(
      slo.id,
      recorder(slo, { from: mergeSnapshots([first, ...others]), clock, since: at }),
    )
  }
  return {
    clock,
    counts: (slo, spans) => {
      const found = recorders.get(slo.id)
      if (found !== undefined) return spans.map((span) => found.counts(span))
      return spans.map(() => ({ ok: false, reason: 'no_data', message: 'there is no snapshot' }))
    },
    percentiles: (slo, span) => recorders.get(slo.id)?.percentiles(span),
  }
}
