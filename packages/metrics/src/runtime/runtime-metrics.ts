import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'
import { type MonotonicClock, systemMonotonic } from '@sallyport/core'
import type { Metrics } from '../metrics.ts'
import { type gcTypes, nodeMetrics, promClientMetrics } from './catalog.ts'
import { watchEventLoop } from './event-loop.ts'
import { type Gauges, gaugesOf } from './gauges.ts'

/** What {@link runtimeMetrics} takes. */
export interface RuntimeMetricsOptions {
  /** Measures what prom-client has under labels of its own too: an alias has its metric's labels. @default false */
  readonly promClient?: boolean
  /** Since the process began. */
  readonly monotonic?: MonotonicClock
}

/** Ends what {@link runtimeMetrics} began. */
export interface RuntimeWatch {
  /** Watches no longer. Gauges leave the next page, counters stay as they are. */
  close(): void
}

/**
 * Measures the process: the event loop, the heap, collections of garbage, the processor, memory and files, by
 * OpenTelemetry's names. prom-client's default names are aliases: `prometheusEndpoint(metrics, { aliases: true })`
 * shows them. Everything is read when somebody looks, and nothing keeps the process.
 *
 * @throws TypeError where one of the names is taken.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { nodeMetrics, runtimeMetrics } from '@sallyport/metrics/runtime'
 *
 * const metrics = createMetrics({ catalog: nodeMetrics })
 * const runtime = runtimeMetrics(metrics)
 * await metrics.gather() // as a scrape does
 * console.log((metrics.read(nodeMetrics.heapInUse)[0]?.value ?? 0) > 1_000_000) // prints: true
 * runtime.close()
 * ```
 */
export function runtimeMetrics(
  metrics: Metrics,
  { promClient = false, monotonic = systemMonotonic }: RuntimeMetricsOptions = {},
): RuntimeWatch {
  if (typeof metrics?.collect !== 'function') {
    throw new TypeError(`metrics: runtimeMetrics() takes metrics, got ${typeof metrics}`)
  }
  const loop = watchEventLoop()
  const gc = watchGarbage(metrics, promClient)
  const cpu = cpuCounter(metrics, promClient)
  let now: Gauges | undefined
  const look = (): Gauges => {
    if (now !== undefined) return now
    const facts = loop.look()
    for (const state of ['active', 'idle'] as const) {
      const seconds = Math.max(0, facts[`${state}Ms`]) / 1_000
      metrics.add(nodeMetrics.loopTime, seconds, { nodejs_eventloop_state: state })
    }
    gc.look()
    cpu()
    now = gaugesOf(
      facts,
      { uptime: monotonic() / 1_000, spaces: getHeapSpaceStatistics() },
      promClient,
    )
    // All gauges are read in one turn, and see the same.
    queueMicrotask(() => {
      now = undefined
    })
    return now
  }
  let isOver = false
  collectAll(metrics, () => (isOver ? undefined : look()), promClient)
  return {
    close() {
      isOver = true
      loop.close()
      gc.close()
    },
  }
}

function collectAll(metrics: Metrics, look: () => Gauges | undefined, promClient: boolean): void {
  const all = Object.entries({ ...nodeMetrics, ...(promClient && promClientMetrics) })
  for (const [name, metric] of all) {
    if (metric.kind !== 'gauge') continue
    const cancel = metrics.collect(metric, (set) => {
      const found = look()
      // One last time, and nothing is set: so that no value of before stays.
      if (found === undefined) cancel()
      for (const [value, labels = {}] of found?.[name] ?? []) set(value, labels)
    })
  }
}

/** By what V8 calls them. */
const kinds: ReadonlyMap<unknown, (typeof gcTypes)[number]> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

function watchGarbage(metrics: Metrics, promClient: boolean) {
  const taken = (entries: readonly PerformanceEntry[]): void => {
    for (const entry of entries) {
      const detail: { readonly kind?: unknown } | undefined = Reflect.get(entry, 'detail')
      const kind = kinds.get(detail?.kind)
      const { duration } = entry
      if (kind === undefined) continue
      metrics.observe(nodeMetrics.gc, duration / 1_000, { v8js_gc_type: kind })
      if (promClient) metrics.observe(promClientMetrics.gcByKind, duration / 1_000, { kind })
    }
  }
  const observer = new PerformanceObserver((list) => taken(list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  return { look: () => taken(observer.takeRecords()), close: () => observer.disconnect() }
}

/** Adds what the processor has done since it was last looked at: from the process's beginning at first. */
function cpuCounter(metrics: Metrics, promClient: boolean): () => void {
  let last = { user: 0, system: 0 }
  return () => {
    const now = process.cpuUsage()
    const user = Math.max(0, now.user - last.user) / 1e6
    const system = Math.max(0, now.system - last.system) / 1e6
    last = now
    metrics.add(nodeMetrics.cpu, user, { cpu_mode: 'user' })
    metrics.add(nodeMetrics.cpu, system, { cpu_mode: 'system' })
    if (!promClient) return
    metrics.add(promClientMetrics.cpuUser, user, {})
    metrics.add(promClientMetrics.cpuSystem, system, {})
    metrics.add(promClientMetrics.cpuAll, user + system, {})
  }
}
