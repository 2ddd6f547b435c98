import { defineMetric, type MetricDefinition } from '@sallyport/core'
import { type ConstantLabels, collisionsOf, mistakesOf, refuse } from './mistakes.ts'
import type { CappedMetric, OpenLabel } from './open-label.ts'
import type { GaugeMerge } from './workers/gauge-merge.ts'

/** Definitions of metrics by the names a program calls them. Every package's own list is one. */
export type Catalog = Readonly<Record<string, MetricDefinition>>

/** A metric as it is written in a catalog. */
export interface MetricShape extends Omit<MetricDefinition, 'labels'> {
  /** All values a label may take, `'open'`, or `open(100)`. */
  readonly labels?: Readonly<Record<string, readonly string[] | 'open' | OpenLabel>>
  /** What becomes of a gauge that several workers have. Its unit says what, if this does not. */
  readonly merge?: GaugeMerge
}

/** The labels of a shape, as a type. */
export type LabelsOf<S> = S extends { readonly labels: infer D }
  ? { readonly [K in keyof D]: D[K] extends readonly (infer V extends string)[] ? V : string }
  : { readonly [name: string]: never }

/**
 * Defines a program's metrics. All mistakes are told at once, when the program starts.
 *
 * @throws TypeError listing them: names that Prometheus or OpenMetrics does not take, ids that meet
 * in one name (also in `_bucket`, `_sum`, `_count`, `_created`, `_info` and in aliases), units that are none, buckets
 * that do not rise, labels that are reserved or personal, help that is missing.
 *
 * @example
 * ```ts
 * import { createMetrics, defineMetrics, open } from '@sallyport/metrics'
 *
 * const shopMetrics = defineMetrics({
 *   orders: {
 *     id: 'shop.orders',
 *     kind: 'counter',
 *     unit: '1',
 *     help: 'Orders by outcome and country.',
 *     labels: { outcome: ['paid', 'refused'], country: open(50) },
 *   },
 * })
 * const metrics = createMetrics({ catalog: shopMetrics })
 * metrics.add(shopMetrics.orders, 1, { outcome: 'paid', country: 'NO' })
 * console.log(metrics.read(shopMetrics.orders)[0]?.value) // prints: 1
 * ```
 */
export function defineMetrics<const C extends Readonly<Record<string, MetricShape>>>(
  shapes: C,
): { readonly [K in keyof C]: MetricDefinition<LabelsOf<C[K]>> } {
  const catalog = Object.entries(shapes).map(([name, shape]) => [name, defined(shape)] as const)
  refuseMistakes(catalog.map(([, metric]) => metric))
  return Object.freeze(Object.fromEntries(catalog)) as never
}

/** Throws whatever is wrong with definitions that are to stand side by side. */
export function refuseMistakes(
  metrics: readonly MetricDefinition[],
  prefix = '',
  constant: ConstantLabels = [],
): void {
  refuse(metrics.flatMap((one) => mistakesOf(one, constant).map((what) => `"${one?.id}": ${what}`)))
  refuse(collisionsOf(metrics, prefix))
}

function defined({ labels = {}, ...shape }: MetricShape): CappedMetric {
  const entries = Object.entries(labels)
  const caps = entries.flatMap(([name, one]) => (isOpen(one) ? [[name, one.open] as const] : []))
  return defineMetric({
    ...shape,
    labels: Object.fromEntries(entries.map(([name, one]) => [name, isOpen(one) ? 'open' : one])),
    ...(caps.length > 0 && { caps: Object.freeze(Object.fromEntries(caps)) }),
  } as MetricDefinition)
}

const isOpen = (label: readonly string[] | 'open' | OpenLabel): label is OpenLabel =>
  typeof label === 'object' && label !== null && 'open' in label
