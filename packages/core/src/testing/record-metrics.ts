import type { Labels, MetricDefinition, MetricsReader, MetricsSink, Series } from '../metric.ts'

/** A metrics sink that remembers everything exactly. */
export interface MetricsRecorder extends MetricsSink, MetricsReader {
  /** A counter's or gauge's value, or a histogram's count: over all series that carry these labels. 0 when nothing was measured. */
  value<L extends Labels>(metric: MetricDefinition<L>, labels?: Partial<L>): number
}

interface Cell {
  readonly labels: Labels
  value: number
  readonly observed: number[]
}

/** A metrics sink for tests: no limits, no expiry. */
export function recordMetrics(): MetricsRecorder {
  const metrics = new Map<string, Map<string, Cell>>()
  const cell = (metric: { readonly id: string }, labels: Labels = {}): Cell => {
    const cells = metrics.get(metric.id) ?? new Map<string, Cell>()
    metrics.set(metric.id, cells)
    const key = JSON.stringify(Object.entries(labels).toSorted())
    const found = cells.get(key) ?? { labels: { ...labels }, value: 0, observed: [] }
    cells.set(key, found)
    return found
  }
  const cellsOf = (metric: { readonly id: string }): Cell[] => [
    ...(metrics.get(metric.id)?.values() ?? []),
  ]
  return {
    add(metric, value, labels?: Labels) {
      cell(metric, labels).value += value
    },
    set(metric, value, labels?: Labels) {
      cell(metric, labels).value = value
    },
    observe(metric, value, labels?: Labels) {
      cell(metric, labels).observed.push(value)
    },
    read: <L extends Labels>(metric: MetricDefinition<L>) =>
      cellsOf(metric).map((found) => seriesOf(metric, found) as Series<L>),
    value: (metric, labels = {}) =>
      cellsOf(metric)
        .filter((found) => Object.entries(labels).every(([k, v]) => found.labels[k] === v))
        .reduce((sum, found) => sum + found.value + found.observed.length, 0),
  }
}

function seriesOf(
  { kind, buckets = [] }: Pick<MetricDefinition, 'kind' | 'buckets'>,
  cell: Cell,
): Series {
  const { labels, value, observed } = cell
  if (kind !== 'histogram') return { labels, value, resets: 0 }
  const histogram = {
    buckets: [...buckets, Number.POSITIVE_INFINITY].map((le) => ({
      le,
      count: observed.filter((seen) => seen <= le).length,
    })),
    sum: observed.reduce((sum, seen) => sum + seen, 0),
    count: observed.length,
  }
  return { labels, histogram, resets: 0 }
}
