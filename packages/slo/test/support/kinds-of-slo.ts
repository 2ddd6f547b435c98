import { defineMetric } from '@sallyport/core'
import type { Sli } from '../../src/index.ts'

const requests = defineMetric({
  id: 'shop.requests',
  kind: 'counter',
  unit: '1',
  help: 'Requests.',
  labels: { status: ['2xx', '4xx', '5xx'], route: 'open' },
})
const duration = defineMetric({
  id: 'shop.request_duration',
  kind: 'histogram',
  unit: 's',
  help: 'How long requests took.',
  labels: {},
  buckets: [0.5, 2],
})
const selector = 'http_requests_count{job="shop"'

/** An indicator of each kind that Prometheus can record. */
export const kindsOfSli: Readonly<Record<string, Sli>> = {
  bad: {
    kind: 'ratio',
    bad: { metric: requests, where: { status: '5xx' } },
    total: { metric: requests, except: { route: ['/health', '/ready'] } },
  },
  good: {
    kind: 'ratio',
    good: { metric: requests, where: { status: ['2xx', '4xx'] } },
    total: { metric: requests },
  },
  promql: {
    kind: 'ratio',
    bad: { promql: `sum(rate(${selector},code=~"(5..|429)"}[{{window}}]))` },
    total: { promql: `sum(rate(${selector}}[{{window}}]))` },
  },
  latency: { kind: 'latency', underSeconds: 0.5, histogram: { metric: duration } },
  wholeSeconds: { kind: 'latency', underSeconds: 2, histogram: { metric: 'http_seconds' } },
  threshold: { kind: 'threshold', query: 'queue_length', op: 'lt', value: 100 },
  raw: { kind: 'raw', errorRatio: '1 - avg(avg_over_time(satisfaction[{{window}}]))' },
}
