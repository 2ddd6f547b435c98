import { union } from './heard.ts'
import type { SketchCounts } from './sketches.ts'
import type { SliceCounts, TierCounts } from './windows.ts'

/** What a recorder knows, as JSON: to be kept over a restart, or to be merged with other workers'. */
export interface Snapshot {
  readonly version: 1
  /** The objective's id. */
  readonly slo: string
  /** When somebody counted: beginning and end, oldest first. */
  readonly heard: readonly (readonly [from: number, to: number])[]
  /** The newest event's time; null without any. */
  readonly newest: number | null
  /** Slices that had events: number since the epoch, bad, total. */
  readonly tiers: readonly TierCounts[]
  readonly sketchMs: number
  readonly sketches: readonly SketchCounts[]
}

/**
 * What several workers know, as one. In any order, and in any grouping, it comes to the same.
 *
 * @example
 * ```ts
 * import { defineSlo, mergeSnapshots, recorder } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const [one, two] = [recorder(slo), recorder(slo)]
 * one.record(true)
 * two.record(false)
 * const from = mergeSnapshots([one.snapshot(), two.snapshot()])
 * const all = recorder(slo, { from })
 * const counts = all.counts({ from: 0, to: all.clock() })
 * console.log(counts.ok && [counts.good, counts.bad]) // prints: [ 1, 1 ]
 * ```
 */
export function mergeSnapshots(snapshots: readonly [Snapshot, ...Snapshot[]]): Snapshot {
  return snapshots.reduce(merged)
}

function merged(a: Snapshot, b: Snapshot): Snapshot {
  if (shapeOf(a) !== shapeOf(b))
    throw new TypeError(`slo: snapshots must be of one definition, got ${a.slo} and ${b.slo}`)
  return {
    version: 1,
    slo: a.slo,
    heard: union([...a.heard, ...b.heard].map(([from, to]) => ({ from, to }))).map(
      ({ from, to }) => [from, to] as const,
    ),
    newest:
      a.newest === null || b.newest === null
        ? (a.newest ?? b.newest)
        : Math.max(a.newest, b.newest),
    tiers: a.tiers.map(({ widthMs, slices }, index) => ({
      widthMs,
      slices: summed([...slices, ...(b.tiers[index]?.slices ?? [])]),
    })),
    sketchMs: a.sketchMs,
    sketches: mergedSketches([...a.sketches, ...b.sketches]),
  }
}

const shapeOf = ({ version, slo, tiers, sketchMs }: Snapshot): string =>
  JSON.stringify([version, slo, tiers.map(({ widthMs }) => widthMs), sketchMs])

function summed(slices: readonly SliceCounts[]): SliceCounts[] {
  const sums = new Map<number, SliceCounts>()
  for (const [id, bad, total] of slices) {
    const [, b, t] = sums.get(id) ?? [id, 0, 0]
    sums.set(id, [id, b + bad, t + total])
  }
  return [...sums.values()].toSorted(([a], [b]) => a - b)
}

function mergedSketches(sketches: readonly SketchCounts[]): SketchCounts[] {
  const byId = new Map<number, Map<number, number>>()
  for (const [id, counters] of sketches) {
    const sums = byId.get(id) ?? new Map<number, number>()
    byId.set(id, sums)
    for (const [index, n] of counters) sums.set(index, (sums.get(index) ?? 0) + n)
  }
  return [...byId]
    .toSorted(([a], [b]) => a - b)
    .map(([id, sums]) => [id, [...sums].toSorted(([a], [b]) => a - b)])
}
