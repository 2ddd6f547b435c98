import {
  type MetricsSink,
  type MonotonicClock,
  type Observer,
  systemMonotonic,
} from '@sallyport/core'
import { scopeMetrics } from './catalog.ts'
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
export function observeScopes(
  requirement: Requirement,
  { metrics, monotonic = systemMonotonic }: ObserveScopesOptions,
): Observer {
  const labels = { requirement: required('observeScopes', requirement).label }
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
