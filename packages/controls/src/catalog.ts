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
    meaning: 'The service is under maintenance, and this request is not let through meanwhile.',
    remedy: 'Wait for `Retry-After`. If nobody works on it, turn `maintenance_mode` off.',
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
    meaning: 'Another flag holds something in the source that it cannot hold.',
    remedy: 'Set the flag that the message names first, or correct the source.',
  },
  read_only: {
    status: 409,
    meaning: 'The source of values can only be read.',
    remedy: 'Change the value where the source has it from.',
  },
  change_conflict: {
    status: 409,
    meaning: 'Others changed flags at the same time, each time it was tried.',
    remedy: 'Try again.',
  },
}

/** What controls record. */
export const controlsEvents: Readonly<
  Record<'changed' | 'reverted' | 'changedOutside' | 'refused' | 'rejected', AuditEventType>
> = {
  changed: {
    type: 'controls.changed',
    help: 'A flag was set: by whom, why, from what to what, until when.',
    aliases: ['maintenance_toggled', 'feature_flag_changed'],
  },
  reverted: {
    type: 'controls.reverted',
    help: 'A flag that was set for a time is what it was before.',
  },
  changedOutside: {
    type: 'controls.changed_outside',
    help: 'A flag is different in the source, and nobody is named who set it.',
  },
  refused: { type: 'controls.refused', help: 'A flag was to be set, and was not.' },
  rejected: {
    type: 'controls.source_rejected',
    help: 'The source holds values that flags cannot hold; those known before stay.',
  },
}

/** What controls measure. */
export const controlsMetrics: {
  readonly changes: MetricDefinition<{
    readonly flag: string
    readonly origin: 'set' | 'source' | 'deadline'
  }>
  readonly sourceUp: MetricDefinition<NoLabels>
  readonly sourceErrors: MetricDefinition<NoLabels>
  readonly sourceRejected: MetricDefinition<NoLabels>
  readonly unknownReads: MetricDefinition<NoLabels>
  readonly maintenanceRefusals: MetricDefinition<{ readonly route: string }>
} = {
  changes: defineMetric({
    id: 'controls.changes',
    kind: 'counter',
    unit: '1',
    help: 'Flags that became different in this process, and through what.',
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
    help: 'Readings that failed, and feeds that were lost.',
  }),
  sourceRejected: defineMetric({
    id: 'controls.source_rejected',
    kind: 'counter',
    unit: '1',
    help: 'Readings that gave values which flags cannot hold.',
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
