import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'

type None = Readonly<Record<never, string>>

/** What a program that keeps another system in step measures: here Airtable, by its names. */
export const integrationMetrics: {
  readonly connectionAttempts: MetricDefinition<None>
  readonly connectionSuccesses: MetricDefinition<None>
  readonly syncAttempts: MetricDefinition<{ readonly data_type: string }>
  readonly syncSuccesses: MetricDefinition<{ readonly data_type: string }>
  readonly syncFailures: MetricDefinition<{ readonly reason: string }>
  readonly syncErrors: MetricDefinition<{ readonly operation: string }>
} = defineMetrics({
  connectionAttempts: {
    id: 'airtable.connection_attempts',
    kind: 'counter',
    unit: '1',
    help: 'Connections to Airtable that were tried.',
    aliases: ['mira_airtable_connection_attempts'],
  },
  connectionSuccesses: {
    id: 'airtable.connection_successes',
    kind: 'counter',
    unit: '1',
    help: 'Connections to Airtable that came about.',
  },
  syncAttempts: {
    id: 'airtable.sync_attempts',
    kind: 'counter',
    unit: '1',
    help: 'Synchronisations that were begun, by kind of data.',
    labels: { data_type: open(100) },
  },
  syncSuccesses: {
    id: 'airtable.sync_successes',
    kind: 'counter',
    unit: '1',
    help: 'Synchronisations that succeeded, by kind of data.',
    labels: { data_type: open(100) },
  },
  syncFailures: {
    id: 'airtable.sync_failures',
    kind: 'counter',
    unit: '1',
    help: 'Synchronisations that failed, by reason.',
    labels: { reason: open(100) },
  },
  syncErrors: {
    id: 'airtable.sync_errors',
    kind: 'counter',
    unit: '1',
    help: 'Errors in synchronisations, by operation.',
    labels: { operation: ['create', 'read', 'update', 'delete', 'list'] },
  },
})
