import {
  type Clock,
  type Labels,
  type MonotonicClock,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import { type Backend, tellerOf } from './backend.ts'
import { metricsMetrics } from './catalog.ts'
import { Collectors } from './collectors.ts'
import type { Catalog } from './define-metrics.ts'
import { disabledMetrics } from './disabled.ts'
import { Families } from './families.ts'
import type { FamilyHome } from './family.ts'
import { handlesOf } from './handles-of.ts'
import type { Metrics } from './metrics.ts'
import { type NoteCells, noteIn, notesIn } from './notes.ts'
import { checkedOptions } from './options.ts'
import { pagesOf } from './pages.ts'
import { sinkOf } from './sink.ts'

/** What `createMetrics` takes. */
export interface MetricsOptions {
  /** The metrics there are: of the program, and of the packages it uses. Others are registered when they are first measured. */
  readonly catalog?: Catalog | readonly Catalog[]
  /** The first word of every exported name. */
  readonly prefix?: string
  /** On every series, as `{ region: 'eu' }`. */
  readonly constantLabels?: Labels
  /** Further series of a metric are one, whose labels are all `_other`. @default 2000 */
  readonly maxSeriesPerMetric?: number
  /** How long a counter's or histogram's series with open labels is kept when nothing changes it. @default 3_600_000 */
  readonly idleMs?: number
  /** Whether idle series end only where a full metric needs the room. An alert on the first of a rare error needs the series to stay. @default 'when_full' */
  readonly expire?: 'when_full' | 'always'
  /** How long a page waits for a collector. @default 1000 */
  readonly collectorMs?: number
  /** The labels of the trace that something is measured in, for exemplars. Asked at every measurement. */
  readonly exemplar?: () => Readonly<Record<string, string>> | undefined
  readonly backends?: readonly Backend[]
  /** `false` measures nothing, for nearly nothing. Mistakes are still found. @default true */
  readonly enabled?: boolean
  /** For the time of exemplars. */
  readonly clock?: Clock
  /** For durations, and for what is idle. */
  readonly monotonic?: MonotonicClock
  /** For the deadline of collectors. */
  readonly timers?: Timers
}

/**
 * Counts, gauges and observations of a program, one cell for each series. Nothing that is measured can
 * throw, grow without bounds, or make another number wrong: what is no number is dropped and counted,
 * labels are copied, checked and bounded.
 *
 * @throws TypeError or RangeError for an option that is none, and for the mistakes of the catalogs.
 *
 * @example
 * ```ts
 * import { coreMetrics } from '@sallyport/core'
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 *
 * const shopMetrics = defineMetrics({
 *   checkout: {
 *     id: 'shop.checkout_duration',
 *     kind: 'histogram',
 *     unit: 's',
 *     help: 'How long a checkout takes.',
 *     labels: { outcome: ['paid', 'refused'] },
 *     buckets: [0.1, 0.5, 1, 5],
 *   },
 * })
 * const metrics = createMetrics({ catalog: [coreMetrics, shopMetrics], prefix: 'shop' })
 * const checkout = metrics.timer(shopMetrics.checkout)
 * await checkout.time(async () => 'done', { outcome: 'paid' })
 * console.log(metrics.read(shopMetrics.checkout)[0]?.histogram?.count) // prints: 1
 * ```
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { backends, monotonic, collectorMs, expires, ...checked } = checkedOptions(options)
  const cells: NoteCells = {}
  const notes = notesIn(cells)
  const tell = tellerOf(backends, notes)
  const home: FamilyHome = {
    ...checked,
    notes,
    // Whole: a fraction would cost every series a number on the heap.
    now: () => Math.floor(monotonic()),
    begun: (cell) => tell((backend) => backend.series?.(cell)),
    ended: (cell) => tell((backend) => backend.expired?.(cell)),
  }
  const catalogs = [options.catalog ?? [], metricsMetrics].flat() as readonly Catalog[]
  const families = new Families(
    home,
    catalogs.flatMap((catalog) => Object.values(catalog)),
  )
  if (options.enabled === false) return disabledMetrics(families)
  noteIn(cells, families)
  const collectors = new Collectors(options.timers ?? systemTimers, collectorMs)
  const pages = pagesOf({ families, collectors, backends, notes, expires })
  tell((backend) => backend.start?.(pages.gather))
  return { ...sinkOf(families), ...handlesOf(families, collectors, monotonic), ...pages }
}
