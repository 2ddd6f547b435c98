import { demandOptions } from '@sallyport/core'
import type { Family } from '../family.ts'
import type { Metrics } from '../metrics.ts'
import { BridgedMetric } from './bridged-metric.ts'
import { clashesOf, takenIn } from './clashes.ts'
import { checkedRegistry, type PromRegistry } from './prom-registry.ts'

/** What {@link promClientBridge} takes. */
export interface PromClientBridgeOptions {
  /** Whose series are to be on the registry's page. */
  readonly metrics: Pick<Metrics, 'families' | 'gather'>
  /** Whether they are also there under their other names. @default false */
  readonly aliases?: boolean
}

/** Metrics of ours in a registry. */
export interface PromClientBridge {
  /**
   * Registers what has come since, and what `registry.clear()` took away. Throws a TypeError for names that clash.
   * Every scrape does it too: a metric that no catalog lists is on the page after the one it was first seen at.
   */
  register(): void
  /** Takes everything of ours out of the registry. */
  close(): void
}

/**
 * Puts all metrics into a registry that a service already has, so that its one page has both. What is measured is
 * validated, bounded and kept here, gauges are collected when the registry is scraped; the page is the registry's: it
 * writes it at a stretch, its content type decides on exemplars, and one of its own collectors that throws or hangs
 * takes the whole page with it. A counter beyond 2^53 loses its last digits there. Doing it again changes nothing.
 *
 * @throws TypeError for what is no registry, and for each name that the registry has already, also as a
 * histogram's `_bucket`, `_sum` or `_count`; nothing is registered then.
 *
 * @example
 * ```ts
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { promClientBridge } from '@sallyport/metrics/prom-client'
 * import { Counter, Registry } from 'prom-client'
 *
 * const registry = new Registry()
 * new Counter({ name: 'visits_total', help: 'Visits.', registers: [registry] }).inc()
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const metrics = createMetrics({ catalog: { orders } })
 * promClientBridge(registry, { metrics })
 * metrics.add(orders, 2)
 * const lines = (await registry.metrics()).split('\n')
 * console.log(lines.filter((line) => /^(visits|shop)/.test(line)).join()) // prints: visits_total 1,shop_orders_total 2
 * ```
 */
export function promClientBridge(
  registry: PromRegistry,
  options: PromClientBridgeOptions,
): PromClientBridge {
  demandOptions('metrics: promClientBridge()', options, ['metrics', 'aliases'])
  const { metrics, aliases = false } = options
  checkedRegistry(registry, 'promClientBridge()')
  if (typeof metrics?.gather !== 'function') {
    throw new TypeError(
      `metrics: "metrics" must be what createMetrics() gave, got ${typeof metrics}`,
    )
  }
  const there = bridges.get(registry) ?? new Map<object, Bridge>()
  bridges.set(registry, there)
  const bridge = there.get(metrics) ?? new Bridge(registry, metrics, aliases)
  const register = (): void => {
    bridge.register()
    there.set(metrics, bridge)
  }
  register()
  return {
    register,
    close() {
      bridge.close()
      if (there.get(metrics) === bridge) there.delete(metrics)
    },
  }
}

/** What is in each registry, by the metrics it is of. */
const bridges = new WeakMap<object, Map<object, Bridge>>()

class Bridge {
  readonly #registry: PromRegistry
  readonly #metrics: PromClientBridgeOptions['metrics']
  readonly #aliases: boolean
  /** By the name they are registered under. */
  readonly #ours = new Map<string, BridgedMetric>()
  readonly #refused = new WeakSet<Family>()
  #gathering: Promise<void> | undefined
  #isClosed = false

  constructor(
    registry: PromRegistry,
    metrics: PromClientBridgeOptions['metrics'],
    aliases: boolean,
  ) {
    this.#registry = registry
    this.#metrics = metrics
    this.#aliases = aliases
  }

  register(): void {
    this.#isClosed = false
    const missing = this.#metrics.families().flatMap((family) => this.#missing(family))
    const clashes = this.#clashes(missing)
    if (clashes.length > 0) {
      throw new TypeError(`metrics: the registry is taken: ${clashes.join('; ')}`)
    }
    this.#add(missing)
    // Whoever has not gathered yet may have nothing to register, and no scrape asks for what is not there.
    if (this.#ours.size === 0) void this.#gathered()
  }

  close(): void {
    this.#isClosed = true
    for (const [name, metric] of this.#ours) {
      if (this.#registry.getSingleMetric(name) === metric) this.#registry.removeSingleMetric(name)
    }
    this.#ours.clear()
  }

  /** Once for all metrics of a scrape: the registry asks them in one go. */
  readonly #gathered = (): Promise<void> => {
    this.#gathering ??= this.#metrics.gather().then((families) => {
      this.#gathering = undefined
      if (!this.#isClosed) this.#addLate(families)
    })
    return this.#gathering
  }

  #addLate(families: readonly Family[]): void {
    const late = families.filter(
      (family) => !this.#ours.has(family.names.sample) && !this.#refused.has(family),
    )
    for (const family of late) {
      const missing = this.#missing(family)
      if (this.#clashes(missing).length === 0) {
        this.#add(missing)
        continue
      }
      // Nobody is there to be told: it is counted, once.
      this.#refused.add(family)
      family.notes.failed('backend_threw')
    }
  }

  #missing(family: Family): readonly BridgedMetric[] {
    const { sample, aliases } = family.names
    return [sample, ...(this.#aliases ? aliases : [])]
      .map(
        (name) =>
          this.#ours.get(name) ?? new BridgedMetric(family, name, this.#registry, this.#gathered),
      )
      .filter((metric) => this.#registry.getSingleMetric(metric.registered) !== metric)
  }

  #clashes(missing: readonly BridgedMetric[]): readonly string[] {
    if (missing.length === 0) return []
    const taken = takenIn(this.#registry, new Set(this.#ours.values()))
    return missing.flatMap((metric) =>
      clashesOf({ id: metric.family.names.id, name: metric.registered, type: metric.type }, taken),
    )
  }

  #add(missing: readonly BridgedMetric[]): void {
    for (const metric of missing) {
      metric.name = metric.registered
      this.#registry.registerMetric(metric as never)
      this.#ours.set(metric.name, metric)
    }
  }
}
