import {
  demandOptions,
  type MetricsSink,
  type MonotonicClock,
  systemMonotonic,
} from '@sallyport/core'
import { dataAccessMetrics } from '../catalogs/data-access.ts'
import { callable, type Leave } from '../in-flight.ts'
import { onceSettled } from '../once-settled.ts'

/** Measures security contexts: who a transaction acts for, as the database is told. */
export interface SecurityContexts {
  /** Measures making one. It answers, or fails, as the work does; so do the others. */
  creating<T>(work: () => T): T
  /** Measures checking one. */
  validating<T>(work: () => T): T
  /** One more is in use while the work is under way. */
  during<T>(work: () => T): T
  /** One more is in use, until the answer is called, as often as one likes, or disposed of. */
  enter(): Leave
}

/**
 * Measures how long security contexts take to make and to check, and how many are in use.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { dataAccessMetrics, securityContexts } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: dataAccessMetrics })
 * const contexts = securityContexts(metrics)
 * const context = await contexts.creating(async () => ({ tenant: 't1' }))
 * await contexts.during(async () => {
 *   expectMetric(metrics, dataAccessMetrics.contextsActive).toBe(1)
 *   console.log(context.tenant) // prints: t1
 * })
 * expectMetric(metrics, dataAccessMetrics.contextsActive).toBe(0)
 * ```
 */
export function securityContexts(
  metrics: MetricsSink,
  options: { readonly monotonic?: MonotonicClock } = {},
): SecurityContexts {
  demandOptions('metrics: securityContexts()', options, ['monotonic'])
  const { monotonic = systemMonotonic } = options
  const { contextCreation, contextValidation, contextsActive } = dataAccessMetrics
  const timed = <T>(metric: typeof contextCreation, work: () => T): T => {
    const began = monotonic()
    return onceSettled(work, () =>
      metrics.observe(metric, Math.max(0, monotonic() - began) / 1_000),
    )
  }
  const enter = (): Leave => {
    metrics.add(contextsActive, 1)
    return callable(() => metrics.add(contextsActive, -1))
  }
  return {
    creating: (work) => timed(contextCreation, work),
    validating: (work) => timed(contextValidation, work),
    during: (work) => onceSettled(work, enter()),
    enter,
  }
}
