import { demandOptions } from '@sallyport/core'
import type { Backend } from '../backend.ts'
import type { Cell } from '../cell.ts'
import type { Family } from '../family.ts'
import { seriesLabels } from '../series-labels.ts'
import { rollover } from '../write.ts'
import { otelUnit, ownScope } from './otel-data.ts'
import type {
  OtelCallback,
  OtelHistogramInstrument,
  OtelMeter,
  OtelMeterProvider,
  OtelObservable,
} from './otel-meter.ts'
import { standIns } from './stand-ins.ts'

/** What {@link otelBackend} may be told. */
export interface OtelBackendOptions {
  /** The name of the instrumentation scope. @default '@sallyport/metrics' */
  readonly scope?: string
}

/**
 * Sends everything through a meter provider that somebody else set up. Counters and gauges are read when the provider
 * collects, so that measuring costs no more than without it. The API has no histogram that is read: theirs are told
 * then, one call for each observation since the last time, in its bucket; counts by bucket are exact, sums too where
 * nothing was negative, the smallest and largest value are not known, and the SDK takes nothing of a bucket below
 * nought. `otelProducer` has neither that cost nor the
 * provider's own limit of 2,000 series a metric: prefer it where the reader is yours to make.
 *
 * @throws TypeError for what is no meter provider.
 *
 * @example
 * ```ts
 * import { metrics as api } from '@opentelemetry/api'
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { otelBackend } from '@sallyport/metrics/otel'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const backends = [otelBackend(api.getMeterProvider())] // after the SDK was started
 * const metrics = createMetrics({ catalog: { orders }, backends })
 * metrics.add(orders, 2)
 * await metrics.close() // has the provider collect; the provider stays yours to shut down
 * ```
 */
export function otelBackend(
  provider: OtelMeterProvider,
  options: OtelBackendOptions = {},
): Backend {
  demandOptions('metrics: otelBackend()', options, ['scope'])
  const { scope = ownScope } = options
  if (typeof provider?.getMeter !== 'function') {
    throw new TypeError(`metrics: otelBackend() takes a meter provider, got ${typeof provider}`)
  }
  const instruments = new Instruments(provider.getMeter(scope))
  return {
    start: (gather) => instruments.start(gather),
    series: (cell) => instruments.begun(cell.family),
    expired: (cell) => instruments.ended(cell),
    flush: () => provider.forceFlush?.(),
    close: () => instruments.close(),
  }
}

class Instruments {
  readonly #meter: OtelMeter
  readonly #observed = new Map<Family, () => void>()
  readonly #told = new Map<Family, Told>()
  #gather: () => Promise<readonly Family[]> = async () => []
  #isClosed = false
  #gathering: Promise<void> | undefined

  constructor(meter: OtelMeter) {
    this.#meter = meter
  }

  start(gather: () => Promise<readonly Family[]>): void {
    this.#gather = gather
    // An instrument that is made during a collection is not asked: a gauge that nobody has collected yet would be late.
    void gather().then((families) => {
      for (const family of families) this.#tried(family)
    })
  }

  /** Nobody waits for it: a meter that refuses one instrument takes neither the others nor the program with it. */
  #tried(family: Family): void {
    try {
      this.begun(family)
    } catch {
      // Tried again when a series of it begins: what fails then is counted.
    }
  }

  begun(family: Family): void {
    if (this.#isClosed) return
    if (family.kind === 'histogram') {
      if (!this.#told.has(family)) this.#told.set(family, new Told(family, this.#meter))
    } else if (!this.#observed.has(family)) {
      this.#observed.set(family, this.#observe(family))
    }
  }

  ended(cell: Cell): void {
    this.#told.get(cell.family)?.tell(cell)
  }

  close(): void {
    this.#isClosed = true
    for (const stop of this.#observed.values()) stop()
    this.#observed.clear()
    this.#told.clear()
  }

  #observe(family: Family): () => void {
    const observable = observableOf(family, this.#meter)
    const callback: OtelCallback = async (result) => {
      await this.#gathered()
      for (const cell of family.cells()) {
        result.observe(cell.value + cell.rollovers * rollover, seriesLabels(cell))
      }
    }
    observable.addCallback(callback)
    return () => observable.removeCallback(callback)
  }

  /** Once for all instruments of a collection, which asks them in one go; histograms are told what came meanwhile. */
  #gathered(): Promise<void> {
    this.#gathering ??= this.#gather().then(() => {
      this.#gathering = undefined
      for (const [family, told] of this.#told) for (const cell of family.cells()) told.tell(cell)
    })
    return this.#gathering
  }
}

function observableOf({ definition, kind }: Family, meter: OtelMeter): OtelObservable {
  const { id, help, unit } = definition
  const options = { description: help, unit: otelUnit(unit) }
  return kind === 'counter'
    ? meter.createObservableCounter(id, options)
    : meter.createObservableGauge(id, options)
}

/** A histogram of the provider's, and how far it has been told of each series. */
class Told {
  readonly #histogram: OtelHistogramInstrument
  readonly #bounds: Float64Array
  readonly #before = new WeakMap<Cell, { readonly sum: number; readonly counts: Float64Array }>()

  constructor({ definition: { id, help, unit }, bounds }: Family, meter: OtelMeter) {
    this.#bounds = bounds as Float64Array
    this.#histogram = meter.createHistogram(id, {
      description: help,
      unit: otelUnit(unit),
      advice: { explicitBucketBoundaries: [...this.#bounds] },
    })
  }

  tell(cell: Cell): void {
    const counts = cell.counts as Float64Array
    const before = this.#before.get(cell)
    const came = counts.map((many, i) => many - (before?.counts[i] ?? 0))
    if (!came.some((many) => many > 0)) return
    this.#before.set(cell, { sum: cell.value, counts: counts.slice() })
    const labels = seriesLabels(cell)
    standIns(this.#bounds, came, cell.value - (before?.sum ?? 0)).forEach((value, i) => {
      for (let n = came[i] as number; n > 0; n--) this.#histogram.record(value, labels)
    })
  }
}
