import { type AuditEventType, defineMetric, type MetricDefinition } from '@sallyport/core'

/** What a watched configuration records. */
export const configEvents: Readonly<Record<'changed' | 'rejected', AuditEventType>> = {
  changed: {
    type: 'config.changed',
    help: 'A reload made values different; which, and which of them need a restart.',
  },
  rejected: {
    type: 'config.reload_rejected',
    help: 'A reload found something wrong; the values are what they were.',
  },
}

/** What a watched configuration measures. */
export const configMetrics: {
  readonly reloads: MetricDefinition<{
    readonly outcome: 'changed' | 'unchanged' | 'rejected'
    readonly trigger: 'file' | 'signal' | 'call'
  }>
  readonly valid: MetricDefinition<NoLabels>
  readonly restartPending: MetricDefinition<NoLabels>
} = {
  reloads: defineMetric({
    id: 'config.reloads',
    kind: 'counter',
    unit: '1',
    help: 'Reloads, by what came of them and by what asked for them.',
    labels: {
      outcome: ['changed', 'unchanged', 'rejected'],
      trigger: ['file', 'signal', 'call'],
    },
  }),
  valid: defineMetric({
    id: 'config.valid',
    kind: 'gauge',
    unit: '1',
    help: '1 while what the files say is in use, 0 while it was rejected.',
  }),
  restartPending: defineMetric({
    id: 'config.restart_pending',
    kind: 'gauge',
    unit: '1',
    help: 'Values that are different since the start, and work only after the next.',
  }),
}

type NoLabels = Readonly<Record<never, string>>
