import { type AuditEventType, defineMetric, type MetricDefinition } from '@sallyport/core'

/** What objectives are shown by. */
export const sloMetrics: {
  readonly known: MetricDefinition<{ readonly slo: string }>
  readonly budgetRemaining: MetricDefinition<{ readonly slo: string }>
  readonly burnRate: MetricDefinition<{ readonly slo: string; readonly window: string }>
} = {
  known: defineMetric({
    id: 'slo.known',
    kind: 'gauge',
    unit: '1',
    help: '1 while it can be told how the objective stands, else 0: then its other gauges are old.',
    labels: { slo: 'open' },
  }),
  budgetRemaining: defineMetric({
    id: 'slo.budget_remaining',
    kind: 'gauge',
    unit: 'ratio',
    help: 'The share of the error budget that is left: 1 is untouched, below 0 overspent.',
    labels: { slo: 'open' },
  }),
  burnRate: defineMetric({
    id: 'slo.burn_rate',
    kind: 'gauge',
    unit: '1',
    help: 'How many times as fast as allowed the error budget is spent.',
    labels: { slo: 'open', window: 'open' },
  }),
}

/** What objectives record. */
export const sloEvents: Readonly<Record<'changed', AuditEventType>> = {
  changed: {
    type: 'slo.changed',
    help: 'An objective is met, at risk, breached or unknown, and was not before.',
  },
}
