import type { MetricsSink } from '@sallyport/core'
import { apiKeyMetrics } from './catalog.ts'
import type { OnStoreError } from './store-error.ts'
import type { UsageOptions } from './usage.ts'

/** Counts uses that are given up, and tells of it once, until all is written again. */
export const lostUses =
  (metrics: MetricsSink, tell: OnStoreError): UsageOptions['onLost'] =>
  (count, isFirst) => {
    metrics.add(apiKeyMetrics.lostUses, count)
    if (isFirst)
      tell(new Error('api-keys: uses are lost: the store takes none, and there is no room'))
  }
