import type { Labels, MetricDefinition } from '@sallyport/core'

/** A label that may take any value, but only so many different ones. */
export interface OpenLabel {
  readonly open: number
}

/**
 * A label whose values nobody knows beforehand, at most `most` of them at a time. Further ones are
 * `_other`; the other labels keep what they say.
 *
 * @throws RangeError for what is no whole number from 1.
 *
 * @example
 * ```ts
 * import { defineMetrics, open } from '@sallyport/metrics'
 *
 * const shopMetrics = defineMetrics({
 *   orders: {
 *     id: 'shop.orders',
 *     kind: 'counter',
 *     unit: '1',
 *     help: 'Orders by country.',
 *     labels: { country: open(50) },
 *   },
 * })
 * console.log(shopMetrics.orders.labels.country) // prints: open
 * ```
 */
export function open(most: number): OpenLabel {
  if (Number.isSafeInteger(most) && most > 0) return { open: most }
  throw new RangeError(`metrics: open() takes a whole number >= 1, got ${most}`)
}

/** How a definition of `defineMetrics` carries its caps: a plain property, which every copy of this package can read. */
export interface CappedMetric<L extends Labels = Labels> extends MetricDefinition<L> {
  /** By label. */
  readonly caps?: Readonly<Record<string, number>>
}
