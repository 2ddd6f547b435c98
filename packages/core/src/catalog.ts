import type { AuditEventType } from './audit.ts'
import { defineMetric, type MetricDefinition } from './metric.ts'

/** A reason for which something is refused, as data: what it means and what to do about it. */
export interface ReasonDefinition {
  readonly status: number
  /** What happened, in one sentence. */
  readonly meaning: string
  /** What the one who reads it should do. */
  readonly remedy: string
}

/** The reasons that core itself gives. */
export const coreReasons: Readonly<
  Record<'body_too_large' | 'body_incomplete' | 'body_consumed' | 'unavailable', ReasonDefinition>
> = {
  body_too_large: {
    status: 413,
    meaning: 'The body is longer than the limit of the route.',
    remedy: 'Send less, or raise `bodyLimit` where the guard is mounted.',
  },
  body_incomplete: {
    status: 400,
    meaning: 'The client left before the whole body had arrived.',
    remedy: 'Send it again.',
  },
  body_consumed: {
    status: 500,
    meaning: 'Something read the body before the guard could.',
    remedy: 'Mount the guard before the body parser.',
  },
  unavailable: {
    status: 503,
    meaning: 'A guard, or the audit log it may not do without, failed.',
    remedy: 'Try again later; the cause is with the operator, by `onError`.',
  },
}

/** The metrics that core itself keeps. */
export const coreMetrics: {
  readonly decisions: MetricDefinition<{
    readonly decision: 'allowed' | 'denied'
    readonly reason: string
  }>
  readonly dropped: MetricDefinition<{ readonly sink: string }>
} = {
  decisions: defineMetric({
    id: 'core.decisions',
    kind: 'counter',
    unit: '1',
    help: 'Requests decided by guards, by decision and reason (`none` when allowed).',
    labels: { decision: ['allowed', 'denied'], reason: 'open' },
  }),
  dropped: defineMetric({
    id: 'core.dropped',
    kind: 'counter',
    unit: '1',
    help: 'Records lost because a sink failed, by sink; sinks count here what they lose themselves.',
    labels: { sink: 'open' },
  }),
}

/** The events that core itself records. */
export const coreEvents: { readonly decided: AuditEventType } = {
  decided: { type: 'request.decided', help: 'A request was allowed or refused by its guards.' },
}
