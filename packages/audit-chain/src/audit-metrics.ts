import { type AuditEvent, defineMetric, type MetricDefinition } from '@sallyport/core'

/** What a log measures. */
export const auditMetrics: {
  readonly events: MetricDefinition<{
    readonly type: string
    readonly outcome: AuditEvent['outcome']
  }>
  readonly appended: MetricDefinition<NoLabels>
  readonly dropped: MetricDefinition<{ readonly reason: 'full' | 'not_written' | 'closed' }>
  readonly queueEntries: MetricDefinition<NoLabels>
  readonly commitDuration: MetricDefinition<NoLabels>
  readonly checkpoints: MetricDefinition<NoLabels>
  readonly checkpointFailures: MetricDefinition<NoLabels>
  readonly unanchoredEntries: MetricDefinition<NoLabels>
  readonly unanchoredSeconds: MetricDefinition<NoLabels>
  readonly anchorFailures: MetricDefinition<{ readonly anchor: string }>
  readonly faults: MetricDefinition<NoLabels>
} = {
  events: defineMetric({
    id: 'audit.events',
    kind: 'counter',
    unit: '1',
    help: 'Events that were to be recorded, by type and how they ended.',
    labels: { type: 'open', outcome: ['success', 'failure', 'denied', 'error'] },
    aliases: ['audit_events_total', 'security_audit_events_total'],
  }),
  appended: counter('audit.appended', 'Entries that have become durable.'),
  dropped: defineMetric({
    id: 'audit.dropped',
    kind: 'counter',
    unit: '1',
    help: 'Events that did not become entries, by why.',
    labels: { reason: ['full', 'not_written', 'closed'] },
  }),
  queueEntries: gauge('audit.queue_entries', '1', 'Events that wait for the disk.'),
  commitDuration: defineMetric({
    id: 'audit.commit_seconds',
    kind: 'histogram',
    unit: 's',
    help: 'How long it takes to write entries and to make them durable.',
    buckets: [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  checkpoints: counter('audit.checkpoints', 'Checkpoints that were signed and kept.'),
  checkpointFailures: counter(
    'audit.checkpoint_failures',
    'Checkpoints that could not be signed or kept, and will be tried again.',
  ),
  unanchoredEntries: gauge(
    'audit.unanchored_entries',
    '1',
    'Durable entries that no anchor vouches for: what could be cut off unnoticed.',
  ),
  unanchoredSeconds: gauge(
    'audit.unanchored_seconds',
    's',
    'How long the first entry that no anchor vouches for has been durable.',
  ),
  anchorFailures: defineMetric({
    id: 'audit.anchor_failures',
    kind: 'counter',
    unit: '1',
    help: 'Checkpoints that an anchor did not take, and will be offered again.',
    labels: { anchor: 'open' },
  }),
  faults: counter('audit.faults', 'Faults that verifying the log has found.'),
}

type NoLabels = Readonly<Record<never, string>>

function counter(id: string, help: string): MetricDefinition<NoLabels> {
  return defineMetric({ id, kind: 'counter', unit: '1', help })
}

function gauge(id: string, unit: '1' | 's', help: string): MetricDefinition<NoLabels> {
  return defineMetric({ id, kind: 'gauge', unit, help })
}
