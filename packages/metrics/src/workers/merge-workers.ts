import {
  type Cancel,
  demandOptions,
  type MetricsReader,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import { metricsMetrics } from '../catalog.ts'
import { Families } from '../families.ts'
import type { Family } from '../family.ts'
import type { Metrics } from '../metrics.ts'
import type { Notes } from '../notes.ts'
import { seriesOf } from '../read.ts'
import { workerMetrics } from './catalog.ts'
import { checkedChannel, type WorkerChannel } from './channel.ts'
import { checkedRules, type GaugeRules } from './gauge-merge.ts'
import { Merge, silent } from './merge.ts'
import { Report } from './report.ts'
import { takeStanding } from './take-standing.ts'
import { WorkerLink } from './worker-link.ts'

/** What {@link mergeWorkers} takes. */
export interface MergeWorkersOptions {
  /** The primary's own: they count as a worker's do, and say the prefix and constant labels of all. */
  readonly metrics: Metrics
  /** How gauges are merged, by id. Their definitions may say it too; otherwise `'1'` and `'By'` are summed, of `'s'` and `'ratio'` the largest counts. */
  readonly rules?: GaugeRules
  /** Further series of a metric are one, whose labels are all `_other`. @default 2000 */
  readonly maxSeriesPerMetric?: number
  /** Series of one worker: more are not taken. @default 100_000 */
  readonly maxSeriesPerWorker?: number
  /** Workers at a time: further ones do not count. @default 128 */
  readonly maxWorkers?: number
  /** How long a page waits for a worker. Then what it said before counts. @default 2000 */
  readonly askMs?: number
  /** How often workers are asked between pages too: so much is lost at most of one that is killed. Otherwise only for a page. */
  readonly everyMs?: number
  readonly timers?: Timers
}

/** The metrics of all workers, as a page or an objective takes them. */
export interface MergedMetrics extends MetricsReader {
  /**
   * Counts a worker until it is gone, or the answer is called. What it has counted stays. Added twice it counts once, and
   * added again after that it counts on from there.
   */
  add(worker: WorkerChannel): Cancel
  /** Asks all workers, and adds up what they say. Never rejects, and takes no longer than the slowest may. */
  gather(): Promise<readonly Family[]>
  /** As it stood when it was last gathered; so does `read`. */
  families(): readonly Family[]
  /** Asks nobody any more. */
  close(): void
}

/**
 * In a primary: the metrics of all its workers as one. Counters and histograms are summed, also those of workers that are
 * gone; gauges are merged by their rules; of exemplars the newest stays.
 *
 * @throws TypeError or RangeError for an option that is none.
 *
 * @example
 * ```ts
 * import cluster from 'node:cluster'
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { mergeWorkers } from '@sallyport/metrics/cluster'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const metrics = createMetrics({ catalog: { orders } })
 * const all = mergeWorkers({ metrics })
 * cluster.on('online', (worker) => all.add(worker)) // each calls reportMetrics(metrics, process)
 *
 * metrics.add(orders, 2) // the primary's own count too
 * await all.gather() // as prometheusEndpoint(all) does
 * console.log(all.read(orders)[0]?.value) // prints: 2
 * all.close()
 * ```
 */
export function mergeWorkers(options: MergeWorkersOptions): MergedMetrics {
  const { metrics, timers = systemTimers, askMs, everyMs, maxWorkers, ...most } = checked(options)
  const families = new Families(homeOf(metrics, most.series), [])
  const merge = new Merge(families, checkedRules(options.rules ?? {}), most.series)
  const links = new Map<WorkerChannel, WorkerLink>()
  const asked = (): readonly WorkerLink[] =>
    [...links.values()].filter(({ isResting }) => !isResting)
  const own = ownOf(metrics, merge)
  const notes = {
    refused: (reason: 'malformed' | 'too_large' | 'unasked') =>
      metrics.add(workerMetrics.refused, 1, { reason }),
    gone: (channel: WorkerChannel) => {
      links.delete(channel)
      metrics.add(workerMetrics.ended, 1)
    },
  }
  const ask = (): readonly (Promise<void> | undefined)[] => asked().map((link) => link.ask())
  const gather = async (): Promise<readonly Family[]> => {
    await inTime(timers, askMs, Promise.all([...ask(), metrics.gather()]))
    count(metrics, asked())
    merge.run([own(), ...Array.from(links.values(), ({ source }) => source)])
    return families.all()
  }
  let gathering: Promise<readonly Family[]> | undefined
  const cancel = everyMs === undefined ? () => {} : timers.each(everyMs, () => void ask())
  return {
    add(worker) {
      const channel = checkedChannel(worker)
      const known = links.get(channel)
      if (known?.isResting !== false && asked().length >= maxWorkers) {
        metrics.add(workerMetrics.refused, 1, { reason: 'too_many_workers' })
        return () => {}
      }
      const link = known ?? new WorkerLink(channel, merge, most.ofWorker, notes)
      if (worker.connected === false) link.close()
      else links.set(channel, link)
      link.wake()
      return () => {
        if (links.get(channel) === link) link.rest()
      }
    },
    gather: () => {
      gathering ??= gather().finally(() => {
        gathering = undefined
      })
      return gathering
    },
    families: () => families.all(),
    read: (metric) => seriesOf(families.agreeing(metric)) as never,
    close() {
      cancel()
      for (const link of links.values()) link.close()
      links.clear()
    },
  }
}

/** The primary's own metrics, as if they were a worker's. */
function ownOf(metrics: Metrics, merge: Merge) {
  const report = new Report()
  const source = silent()
  let since = Number.MIN_SAFE_INTEGER
  let fresh = true
  return () => {
    const said = report.standing(metrics.families(), { fresh, since })
    fresh = takeStanding(merge, source, said, Number.MAX_SAFE_INTEGER) !== undefined
    for (const { at } of said.exemplars) since = Math.max(since, at)
    return source
  }
}

function count(metrics: Metrics, links: readonly WorkerLink[]): void {
  const all = { answered: 0, late: 0, silent: 0 }
  for (const link of links) all[link.isSilent ? 'silent' : link.isLate ? 'late' : 'answered']++
  for (const state of ['answered', 'late', 'silent'] as const) {
    metrics.set(workerMetrics.workers, all[state], { state })
  }
  if (all.late > 0) metrics.add(workerMetrics.late, all.late)
}

function inTime(timers: Timers, ms: number, all: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    const cancel = timers.after(ms, () => resolve(undefined))
    all.finally(() => {
      cancel()
      resolve(undefined)
    })
  })
}

/** Names as the primary's: whatever it measures of itself says how they begin. */
function homeOf(metrics: Metrics, most: number): ConstructorParameters<typeof Families>[0] {
  const { id } = metricsMetrics.dropped
  const any = metrics.families().find(({ names }) => names.id === id)
  const end = '_metrics_dropped_total'
  const sample = any?.names.sample ?? ''
  const notes: Notes = {
    dropped: (reason) => metrics.add(metricsMetrics.dropped, 1, { reason }),
    altered: (reason) => metrics.add(metricsMetrics.altered, 1, { reason }),
    failed: (part) => metrics.add(metricsMetrics.failures, 1, { part }),
    expired: () => metrics.add(metricsMetrics.expired, 1),
  }
  return {
    prefix: sample.endsWith(end) ? sample.slice(0, -end.length) : '',
    constantLabels: any?.constantLabels ?? [],
    notes,
    most,
    // Who has a series, says when it ends.
    idleMs: Number.POSITIVE_INFINITY,
    now: () => 0,
    clock: () => 0,
    begun() {},
    ended() {},
  }
}

const names =
  'metrics rules maxSeriesPerMetric maxSeriesPerWorker maxWorkers askMs everyMs timers'.split(' ')

function checked(options: MergeWorkersOptions) {
  demandOptions('metrics: mergeWorkers()', options, names)
  const { metrics, maxSeriesPerMetric = 2_000, maxSeriesPerWorker = 100_000 } = options
  const { maxWorkers = 128, askMs = 2_000, everyMs, timers } = options
  if (typeof metrics?.gather !== 'function' || typeof metrics.add !== 'function') {
    throw new TypeError(`metrics: mergeWorkers() takes { metrics }, got ${typeof metrics}`)
  }
  for (const [name, value] of Object.entries({
    maxSeriesPerMetric,
    maxSeriesPerWorker,
    maxWorkers,
  })) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(`metrics: "${name}" must be a whole number above 0, got ${value}`)
    }
  }
  for (const [name, value] of Object.entries({ askMs, everyMs: everyMs ?? 1 })) {
    if (!(value > 0)) throw new RangeError(`metrics: "${name}" must be above 0, got ${value}`)
  }
  const most = { series: maxSeriesPerMetric, ofWorker: maxSeriesPerWorker }
  return { metrics, maxWorkers, askMs, everyMs, timers, ...most }
}
