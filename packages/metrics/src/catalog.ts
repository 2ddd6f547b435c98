import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from './define-metrics.ts'

/** Why a measurement was not taken. */
export type DroppedReason = (typeof droppedReasons)[number]

/** Why a measurement was taken under other labels than it came with. */
export type AlteredReason = (typeof alteredReasons)[number]

/** What failed beside the measurements. */
export type FailedPart = (typeof failedParts)[number]

/** Why measurements are not taken: no finite number, a counter that would fall, a sum no number can hold, the wrong verb for the kind, a definition with mistakes or of another shape than the one that has the name, too many metrics, a gauge set in a metric that is full, labels that throw when they are read. */
export const droppedReasons = [
  'not_finite',
  'negative',
  'too_large',
  'wrong_kind',
  'bad_definition',
  'other_shape',
  'too_many_metrics',
  'series_cap',
  'threw',
] as const

/** Why labels are changed: the metric has all the series it may have, the label all its values, the value is not in the list, is no text, is longer than 128; the label is none of the metric's. */
export const alteredReasons = [
  'series_cap',
  'label_cap',
  'not_allowed',
  'not_text',
  'too_long',
  'unknown_label',
] as const

/** What may fail at a scrape or a flush: a collector that threw or was too slow, a backend that did, a line that is longer than a datagram, what tells of traces. */
export const failedParts = [
  'collector_threw',
  'collector_late',
  'backend_threw',
  'backend_late',
  'line_too_long',
  'exemplar_threw',
] as const

/** What metrics measure of themselves: they are on every page. */
export const metricsMetrics: {
  readonly dropped: MetricDefinition<{ readonly reason: DroppedReason }>
  readonly altered: MetricDefinition<{ readonly reason: AlteredReason }>
  readonly failures: MetricDefinition<{ readonly part: FailedPart }>
  readonly expired: MetricDefinition<Readonly<Record<never, string>>>
} = defineMetrics({
  dropped: {
    id: 'metrics.dropped',
    kind: 'counter',
    unit: '1',
    help: 'Measurements that were not taken.',
    labels: { reason: droppedReasons },
  },
  altered: {
    id: 'metrics.altered',
    kind: 'counter',
    unit: '1',
    help: 'Measurements that were taken under other labels than they came with.',
    labels: { reason: alteredReasons },
  },
  failures: {
    id: 'metrics.failures',
    kind: 'counter',
    unit: '1',
    help: 'Collectors and backends that failed or were too slow.',
    labels: { part: failedParts },
  },
  expired: {
    id: 'metrics.expired_series',
    kind: 'counter',
    unit: '1',
    help: 'Series forgotten because nothing had changed them for long.',
  },
})
