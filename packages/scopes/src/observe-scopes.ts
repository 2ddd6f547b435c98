import {
  demandOptions,
  type MetricsSink,
  type MonotonicClock,
  type Observer,
  systemMonotonic,
} from '@sallyport/core'
import { scopeMetrics } from './catalog.ts'
import { demandFunction } from './demand.ts'
import { type Requirement, required } from './requirement.ts'

/** How {@link observeScopes} measures. */
export interface ObserveScopesOptions {
  readonly metrics: MetricsSink
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
}

/**
 * Measures how long the requests of a route take, under the name of what it requires: for the routes
 * that `requireScopes` guards with the same requirement. Refused requests count too.
 */
export function observeScopes(requirement: Requirement, options: ObserveScopesOptions): Observer {
  const labels = { requirement: required('observeScopes', requirement).label }
  demandOptions('scopes: observeScopes()', options, ['metrics', 'monotonic'])
  const { metrics, monotonic = systemMonotonic } = options
  demandFunction('observeScopes', 'metrics.observe', metrics?.observe)
  demandFunction('observeScopes', 'monotonic', monotonic)
  const series = metrics.bind?.(scopeMetrics.requestDuration, labels)
  return () => {
    const start = monotonic()
    return () => {
      const seconds = (monotonic() - start) / 1_000
      if (series === undefined) metrics.observe(scopeMetrics.requestDuration, seconds, labels)
      else series.observe(seconds)
    }
  }
}
