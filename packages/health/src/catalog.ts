import { type AuditEventType, defineMetric, type MetricDefinition } from '@sallyport/core'

type Measured = MetricDefinition<{ readonly [name: string]: never }>
type MeasuredOfEach = MetricDefinition<{ readonly dependency: string }>

/** What the health of a service is measured by. */
export const healthMetrics: {
  readonly status: Measured
  readonly dependency: MeasuredOfEach
  readonly duration: MeasuredOfEach
  readonly uptime: Measured
} = {
  status: defineMetric({
    id: 'health.status',
    kind: 'gauge',
    unit: '1',
    help: 'How the service is: 1 up, 0.5 degraded, 0 down.',
  }),
  dependency: defineMetric({
    id: 'health.dependency_health',
    kind: 'gauge',
    unit: '1',
    help: 'How a dependency is: 1 up, 0.5 degraded, 0 down.',
    labels: { dependency: 'open' },
    aliases: ['mira_dependency_health'],
  }),
  duration: defineMetric({
    id: 'health.check_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long a check took to answer, or was waited for.',
    labels: { dependency: 'open' },
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  }),
  uptime: defineMetric({
    id: 'health.uptime',
    kind: 'gauge',
    unit: 's',
    help: 'How long the service has been running.',
    aliases: ['mira_uptime_seconds'],
  }),
}

/** What the health of a service records. */
export const healthEvents: Readonly<Record<'changed', AuditEventType>> = {
  changed: {
    type: 'health.changed',
    help: 'The service, or something it depends on, is better or worse than before.',
    aliases: ['health_changed'],
  },
}
