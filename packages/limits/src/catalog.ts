import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'

/** Why something could not be taken. */
export type LimitReason =
  | 'rate_limited'
  | 'quota_exhausted'
  | 'too_many_in_flight'
  | 'cost_too_high'
  | 'limits_full'
  | 'limits_unavailable'

/** Why `rateLimit` refuses. */
export type LimitDenial = LimitReason | 'limit_key_missing'

/** The reasons for which limits refuse. */
export const limitReasons: Readonly<Record<LimitDenial, ReasonDefinition>> = {
  rate_limited: {
    status: 429,
    meaning: 'As many requests came in this time as the policy lets through.',
    remedy: 'Wait for `Retry-After`; raise the policy if this is ordinary use.',
  },
  quota_exhausted: {
    status: 429,
    meaning: 'The quota of this period is used up.',
    remedy: 'Wait for the next period, or raise the quota.',
  },
  too_many_in_flight: {
    status: 429,
    meaning: 'As many are being worked on at the same time as the policy lets.',
    remedy: 'Wait for one of them to end.',
  },
  cost_too_high: {
    status: 429,
    meaning: 'It costs more than the policy ever lets through at once.',
    remedy: 'Ask for less at a time, or raise the burst.',
  },
  limits_full: {
    status: 503,
    meaning:
      'The store holds as much as it may, and all of the 64 keys it looked at are at their limit.',
    remedy: 'Raise `maxKeys` or `maxBytes`, or find out who sends from so many keys.',
  },
  limits_unavailable: {
    status: 503,
    meaning: 'The store of limits does not answer, and `onStoreError` is "deny".',
    remedy: 'See what the check of the store says.',
  },
  limit_key_missing: {
    status: 403,
    meaning: 'Nothing tells whose limit it is: no address, or `by` gave nothing.',
    remedy: 'Check `clientAddress` and `by`.',
  },
}

/** What limits record. */
export const limitEvents: Readonly<Record<'violated' | 'forgotten', AuditEventType>> = {
  violated: {
    type: 'limits.violated',
    help: 'A key came to its limit. Recorded when that begins, not for every request after, unless more than 10,000 keys do at once.',
    aliases: ['security.rate_limit_violation', 'rate_limit_exceeded'],
  },
  forgotten: { type: 'limits.forgotten', help: 'A key was let begin anew.' },
}

/** What limits measure. */
export const limitMetrics: {
  readonly decisions: MetricDefinition<{
    readonly policy: string
    readonly decision: 'allowed' | 'denied'
  }>
  readonly violations: MetricDefinition<{
    readonly policy: string
    readonly route: string
    readonly mode: 'enforce' | 'shadow'
  }>
  readonly answeredFor: MetricDefinition<{ readonly by: 'cache' | 'deny' | 'allow' | 'local' }>
  readonly storeErrors: MetricDefinition<NoLabels>
  readonly circuitOpen: MetricDefinition<NoLabels>
} = {
  decisions: defineMetric({
    id: 'limits.decisions',
    kind: 'counter',
    unit: '1',
    help: 'Claims by policy and how they ended.',
    labels: { policy: 'open', decision: ['allowed', 'denied'] },
    aliases: ['scope_rate_limits_total'],
  }),
  violations: defineMetric({
    id: 'limits.violations',
    kind: 'counter',
    unit: '1',
    help: 'Requests that a limit refused, or would have in shadow mode.',
    labels: { policy: 'open', route: 'open', mode: ['enforce', 'shadow'] },
    aliases: ['security_rate_limit_violations_total'],
  }),
  answeredFor: defineMetric({
    id: 'limits.answered_without_store',
    kind: 'counter',
    unit: '1',
    help: 'Claims answered without the store: denied again from what it said before, or while it is down.',
    labels: { by: ['cache', 'deny', 'allow', 'local'] },
  }),
  storeErrors: defineMetric({
    id: 'limits.store_errors',
    kind: 'counter',
    unit: '1',
    help: 'Claims that the store failed or was too slow to answer.',
  }),
  circuitOpen: defineMetric({
    id: 'limits.store_circuit_open',
    kind: 'gauge',
    unit: '1',
    help: '1 while the store is not asked because it failed, else 0.',
  }),
}

type NoLabels = Readonly<Record<never, string>>
