import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'

type None = Readonly<Record<never, string>>

const fast = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Who is stopped at the data, and what that costs. No label names a person, nor the process. */
const boundaries: {
  readonly boundaryViolations: MetricDefinition<{
    readonly violation_type: string
    readonly table_name: string
  }>
  readonly authAttempts: MetricDefinition<{
    readonly auth_method: string
    readonly result: 'success' | 'fail'
  }>
  readonly authFailures: MetricDefinition<{
    readonly auth_method: string
    readonly failure_reason: string
  }>
  readonly contextsActive: MetricDefinition<None>
  readonly policyApplied: MetricDefinition<{ readonly table_name: string }>
  readonly coverage: MetricDefinition<None>
} = defineMetrics({
  boundaryViolations: {
    id: 'security.boundary_violations',
    kind: 'counter',
    unit: '1',
    help: 'Accesses to rows of others that were stopped.',
    labels: { violation_type: open(50), table_name: open(200) },
  },
  authAttempts: {
    id: 'auth.attempts',
    kind: 'counter',
    unit: '1',
    help: 'Logins that were tried, by method and how they ended.',
    labels: { auth_method: open(50), result: ['success', 'fail'] },
  },
  authFailures: {
    id: 'auth.failures',
    kind: 'counter',
    unit: '1',
    help: 'Logins that failed, by method and reason.',
    labels: { auth_method: open(50), failure_reason: open(50) },
    aliases: ['security_auth_failures_total'],
  },
  contextsActive: {
    id: 'security.contexts_active',
    kind: 'gauge',
    unit: '1',
    help: 'Security contexts that are in use.',
  },
  policyApplied: {
    id: 'rls.policy_applied',
    kind: 'counter',
    unit: '1',
    help: 'Queries that a row-level policy was applied to.',
    labels: { table_name: open(200) },
  },
  coverage: {
    id: 'rls.coverage',
    kind: 'gauge',
    unit: 'ratio',
    help: 'The share of tables that have a row-level policy.',
  },
})

const costs: {
  readonly queryDuration: MetricDefinition<{
    readonly query_type: string
    readonly table_name: string
  }>
  readonly rlsOverhead: MetricDefinition<{ readonly operation_type: string }>
  readonly contextCreation: MetricDefinition<None>
  readonly contextValidation: MetricDefinition<None>
  readonly memoryUsage: MetricDefinition<{ readonly component: string }>
  readonly poolActive: MetricDefinition<{ readonly pool: string }>
  readonly poolIdle: MetricDefinition<{ readonly pool: string }>
  readonly poolWaiting: MetricDefinition<{ readonly pool: string }>
  readonly cacheHits: MetricDefinition<{ readonly cache: string }>
  readonly cacheMisses: MetricDefinition<{ readonly cache: string }>
} = defineMetrics({
  queryDuration: {
    id: 'security.query_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long queries behind a policy take.',
    labels: { query_type: open(50), table_name: open(200) },
    buckets: fast,
  },
  rlsOverhead: {
    id: 'rls.overhead',
    kind: 'histogram',
    unit: 's',
    help: 'How much longer a query takes with its policy.',
    labels: { operation_type: open(50) },
    buckets: fast,
  },
  contextCreation: {
    id: 'security.context_creation_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long it takes to make a security context.',
    buckets: fast,
  },
  contextValidation: {
    id: 'security.context_validation_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long it takes to check a security context.',
    buckets: fast,
  },
  memoryUsage: {
    id: 'security.memory_usage',
    kind: 'gauge',
    unit: 'By',
    help: 'Memory in use, by component.',
    labels: { component: open(50) },
  },
  poolActive: {
    id: 'db.pool_connections_active',
    kind: 'gauge',
    unit: '1',
    help: 'Connections of a pool that are in use.',
    labels: { pool: open(20) },
  },
  poolIdle: {
    id: 'db.pool_connections_idle',
    kind: 'gauge',
    unit: '1',
    help: 'Connections of a pool that are not in use.',
    labels: { pool: open(20) },
  },
  poolWaiting: {
    id: 'db.pool_requests_waiting',
    kind: 'gauge',
    unit: '1',
    help: 'Who waits for a connection of a pool.',
    labels: { pool: open(20) },
  },
  cacheHits: {
    id: 'security.cache_hits',
    kind: 'counter',
    unit: '1',
    help: 'What was found in a cache.',
    labels: { cache: open(50) },
  },
  cacheMisses: {
    id: 'security.cache_misses',
    kind: 'counter',
    unit: '1',
    help: 'What was not.',
    labels: { cache: open(50) },
  },
})

/** What row-level security, its logins and its pool measure. */
export const dataAccessMetrics: typeof boundaries & typeof costs = { ...boundaries, ...costs }
