import type { MetricsSink } from '@sallyport/core'
import { securityMetrics } from '../catalogs/security.ts'

const scores = {
  threat: securityMetrics.threatScore,
  attack: securityMetrics.attackScore,
  risk: securityMetrics.riskScore,
} as const

/**
 * Adds a score to its histogram, clamped to what scores are: 0 to 1.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { recordScore, securityMetrics } from '@sallyport/metrics/catalogs'
 *
 * const metrics = createMetrics({ catalog: securityMetrics })
 * metrics.add(securityMetrics.attacksBlocked, 1, { attack_type: 'sql_injection', severity: 'high' })
 * recordScore(metrics, 'attack', 95) // somebody's hundredths
 * console.log(metrics.read(securityMetrics.attackScore)[0]?.histogram?.sum) // prints: 1
 * ```
 */
export function recordScore(
  metrics: MetricsSink,
  of: 'threat' | 'attack' | 'risk',
  score: number,
): void {
  metrics.observe(scores[of], clamped(score, 1))
}

/** What is no number stays none, and is dropped and counted where it is measured. */
export const clamped = (value: number, most: number): number =>
  typeof value === 'number' ? Math.min(most, Math.max(0, value)) : Number.NaN
