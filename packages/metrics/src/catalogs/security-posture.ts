import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'
import { type Severity, severities } from './severity.ts'

type None = Readonly<Record<never, string>>
type ByStandard = { readonly compliance_standard: string }

/** How things stand. Scores are clamped by `recordPosture`. */
export const postureMetrics: {
  readonly threatLevel: MetricDefinition<None>
  readonly activeThreats: MetricDefinition<{ readonly threat_type: string }>
  readonly blockedIps: MetricDefinition<None>
  readonly complianceScore: MetricDefinition<ByStandard>
  readonly vulnerabilities: MetricDefinition<{ readonly severity: Severity }>
  readonly detectionCoverage: MetricDefinition<None>
  readonly detectionCoveragePercentage: MetricDefinition<None>
  readonly responseReadiness: MetricDefinition<None>
  readonly alertsPending: MetricDefinition<None>
} = defineMetrics({
  threatLevel: gauge('threat_level_current', 'How great the threat is, from 0 to 5.'),
  activeThreats: {
    ...gauge('active_threats_current', 'Threats that are not over, by type.'),
    labels: { threat_type: open(50) },
  },
  blockedIps: gauge('blocked_ips_current', 'Addresses that are blocked.'),
  complianceScore: {
    ...gauge('compliance_score_current', 'How far a standard is kept to, from 0 to 100.'),
    labels: { compliance_standard: open(50) },
  },
  vulnerabilities: {
    ...gauge('vulnerability_count_current', 'Vulnerabilities that are known, by severity.'),
    labels: { severity: severities },
  },
  detectionCoverage: {
    id: 'security.detection_coverage',
    kind: 'gauge',
    unit: 'ratio',
    help: 'The share of attack vectors that something watches.',
  },
  detectionCoveragePercentage: {
    ...gauge('detection_coverage_percentage', 'security_detection_coverage_ratio in hundredths.'),
    aliases: ['security_detection_coverage_percent'],
  },
  responseReadiness: gauge('response_readiness_score', 'How ready one is to answer, 0 to 100.'),
  alertsPending: gauge('alerts_pending_current', 'Alerts that nobody has looked at.'),
})

/** What standards and policies ask for. */
export const complianceMetrics: {
  readonly complianceViolations: MetricDefinition<ByStandard>
  readonly policyUpdates: MetricDefinition<{ readonly policy: string }>
  readonly policyVersion: MetricDefinition<{ readonly policy: string; readonly version: string }>
} = defineMetrics({
  complianceViolations: {
    id: 'security.compliance_violations',
    kind: 'counter',
    unit: '1',
    help: 'Violations that were found, by standard.',
    labels: { compliance_standard: open(50) },
  },
  policyUpdates: {
    id: 'security.policy_updates',
    kind: 'counter',
    unit: '1',
    help: 'Policies that were changed.',
    labels: { policy: open(100) },
  },
  policyVersion: {
    id: 'security.policy_version',
    kind: 'gauge',
    unit: '1',
    help: '1 for the version of a policy that holds. Collected, so that former versions end.',
    labels: { policy: open(100), version: open(100) },
    aliases: ['security_policy_version_info'],
  },
})

function gauge(name: string, help: string) {
  return { id: `security.${name}`, kind: 'gauge', unit: '1', help } as const
}
