import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'
import { type Severity, severities } from './severity.ts'

type None = Readonly<Record<never, string>>

/** Scores are from 0 to 1. */
const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

/** Attacks, what was taken for one, and how sure one was. */
export const attackMetrics: {
  readonly attacksBlocked: MetricDefinition<{
    readonly attack_type: string
    readonly severity: Severity
  }>
  readonly threatsDetected: MetricDefinition<{
    readonly threat_type: string
    readonly source: string
  }>
  readonly threatScore: MetricDefinition<None>
  readonly attackScore: MetricDefinition<None>
  readonly riskScore: MetricDefinition<None>
} = defineMetrics({
  attacksBlocked: {
    id: 'security.attacks_blocked',
    kind: 'counter',
    unit: '1',
    help: 'Attacks that were blocked, by type and severity.',
    labels: { attack_type: open(50), severity: severities },
  },
  threatsDetected: {
    id: 'security.threats_detected',
    kind: 'counter',
    unit: '1',
    help: 'Threats that were detected, by type and what detected them.',
    labels: { threat_type: open(50), source: open(50) },
  },
  threatScore: {
    id: 'security.threat_score_distribution',
    kind: 'histogram',
    unit: '1',
    help: 'How severe threats were taken to be, from 0 to 1.',
    buckets: tenths,
  },
  attackScore: {
    id: 'security.attack_score_distribution',
    kind: 'histogram',
    unit: '1',
    help: 'How probable attacks were taken to be, from 0 to 1.',
    buckets: tenths,
  },
  riskScore: {
    id: 'security.risk_score_distribution',
    kind: 'histogram',
    unit: '1',
    help: 'How great risks were taken to be, from 0 to 1.',
    buckets: tenths,
  },
})
