import {
  type Cancel,
  demandOptions,
  type MetricDefinition,
  type MonotonicClock,
  systemMonotonic,
} from '@sallyport/core'
import { securityMetrics } from '../catalogs/security.ts'
import type { Metrics } from '../metrics.ts'
import { rollingMean } from './rolling-mean.ts'

type None = Readonly<Record<never, string>>
type ByDetection = { readonly detection_type: string }

const means = [
  [securityMetrics.meanTimeToDetect, securityMetrics.detectionLatency],
  [securityMetrics.meanTimeToRespond, securityMetrics.responseTime],
  [securityMetrics.meanTimeToRemediate, securityMetrics.mitigationTime],
] as const
const positive = [securityMetrics.truePositives, securityMetrics.falseNegatives] as const
const negative = [securityMetrics.falsePositives, securityMetrics.trueNegatives] as const
const shares = [
  [securityMetrics.truePositiveRate, positive, 1],
  [securityMetrics.truePositivePercentage, positive, 100],
  [securityMetrics.falsePositiveRate, negative, 1],
  [securityMetrics.falsePositivePercentage, negative, 100],
] as const

/**
 * Reads the gauges that are averages from what they are averages of, at every scrape, until the answer is called: mean
 * times over the last while, rates since the program began. Where nothing was measured there is no series: no
 * denominator is no rate, neither 0 nor 100. Of one process: over several, Prometheus divides the sums, as each gauge's
 * help says.
 *
 * @throws RangeError for a window that is no positive number.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { derivedSecurityGauges, securityMetrics } from '@sallyport/metrics/catalogs'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const metrics = createMetrics({ catalog: securityMetrics })
 * derivedSecurityGauges(metrics)
 * metrics.observe(securityMetrics.detectionLatency, 2)
 * metrics.observe(securityMetrics.detectionLatency, 4)
 * metrics.add(securityMetrics.truePositives, 3, { detection_type: 'bot' })
 * metrics.add(securityMetrics.falseNegatives, 1, { detection_type: 'bot' })
 * await metrics.gather()
 * expectMetric(metrics, 'security_mean_time_to_detect_seconds').toBe(3)
 * expectMetric(metrics, 'security_true_positive_rate_ratio', { detection_type: 'bot' }).toBe(0.75)
 * expectMetric(metrics, 'security_true_positive_rate_percent', { detection_type: 'bot' }).toBe(75)
 * ```
 */
export function derivedSecurityGauges(
  metrics: Pick<Metrics, 'collect' | 'read'>,
  options: { readonly windowMs?: number; readonly monotonic?: MonotonicClock } = {},
): Cancel {
  demandOptions('metrics: derivedSecurityGauges()', options, ['windowMs', 'monotonic'])
  const { windowMs = 3_600_000, monotonic = systemMonotonic } = options
  if (!(windowMs > 0 && windowMs < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`metrics: "windowMs" must be a positive number, got ${windowMs}`)
  }
  const cancels = [
    ...means.map(([gauge, histogram]) => {
      const mean = rollingMean(windowMs)
      return metrics.collect(gauge, () => mean(monotonic(), standing(metrics, histogram)))
    }),
    ...shares.map(([gauge, [part, rest], whole]) =>
      metrics.collect(gauge, (set) => {
        const parts = byType(metrics, part)
        const others = byType(metrics, rest)
        for (const detection_type of new Set([...parts.keys(), ...others.keys()])) {
          const some = parts.get(detection_type) ?? 0
          const all = some + (others.get(detection_type) ?? 0)
          if (all > 0) set((some / all) * whole, { detection_type })
        }
      }),
    ),
  ]
  return () => {
    for (const cancel of cancels) cancel()
  }
}

function standing(metrics: Pick<Metrics, 'read'>, histogram: MetricDefinition<None>) {
  const { sum = 0, count = 0 } = metrics.read(histogram)[0]?.histogram ?? {}
  return { sum, count }
}

const byType = (
  metrics: Pick<Metrics, 'read'>,
  counter: MetricDefinition<ByDetection>,
): ReadonlyMap<string, number> =>
  new Map(metrics.read(counter).map(({ labels, value = 0 }) => [labels.detection_type, value]))
