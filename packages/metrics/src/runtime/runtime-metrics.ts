import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'
import { demandOptions, type MonotonicClock, systemMonotonic } from '@sallyport/core'
import type { Metrics } from '../metrics.ts'
import { type gcTypes, nodeMetrics, promClientMetrics } from './catalog.ts'
import { type LoopFacts, watchEventLoop } from './event-loop.ts'
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
 * shows them. Everything is read when somebody looks, and nothing keeps the process. Doing it again with the same metrics
 * changes nothing, and after `close()` counters go on.
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
  options: RuntimeMetricsOptions = {},
): RuntimeWatch {
  demandOptions('metrics: runtimeMetrics()', options, ['promClient', 'monotonic'])
  const { promClient = false, monotonic = systemMonotonic } = options
  if (typeof metrics?.collect !== 'function') {
    throw new TypeError(`metrics: runtimeMetrics() takes metrics, got ${typeof metrics}`)
  }
  const told = toldOf(metrics)
  told.watch ??= watch(metrics, told, promClient, monotonic)
  return told.watch
}

/** How much of the process's time metrics were told of, and who tells them. */
interface Told {
  readonly cpu: { user: number; system: number }
  readonly loop: { active: number; idle: number }
  watch: RuntimeWatch | undefined
}

// A second one would count the same time, and the same collections, once more.
const known = new WeakMap<Metrics, Told>()

function toldOf(metrics: Metrics): Told {
  const found = known.get(metrics)
  if (found !== undefined) return found
  const none = { cpu: { user: 0, system: 0 }, loop: { active: 0, idle: 0 }, watch: undefined }
  known.set(metrics, none)
  return none
}

function watch(
  metrics: Metrics,
  told: Told,
  promClient: boolean,
  monotonic: MonotonicClock,
): RuntimeWatch {
  const loop = watchEventLoop()
  const gc = watchGarbage(metrics, promClient)
  let now: Gauges | undefined
  const look = (): Gauges => {
    if (now !== undefined) return now
    const facts = loop.look()
    countLoop(metrics, told, facts)
    gc.look()
    countCpu(metrics, told, promClient)
    const uptime = monotonic() / 1_000
    now = gaugesOf(facts, { uptime, spaces: getHeapSpaceStatistics() }, promClient)
    // All gauges are read in one turn, and see the same.
    queueMicrotask(() => {
      now = undefined
    })
    return now
  }
  let isOver = false
  const close = (): void => {
    if (isOver) return
    isOver = true
    told.watch = undefined
    loop.close()
    gc.close()
  }
  try {
    collectAll(metrics, () => (isOver ? undefined : look()), promClient)
  } catch (error) {
    close()
    throw error
  }
  return { close }
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

/** Adds what came since the thread's loop was last looked at: from its beginning at first. */
function countLoop(metrics: Metrics, { loop }: Told, { activeMs, idleMs }: LoopFacts): void {
  for (const [state, ms] of Object.entries({ active: activeMs, idle: idleMs } as const)) {
    const one = state as keyof typeof loop
    const seconds = Math.max(0, ms - loop[one]) / 1_000
    loop[one] = ms
    metrics.add(nodeMetrics.loopTime, seconds, { nodejs_eventloop_state: one })
  }
}

/** Adds what the processor has done since it was last looked at: from the process's beginning at first. */
function countCpu(metrics: Metrics, { cpu }: Told, promClient: boolean): void {
  const now = process.cpuUsage()
  const user = Math.max(0, now.user - cpu.user) / 1e6
  const system = Math.max(0, now.system - cpu.system) / 1e6
  Object.assign(cpu, now)
  metrics.add(nodeMetrics.cpu, user, { cpu_mode: 'user' })
  metrics.add(nodeMetrics.cpu, system, { cpu_mode: 'system' })
  if (!promClient) return
  metrics.add(promClientMetrics.cpuUser, user, {})
  metrics.add(promClientMetrics.cpuSystem, system, {})
  metrics.add(promClientMetrics.cpuAll, user + system, {})
}
