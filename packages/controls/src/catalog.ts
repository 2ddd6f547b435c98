import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'

/** Why `set` changes nothing. */
export type ChangeDenial =
  | 'unknown_flag'
  | 'invalid_value'
  | 'source_invalid'
  | 'read_only'
  | 'change_conflict'

/** Why controls refuse: a request during maintenance, or a change. */
export type ControlsReason = 'maintenance' | ChangeDenial

/** The reasons for which controls refuse. */
export const controlsReasons: Readonly<Record<ControlsReason, ReasonDefinition>> = {
  maintenance: {
    status: 503,
    meaning: 'The service is under maintenance.',
    remedy: 'Wait for `Retry-After`, or turn `maintenance_mode` off.',
  },
  unknown_flag: {
    status: 404,
    meaning: 'No flag has this name.',
    remedy: 'Look at the list of flags.',
  },
  invalid_value: {
    status: 400,
    meaning: 'The flag cannot hold this value.',
    remedy: 'The message says what it can hold.',
  },
  source_invalid: {
    status: 409,
    meaning: 'Another flag has an invalid value in the source.',
    remedy: 'First set the flag that the message names.',
  },
  read_only: {
    status: 409,
    meaning: 'The source can only be read.',
    remedy: 'Change the value in the source.',
  },
  change_conflict: {
    status: 409,
    meaning: 'Others changed flags at the same time.',
    remedy: 'Try again.',
  },
}

/** What controls record. */
export const controlsEvents: Readonly<
  Record<'changed' | 'reverted' | 'changedOutside' | 'refused' | 'rejected', AuditEventType>
> = {
  changed: {
    type: 'controls.changed',
    help: 'A flag was set.',
  },
  reverted: {
    type: 'controls.reverted',
    help: 'A flag that was set for a time is what it was before.',
  },
  changedOutside: {
    type: 'controls.changed_outside',
    help: 'A flag is different in the source.',
  },
  refused: { type: 'controls.refused', help: 'A flag was not set.' },
  rejected: {
    type: 'controls.source_rejected',
    help: 'The source has values that flags cannot hold.',
  },
}

/** What controls measure. */
export const controlsMetrics: {
  readonly changes: MetricDefinition<{
    readonly flag: string
    readonly origin: 'set' | 'source' | 'deadline'
  }>
  readonly sourceUp: MetricDefinition<NoLabels>
  readonly sourceErrors: MetricDefinition<{ readonly kind: 'failed' | 'rejected' }>
  readonly unknownReads: MetricDefinition<NoLabels>
  readonly maintenanceRefusals: MetricDefinition<{ readonly route: string }>
} = {
  changes: defineMetric({
    id: 'controls.changes',
    kind: 'counter',
    unit: '1',
    help: 'Flags that became different, and through what.',
    labels: { flag: 'open', origin: ['set', 'source', 'deadline'] },
  }),
  sourceUp: defineMetric({
    id: 'controls.source_up',
    kind: 'gauge',
    unit: '1',
    help: '1 while the source gives valid values, else 0.',
  }),
  sourceErrors: defineMetric({
    id: 'controls.source_errors',
    kind: 'counter',
    unit: '1',
    help: 'Readings and feeds that failed, or values that flags cannot hold.',
    labels: { kind: ['failed', 'rejected'] },
  }),
  unknownReads: defineMetric({
    id: 'controls.unknown_reads',
    kind: 'counter',
    unit: '1',
    help: 'Questions for flags that there are not.',
  }),
  maintenanceRefusals: defineMetric({
    id: 'controls.maintenance_refusals',
    kind: 'counter',
    unit: '1',
    help: 'Requests refused because of maintenance.',
    labels: { route: 'open' },
  }),
}

type NoLabels = Readonly<Record<never, string>>
