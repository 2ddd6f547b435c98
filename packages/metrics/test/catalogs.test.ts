import { createMetrics } from '@sallyport/metrics'
import { accessMetrics, dataAccessMetrics, integrationMetrics } from '@sallyport/metrics/catalogs'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { expect, it } from 'vitest'

it('stand side by side, under the names that dashboards know', () => {
  const catalog = [accessMetrics, dataAccessMetrics, integrationMetrics, httpServerMetrics]
  const { families } = createMetrics({ catalog, prefix: 'meatymusic' })
  const names = families().flatMap(({ names }) => [names.sample, ...names.aliases])
  expect(names).toEqual(
    expect.arrayContaining([
      'meatymusic_security_boundary_violations_total',
      'meatymusic_auth_failures_total',
      'meatymusic_auth_attempts_total',
      'meatymusic_security_contexts_active',
      'meatymusic_rls_policy_applied_total',
      'meatymusic_security_query_duration_seconds',
      'meatymusic_rls_overhead_seconds',
      'meatymusic_security_context_creation_duration_seconds',
      'meatymusic_security_context_validation_duration_seconds',
      'meatymusic_security_memory_usage_bytes',
      'meatymusic_security_cache_hits_total',
      'meatymusic_db_pool_connections_active',
      'meatymusic_db_pool_connections_idle',
      'meatymusic_airtable_sync_errors_total',
      'meatymusic_ws_connections_total',
      'http_requests_total',
    ]),
  )
  const labels = families().flatMap(({ labelNames }) => labelNames)
  expect(labels.filter((name) => ['user_id', 'instance'].includes(name))).toEqual([])
})
