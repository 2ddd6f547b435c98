import {
  demandOptions,
  type Labels,
  type MetricDefinition,
  type MonotonicClock,
  noMetrics,
  systemMonotonic,
} from '@sallyport/core'
import { callable, type Leave } from './in-flight.ts'
import type { Metrics } from './metrics.ts'
import { labelMistake } from './reserved-labels.ts'
import { rollover } from './write.ts'

/** Counts and times by name, without a catalog. Nothing on it throws. */
export interface PlainMetrics {
  /** Adds to a counter, one if nothing else is said. */
  increment(name: string, value?: number, labels?: Labels): void
  gauge(name: string, value: number, labels?: Labels): void
  /** How long something took, in milliseconds. */
  timing(name: string, ms: number, labels?: Labels): void
  /** Times until the answer is called or the scope ends: `using _ = metrics.timer('database.query')`. */
  timer(name: string, labels?: Labels): Leave
  /** What there is, by name and labels: `requests.processed{endpoint="/api"}`. Timers in milliseconds. */
  getAllMetrics(): AllMetrics
}

/** What {@link PlainMetrics} answers. */
export interface AllMetrics {
  readonly counters: Readonly<Record<string, number>>
  readonly gauges: Readonly<Record<string, number>>
  readonly timers: Readonly<Record<string, { readonly count: number; readonly sumMs: number }>>
}

/** What {@link plainMetrics} takes. */
export interface PlainOptions {
  /** Where it all goes, with its limits and backends. */
  readonly metrics: Pick<Metrics, 'add' | 'set' | 'observe' | 'families'>
  /** `false` measures nothing, whatever `metrics` do for others. @default true */
  readonly enabled?: boolean
  /** Upper bounds, in seconds, of timings whose name no catalog has. */
  readonly buckets?: readonly number[]
  readonly monotonic?: MonotonicClock
}

const usualBuckets = [
  ...[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75],
  ...[1, 2.5, 5, 7.5, 10],
]

const known = ['metrics', 'enabled', 'buckets', 'monotonic']

/**
 * Metrics by name, for a program that comes from another library. A name that is in the catalog is that metric;
 * another is registered when it is first measured, with the labels it then has. The limits are those of `metrics`.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { plainMetrics } from '@sallyport/metrics/plain'
 *
 * const metrics = plainMetrics({ metrics: createMetrics() })
 * metrics.increment('requests.processed', 1, { endpoint: '/api/v1' })
 * metrics.gauge('queue.size', 42)
 * metrics.timing('operation.duration', 123.45)
 * {
 *   using _ = metrics.timer('database.query')
 * }
 * const { counters, gauges } = metrics.getAllMetrics()
 * console.log(counters['requests.processed{endpoint="/api/v1"}'], gauges['queue.size']) // prints: 1 42
 * ```
 */
export function plainMetrics(options: PlainOptions): PlainMetrics {
  demandOptions('metrics: plainMetrics()', options, known)
  const { metrics, enabled = true, buckets = usualBuckets, monotonic = systemMonotonic } = options
  const sink = enabled ? metrics : { ...noMetrics, families: () => [] }
  const names = new Names(sink, buckets)
  const timing: PlainMetrics['timing'] = (name, ms, labels) =>
    sink.observe(names.definition('histogram', name, labels), seconds(ms), labels ?? {})
  return {
    increment: (name, value = 1, labels = {}) =>
      sink.add(names.definition('counter', name, labels), value, labels),
    gauge: (name, value, labels = {}) =>
      sink.set(names.definition('gauge', name, labels), value, labels),
    timing,
    timer(name, labels) {
      const began = monotonic()
      return callable(() => timing(name, Math.max(0, monotonic() - began), labels))
    },
    getAllMetrics: () => allOf(sink),
  }
}

const seconds = (ms: unknown): number => (typeof ms === 'number' ? ms / 1_000 : Number.NaN)

/** Names that are remembered: a program that makes them up as it goes pays for it by time. */
const mostNames = 5_000

class Names {
  readonly #listed: ReadonlyMap<string, MetricDefinition>
  readonly #buckets: readonly number[]
  readonly #known = new Map<string, MetricDefinition>()

  constructor(metrics: Pick<Metrics, 'families'>, buckets: readonly number[]) {
    this.#listed = new Map(
      metrics.families().map(({ names, definition }) => [names.id, definition]),
    )
    this.#buckets = buckets
  }

  definition(kind: MetricDefinition['kind'], given: unknown, labels: unknown): MetricDefinition {
    const name = typeof given === 'string' ? given : ''
    const key = `${kind} ${name}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const id = idOf(name, kind)
    const listed = this.#listed.get(id)
    const found = listed?.kind === kind ? listed : this.#made(kind, id, labels)
    if (this.#known.size < mostNames) this.#known.set(key, found)
    return found
  }

  #made(kind: MetricDefinition['kind'], id: string, labels: unknown): MetricDefinition {
    const open = keysOf(labels).filter((name) => labelMistake(name) === undefined)
    return {
      id,
      kind,
      unit: kind === 'histogram' ? 's' : '1',
      help: `${id}, registered when it was first measured.`,
      labels: Object.fromEntries(open.map((name) => [name, 'open' as const])),
      ...(kind === 'histogram' && { buckets: this.#buckets }),
    }
  }
}

function keysOf(labels: unknown): readonly string[] {
  try {
    return Object.keys(labels ?? {})
  } catch {
    return []
  }
}

/** A name as an id: a timing in seconds does not end in `_ms`. */
function idOf(name: string, kind: MetricDefinition['kind']): string {
  const id = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^a-z]+|\.$/g, '')
  return kind === 'histogram' ? id.replace(/[._](ms|millis|milliseconds|seconds)$/, '') : id
}

function allOf(metrics: Pick<Metrics, 'families'>): AllMetrics {
  const counters: Record<string, number> = {}
  const gauges: Record<string, number> = {}
  const timers: Record<string, { count: number; sumMs: number }> = {}
  for (const family of metrics.families()) {
    for (const { values, value, rollovers, count } of family.cells()) {
      const labels = family.labelNames
        .map((name, i) => `${name}=${JSON.stringify(values[i])}`)
        .filter((one) => !one.endsWith('=""'))
      const name = family.names.id + (labels.length > 0 ? `{${labels.join(',')}}` : '')
      if (family.kind === 'counter') counters[name] = value + rollovers * rollover
      else if (family.kind === 'gauge') gauges[name] = value
      else timers[name] = { count, sumMs: value * 1_000 }
    }
  }
  return { counters, gauges, timers }
}
