import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'

/** Why `requireScopes` refuses. */
export type ScopeDenial = 'insufficient_scope'

/** The reason for which `requireScopes` refuses. */
export const scopeReasons: Readonly<Record<ScopeDenial, ReasonDefinition>> = {
  insufficient_scope: {
    status: 403,
    meaning: 'Who asks is known, and does not hold the scopes that this needs.',
    remedy: 'Ask for a grant of the scopes in `WWW-Authenticate`, or use one that has them.',
  },
}

/** What is recorded where `describeScopes` describes decisions. */
export const scopeEvents: { readonly decided: AuditEventType } = {
  decided: {
    type: 'scopes.decided',
    help: 'A request that needs scopes was allowed or refused; `event.required` says which.',
    aliases: ['auth.scope_granted', 'auth.scope_denied'],
  },
}

/** What `requireScopes` and `observeScopes` measure. */
export const scopeMetrics: {
  readonly decisions: MetricDefinition<{
    readonly requirement: string
    readonly decision: 'allowed' | 'denied'
  }>
  readonly requestDuration: MetricDefinition<{ readonly requirement: string }>
} = {
  decisions: defineMetric({
    id: 'scopes.decisions',
    kind: 'counter',
    unit: '1',
    help: 'Requests that a requirement of scopes let pass or refused.',
    labels: { requirement: 'open', decision: ['allowed', 'denied'] },
    aliases: ['scope_requests_total', 'scope_usage_total'],
  }),
  requestDuration: defineMetric({
    id: 'scopes.request_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long requests take behind a requirement of scopes.',
    labels: { requirement: 'open' },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    aliases: ['scope_latency_seconds'],
  }),
}
