import {
  demandOptions,
  type Labels,
  type MetricDefinition,
  type MetricsReader,
  type MonotonicClock,
  type Series,
  systemMonotonic,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import { metricNames } from '../naming.ts'
import { KeptMetric } from './kept-metric.ts'
import {
  checkedRegistry,
  metricsOf,
  type PromRegistry,
  type RegistryMetric,
} from './prom-registry.ts'

/** What {@link promClientReader} may be told. */
export interface PromClientReaderOptions {
  /** What metrics are called in the registry, by id, where it is neither their name nor an alias. */
  readonly names?: Readonly<Record<string, string>>
  /** The first word of the others' names. */
  readonly prefix?: string
  /** How long `refresh` waits for a metric of the registry. @default 1000 */
  readonly metricMs?: number
  /** How old a metric that is read may be. @default 60_000 */
  readonly staleMs?: number
  readonly monotonic?: MonotonicClock
  readonly timers?: Timers
}

/** Reads what a registry had when it was last refreshed. */
export interface PromClientReader extends MetricsReader {
  /** Asks every metric of the registry, as a scrape does. Never rejects. */
  refresh(): Promise<void>
  /** As of the last refresh. Throws for a metric that was not read, or too long ago: it is not known, rather than nought. */
  read<L extends Labels>(metric: MetricDefinition<L>): readonly Series<L>[]
}

const known = ['names', 'prefix', 'metricMs', 'staleMs', 'monotonic', 'timers']

/**
 * Reads metrics that a service already has in a registry of prom-client. The registry answers with promises and a
 * reader at once, so that it is refreshed first: regularly, as Prometheus would scrape it. A definition is found by its
 * name as we would spell it, its aliases or `names`. Labels the registry has beside the definition's are there too.
 * A counter that fell, and a series that came back, began again; one that fell and rose past what it was between
 * two refreshes cannot be told from one that rose.
 *
 * @throws TypeError or RangeError for what is no registry, and for options that are none.
 *
 * @example
 * ```ts
 * import { defineMetric } from '@sallyport/core'
 * import { promClientReader } from '@sallyport/metrics/prom-client'
 * import { Counter, Registry } from 'prom-client'
 *
 * const registry = new Registry()
 * const theirs = new Counter({ name: 'http_requests', help: 'x', labelNames: ['status'], registers: [registry] })
 * const requests = defineMetric({
 *   id: 'http.requests', kind: 'counter', unit: '1', help: 'Requests.', labels: { status: 'open' },
 * })
 * const reader = promClientReader(registry, { names: { 'http.requests': 'http_requests' } })
 * theirs.inc({ status: 200 }, 3)
 * await reader.refresh()
 * console.log(reader.read(requests)) // prints: [ { labels: { status: '200' }, value: 3, resets: 0 } ]
 * ```
 */
export function promClientReader(
  registry: PromRegistry,
  options: PromClientReaderOptions = {},
): PromClientReader {
  demandOptions('metrics: promClientReader()', options, known)
  const { names = {}, prefix = '', metricMs = 1_000, staleMs = 60_000 } = options
  const { monotonic = systemMonotonic, timers = systemTimers } = options
  checkedRegistry(registry, 'promClientReader()')
  positive('metricMs', metricMs)
  positive('staleMs', staleMs)
  const given = new Map(Object.entries(names))
  let kept: ReadonlyMap<string, KeptMetric> | undefined
  return {
    async refresh() {
      kept = new Map(metricsOf(registry).map((metric) => [metric.name, keptOf(metric, kept)]))
      await within(
        metricMs,
        timers,
        [...kept.values()].map((one) => one.ask(monotonic)),
      )
    },
    read(metric) {
      if (kept === undefined) throw new Error('metrics: refresh() the reader before it is read')
      const found = agreeing(metric, namesFor(metric, given.get(metric.id), prefix), kept)
      if (found === undefined) return []
      const { readAt, series } = found
      if (readAt !== undefined && monotonic() - readAt <= staleMs) return series as never
      const when = readAt === undefined ? 'could not be read' : 'was last read too long ago'
      throw new Error(`metrics: "${found.metric.name}" ${when}`)
    },
  }
}

function keptOf(
  metric: RegistryMetric,
  kept: ReadonlyMap<string, KeptMetric> | undefined,
): KeptMetric {
  const before = kept?.get(metric.name)
  if (before?.metric === metric) return before
  return new KeptMetric(metric, before === undefined ? 0 : before.began + 1)
}

function namesFor(
  metric: MetricDefinition,
  given: string | undefined,
  prefix: string,
): readonly string[] {
  const { sample, aliases } = metricNames(metric, prefix)
  const all = given === undefined ? [sample, ...aliases] : [given]
  // A registry that speaks OpenMetrics takes `_total` off its counters.
  return metric.kind === 'counter' ? all.flatMap((one) => [one, one.replace(/_total$/, '')]) : all
}

function agreeing(
  { id, kind }: MetricDefinition,
  names: readonly string[],
  kept: ReadonlyMap<string, KeptMetric>,
): KeptMetric | undefined {
  const found = names.flatMap((name) => kept.get(name) ?? [])
  const agreed = found.find(({ metric }) => metric.type === kind)
  if (agreed !== undefined || found[0] === undefined) return agreed
  const { name, type } = found[0].metric
  throw new TypeError(`metrics: "${id}" is a ${kind}, the registry's "${name}" a ${type}`)
}

function within(ms: number, timers: Timers, all: readonly Promise<void>[]): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(ms, resolve)
    void Promise.all(all).then(() => {
      cancel()
      resolve()
    })
  })
}

function positive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`metrics: "${name}" must be above 0, got ${value}`)
}
