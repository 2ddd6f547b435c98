import type { MetricsSink } from '@sallyport/core'
import { securityMetrics } from '../catalogs/security.ts'
import { clamped } from './record-score.ts'

/** How things stand; what is not said stays as it was. */
export interface Posture {
  /** 0 to 5. */
  readonly threatLevel?: number
  /** 0 to 100, by standard. */
  readonly compliance?: Readonly<Record<string, number>>
  /** 0 to 100. */
  readonly responseReadiness?: number
  /** A share, 0 to 1: the percentage is made of it. */
  readonly detectionCoverage?: number
}

/**
 * Says how things stand, each score clamped to its range: a level of 7 is 5, and what is no number is dropped and counted.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { recordPosture, securityMetrics } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: securityMetrics })
 * recordPosture(metrics, { threatLevel: 7, compliance: { GDPR: 87.5 }, detectionCoverage: 0.75 })
 * expectMetric(metrics, 'security_threat_level_current').toBe(5)
 * expectMetric(metrics, 'security_detection_coverage_ratio').toBe(0.75)
 * expectMetric(metrics, 'security_detection_coverage_percent').toBe(75)
 * ```
 */
export function recordPosture(
  metrics: MetricsSink,
  { threatLevel, compliance = {}, responseReadiness, detectionCoverage }: Posture,
): void {
  if (threatLevel !== undefined) metrics.set(securityMetrics.threatLevel, clamped(threatLevel, 5))
  for (const [compliance_standard, score] of Object.entries(compliance)) {
    metrics.set(securityMetrics.complianceScore, clamped(score, 100), { compliance_standard })
  }
  if (responseReadiness !== undefined) {
    metrics.set(securityMetrics.responseReadiness, clamped(responseReadiness, 100))
  }
  if (detectionCoverage === undefined) return
  const share = clamped(detectionCoverage, 1)
  metrics.set(securityMetrics.detectionCoverage, share)
  metrics.set(securityMetrics.detectionCoveragePercentage, share * 100)
}
