import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'

type None = Readonly<Record<never, string>>
type ByDetection = { readonly detection_type: string }

/** From a moment to a week: what targets for answers and repairs are set in. */
const patience = [1, 10, 60, 300, 900, 3_600, 14_400, 86_400, 259_200, 604_800]

/** How long it takes. The means are derived from the histograms and not set: `derivedSecurityGauges`, or the help's PromQL. */
export const responseMetrics: {
  readonly detectionLatency: MetricDefinition<None>
  readonly responseTime: MetricDefinition<None>
  readonly mitigationTime: MetricDefinition<None>
  readonly meanTimeToDetect: MetricDefinition<None>
  readonly meanTimeToRespond: MetricDefinition<None>
  readonly meanTimeToRemediate: MetricDefinition<None>
} = defineMetrics({
  detectionLatency: {
    id: 'security.detection_latency',
    kind: 'histogram',
    unit: 's',
    help: 'From an event, or its earliest evidence, to its detection.',
    buckets: [0.01, 0.05, 0.1, 0.5, ...patience],
  },
  responseTime: {
    id: 'security.response_time',
    kind: 'histogram',
    unit: 's',
    help: 'From detection to containment.',
    buckets: patience,
  },
  mitigationTime: {
    id: 'security.mitigation_time',
    kind: 'histogram',
    unit: 's',
    help: 'From detection to repair.',
    buckets: patience,
  },
  meanTimeToDetect: {
    id: 'security.mean_time_to_detect',
    kind: 'gauge',
    unit: 's',
    help: 'Derived: rate(security_detection_latency_seconds_sum[1h]) / rate(security_detection_latency_seconds_count[1h]).',
  },
  meanTimeToRespond: {
    id: 'security.mean_time_to_respond',
    kind: 'gauge',
    unit: 's',
    help: 'Derived: rate(security_response_time_seconds_sum[1h]) / rate(security_response_time_seconds_count[1h]).',
  },
  meanTimeToRemediate: {
    id: 'security.mean_time_to_remediate',
    kind: 'gauge',
    unit: 's',
    help: 'Derived: rate(security_mitigation_time_seconds_sum[1h]) / rate(security_mitigation_time_seconds_count[1h]).',
  },
})

const byDetection = { detection_type: open(50) }

/** How right it was. The rates are derived from the counters and not set: `derivedSecurityGauges`, or the help's PromQL. */
export const qualityMetrics: {
  readonly truePositives: MetricDefinition<ByDetection>
  readonly falsePositives: MetricDefinition<ByDetection>
  readonly trueNegatives: MetricDefinition<ByDetection>
  readonly falseNegatives: MetricDefinition<ByDetection>
  readonly truePositiveRate: MetricDefinition<ByDetection>
  readonly truePositivePercentage: MetricDefinition<ByDetection>
  readonly falsePositiveRate: MetricDefinition<ByDetection>
  readonly falsePositivePercentage: MetricDefinition<ByDetection>
  readonly anomaliesDetected: MetricDefinition<{ readonly anomaly_type: string }>
} = defineMetrics({
  truePositives: counted('true_positives', 'Attacks that were detected.'),
  falsePositives: counted('false_positives', 'Alarms that nothing was behind.'),
  trueNegatives: counted('true_negatives', 'What was rightly taken for harmless.'),
  falseNegatives: counted('false_negatives', 'Attacks that were not detected, and found later.'),
  truePositiveRate: {
    id: 'security.true_positive_rate',
    kind: 'gauge',
    unit: 'ratio',
    help: `Share of attacks that are detected. Derived: ${share('true_positives', 'false_negatives')}.`,
    labels: byDetection,
  },
  truePositivePercentage: {
    id: 'security.true_positive_percentage',
    kind: 'gauge',
    unit: '1',
    help: 'security_true_positive_rate_ratio in hundredths.',
    labels: byDetection,
    aliases: ['security_true_positive_rate_percent'],
  },
  falsePositiveRate: {
    id: 'security.false_positive_rate',
    kind: 'gauge',
    unit: 'ratio',
    help: `Share of the harmless that raises alarms. Derived: ${share('false_positives', 'true_negatives')}.`,
    labels: byDetection,
  },
  falsePositivePercentage: {
    id: 'security.false_positive_percentage',
    kind: 'gauge',
    unit: '1',
    help: 'security_false_positive_rate_ratio in hundredths.',
    labels: byDetection,
    aliases: ['security_false_positive_rate_percent'],
  },
  anomaliesDetected: {
    id: 'security.anomalies_detected',
    kind: 'counter',
    unit: '1',
    help: 'Anomalies that were detected, by type.',
    labels: { anomaly_type: open(50) },
  },
})

function counted(name: string, help: string) {
  return { id: `security.${name}`, kind: 'counter', unit: '1', help, labels: byDetection } as const
}

function share(part: string, rest: string): string {
  const risen = (name: string): string => `increase(security_${name}_total[1d])`
  return `${risen(part)} / (${risen(part)} + ${risen(rest)})`
}
