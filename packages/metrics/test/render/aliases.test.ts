import { createMetrics, defineMetrics } from '@sallyport/metrics'
import { expect, it } from 'vitest'
import { ownPart, pageOf } from '../support/page-of.ts'

const catalog = defineMetrics({
  attempts: {
    id: 'api_key.validation_attempts',
    kind: 'counter',
    unit: '1',
    help: 'Attempts.',
    labels: { result: ['success', 'fail'] },
    aliases: ['mira_api_key_validations', 'http_requests_total'],
  },
  took: {
    id: 'webhook.handler_duration',
    kind: 'histogram',
    unit: 's',
    help: 'Durations.',
    buckets: [1],
    aliases: ['mira_webhook_duration_seconds', 'webhook.seconds_taken'],
  },
})
const exemplar = (): Record<string, string> => ({ trace_id: 'abc' })
const made = () => {
  const metrics = createMetrics({ catalog, exemplar, clock: () => 1_500 })
  metrics.add(catalog.attempts, 2, { result: 'success' })
  return metrics
}

it('shows other names only where they are asked for', () => {
  expect(ownPart(made())).not.toMatch(/mira|http_requests/)
})

it('shows the same values under every name, whole and one name after the other', () => {
  const page = ownPart(made(), { aliases: true })
  const names = [...page.matchAll(/# TYPE (\S+) (\S+)/g)].map(([, name, kind]) => `${name} ${kind}`)
  expect(names).toEqual([
    'api_key_validation_attempts_total counter',
    'mira_api_key_validations counter',
    'http_requests_total counter',
    'webhook_handler_duration_seconds histogram',
    'mira_webhook_duration_seconds histogram',
    'webhook_seconds_taken histogram',
  ])
  expect(page).toContain('\nmira_api_key_validations{result="success"} 2\n')
  expect(page).toContain('\nhttp_requests_total{result="success"} 2\n')
  expect(page).toContain('\nwebhook_seconds_taken_bucket{le="+Inf"} 0\n')
})

it('declares in OpenMetrics as unknown a counter’s alias that does not end in _total', () => {
  const page = ownPart(made(), { aliases: true, format: 'openmetrics' })
  expect(page).toContain('# TYPE mira_api_key_validations unknown\n')
  expect(page).toContain('mira_api_key_validations{result="success"} 2\n')
  expect(page).toContain('# TYPE http_requests counter\n')
  expect(page).toContain('http_requests_total{result="success"} 2 # {trace_id="abc"} 2 1.5\n')
  expect(page).toContain('# UNIT mira_webhook_duration_seconds seconds\n')
  expect(page).not.toContain('# UNIT webhook_seconds_taken')
})

it('declares nothing twice where an alias is what OpenMetrics calls the counter', () => {
  const { all } = defineMetrics({
    all: { id: 'all', kind: 'counter', unit: '1', help: 'All.', aliases: ['all'] },
  })
  const metrics = createMetrics({ catalog: { all } })
  const types = (format: 'text' | 'openmetrics') =>
    pageOf(metrics, { format, aliases: true }).match(/^# TYPE all.*$/gm)
  expect(types('openmetrics')).toEqual(['# TYPE all counter'])
  expect(types('text')).toEqual(['# TYPE all_total counter', '# TYPE all counter'])
})
