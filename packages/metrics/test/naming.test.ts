import { metricNames, type NamedMetric } from '@sallyport/metrics'
import { expect, it } from 'vitest'
import { takenNames } from '../src/naming.ts'

const table: readonly (readonly [NamedMetric, prefix: string, sample: string, family: string])[] = [
  [
    { id: 'api_key.validation_attempts', kind: 'counter', unit: '1' },
    'mira',
    'mira_api_key_validation_attempts_total',
    'mira_api_key_validation_attempts',
  ],
  [
    { id: 'webhook.handler_duration', kind: 'histogram', unit: 's' },
    'mira',
    'mira_webhook_handler_duration_seconds',
    'mira_webhook_handler_duration_seconds',
  ],
  [{ id: 'a.seconds', kind: 'gauge', unit: 's' }, '', 'a_seconds', 'a_seconds'],
  [{ id: 'sent', kind: 'counter', unit: 'By' }, '', 'sent_bytes_total', 'sent_bytes'],
  [{ id: 'sent_bytes_total', kind: 'counter', unit: 'By' }, '', 'sent_bytes_total', 'sent_bytes'],
  [{ id: 'hits', kind: 'gauge', unit: 'ratio' }, '', 'hits_ratio', 'hits_ratio'],
  [{ id: 'a..b--c', kind: 'gauge', unit: '1' }, '', 'a_b_c', 'a_b_c'],
  [{ id: '5xx.é', kind: 'gauge', unit: '1' }, '', '_5xx_', '_5xx_'],
]

it.each(table)('names %o with "%s" %s', (metric, prefix, sample, family) => {
  expect(metricNames(metric, prefix)).toMatchObject({ id: metric.id, sample, family })
})

it('keeps aliases as they are, without the prefix and without its own name', () => {
  const metric: NamedMetric = {
    id: 'scopes.requests',
    kind: 'counter',
    unit: '1',
    aliases: ['scope_usage_total', 'x_scopes_requests_total', 'mira_api_key_validations'],
  }
  expect(metricNames(metric, 'x').aliases).toEqual([
    'scope_usage_total',
    'mira_api_key_validations',
  ])
})

it('takes what every line of a histogram is called, by each of its names', () => {
  const metric: NamedMetric = { id: 'd', kind: 'histogram', unit: 's', aliases: ['latency'] }
  expect(takenNames(metric, metricNames(metric))).toEqual(
    expect.arrayContaining(['d_seconds_bucket', 'd_seconds_count', 'latency_sum', 'latency']),
  )
})
