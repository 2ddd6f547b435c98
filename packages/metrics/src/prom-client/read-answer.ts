import type { HistogramValue, Labels } from '@sallyport/core'
import type { RegistryAnswer } from './prom-registry.ts'

/** One series as a registry has it. */
export interface Standing {
  readonly labels: Labels
  readonly value?: number
  readonly histogram?: HistogramValue
}

/** The series of one answer, by their labels. Of two with the same labels the first holds, as in Prometheus. */
export function readAnswer(
  { values = [] }: RegistryAnswer,
  type: string,
): ReadonlyMap<string, Standing> {
  const series = new Map<string, Standing>()
  const parts = new Map<string, Parts>()
  for (const { labels = {}, value, metricName } of values) {
    const { le, ...others } = labels
    const own = textsOf(type === 'histogram' ? others : labels)
    const key = JSON.stringify(Object.entries(own).toSorted())
    if (type !== 'histogram') {
      if (!series.has(key)) series.set(key, { labels: own, value })
      continue
    }
    const part: Parts = parts.get(key) ?? { labels: own, buckets: new Map() }
    parts.set(key, part)
    if (metricName?.endsWith('_sum')) part.sum ??= value
    else if (metricName?.endsWith('_count')) part.count ??= value
    else addBucket(part.buckets, boundOf(le), value)
  }
  for (const [key, part] of parts) series.set(key, histogramOf(part))
  return series
}

interface Parts {
  readonly labels: Labels
  readonly buckets: Map<number, number>
  sum?: number
  count?: number
}

function addBucket(buckets: Map<number, number>, le: number, count: number): void {
  if (!Number.isNaN(le) && !buckets.has(le)) buckets.set(le, count)
}

const boundOf = (le: unknown): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le))

// What was not measured is no number: an objective then says so, instead of counting none.
const histogramOf = ({
  labels,
  buckets,
  sum = Number.NaN,
  count = Number.NaN,
}: Parts): Standing => ({
  labels,
  histogram: {
    buckets: [...buckets].toSorted(([a], [b]) => a - b).map(([le, upTo]) => ({ le, count: upTo })),
    sum,
    count,
  },
})

/** Labels as a page would have them: `200` and `'200'` are the same. */
const textsOf = (labels: Readonly<Record<string, unknown>>): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, String(value)]),
  )
