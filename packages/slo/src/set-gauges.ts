import type { MetricsSink } from '@sallyport/core'
import { sloMetrics } from './catalog.ts'
import { formatDuration } from './duration.ts'
import type { Evaluation } from './evaluation.ts'

/** What stands for an infinite one: not every sink has infinity, and an old value would be a lie. */
const most = Number.MAX_SAFE_INTEGER

/** Shows how an objective stands: for `watchSlos`, and for whoever evaluates himself. */
export function setGauges(metrics: MetricsSink, { slo, reason, budget, burns }: Evaluation): void {
  const labels = { slo: slo.id }
  metrics.set(sloMetrics.known, reason === undefined ? 1 : 0, labels)
  const { remainingRatio } = budget
  if (remainingRatio !== undefined)
    metrics.set(sloMetrics.budgetRemaining, bounded(remainingRatio), labels)
  for (const { windowMs, rate } of burns)
    if (rate !== undefined)
      metrics.set(sloMetrics.burnRate, bounded(rate), {
        ...labels,
        window: formatDuration(windowMs),
      })
}

const bounded = (given: number): number => Math.min(most, Math.max(-most, given))
