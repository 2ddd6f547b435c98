import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'
import { type Severity, severities } from './severity.ts'

type None = Readonly<Record<never, string>>

/** Who was refused, who is in, and what gave abuse away. */
export const abuseMetrics: {
  readonly authzDenials: MetricDefinition<{ readonly resource: string; readonly action: string }>
  readonly activeSessions: MetricDefinition<None>
  readonly captchaSuccesses: MetricDefinition<None>
  readonly captchaFailures: MetricDefinition<None>
  readonly honeypotHits: MetricDefinition<{ readonly trap: string }>
  readonly suspiciousPatterns: MetricDefinition<{ readonly pattern: string }>
} = defineMetrics({
  authzDenials: {
    id: 'security.authz_denials',
    kind: 'counter',
    unit: '1',
    help: 'What somebody known was not allowed, by resource and action.',
    labels: { resource: open(100), action: open(50) },
  },
  activeSessions: {
    id: 'security.active_sessions_current',
    kind: 'gauge',
    unit: '1',
    help: 'Sessions of somebody known that are open.',
  },
  captchaSuccesses: {
    id: 'security.captcha_successes',
    kind: 'counter',
    unit: '1',
    help: 'CAPTCHAs that were solved.',
  },
  captchaFailures: {
    id: 'security.captcha_failures',
    kind: 'counter',
    unit: '1',
    help: 'CAPTCHAs that were not.',
  },
  honeypotHits: {
    id: 'security.honeypot_hits',
    kind: 'counter',
    unit: '1',
    help: 'Traps that somebody went into.',
    labels: { trap: open(50) },
  },
  suspiciousPatterns: {
    id: 'security.suspicious_patterns',
    kind: 'counter',
    unit: '1',
    help: 'Patterns that looked suspicious.',
    labels: { pattern: open(50) },
  },
})

/** What was done about it. */
export const operationMetrics: {
  readonly incidentEscalations: MetricDefinition<{ readonly severity: Severity }>
  readonly ipBlocks: MetricDefinition<{ readonly reason: string }>
  readonly wafRulesTriggered: MetricDefinition<{ readonly rule: string }>
  readonly intrusionAttempts: MetricDefinition<{ readonly attack_type: string }>
} = defineMetrics({
  incidentEscalations: {
    id: 'security.incident_escalations',
    kind: 'counter',
    unit: '1',
    help: 'Incidents that were escalated, by severity.',
    labels: { severity: severities },
  },
  ipBlocks: {
    id: 'security.ip_blocks',
    kind: 'counter',
    unit: '1',
    help: 'Addresses that were blocked, by reason.',
    labels: { reason: open(50) },
  },
  wafRulesTriggered: {
    id: 'security.waf_rules_triggered',
    kind: 'counter',
    unit: '1',
    help: 'Rules of a web application firewall that matched.',
    labels: { rule: open(200) },
  },
  intrusionAttempts: {
    id: 'security.intrusion_attempts',
    kind: 'counter',
    unit: '1',
    help: 'Intrusions that were tried, by type.',
    labels: { attack_type: open(50) },
  },
})
