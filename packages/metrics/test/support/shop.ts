import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics, open } from '@sallyport/metrics'

type None = Readonly<Record<string, never>>

/** One metric of each kind, and each kind of label. */
export const shop: {
  readonly orders: MetricDefinition<{ readonly country: string; readonly channel: string }>
  readonly visits: MetricDefinition<None>
  readonly outcome: MetricDefinition<{ readonly outcome: 'paid' | 'refused' }>
  readonly searches: MetricDefinition<{ readonly term: string; readonly outcome: 'hit' | 'miss' }>
  readonly baskets: MetricDefinition<None>
  readonly stock: MetricDefinition<{ readonly item: string }>
  readonly took: MetricDefinition<{ readonly country: string }>
} = defineMetrics({
  orders: {
    id: 'shop.orders',
    kind: 'counter',
    unit: '1',
    help: 'Orders.',
    labels: { country: 'open', channel: 'open' },
  },
  visits: { id: 'shop.visits', kind: 'counter', unit: '1', help: 'Visits.' },
  outcome: {
    id: 'shop.outcomes',
    kind: 'counter',
    unit: '1',
    help: 'Outcomes.',
    labels: { outcome: ['paid', 'refused'] },
  },
  searches: {
    id: 'shop.searches',
    kind: 'counter',
    unit: '1',
    help: 'Searches.',
    labels: { term: open(3), outcome: ['hit', 'miss'] },
  },
  baskets: { id: 'shop.baskets', kind: 'gauge', unit: '1', help: 'Baskets.' },
  stock: {
    id: 'shop.stock',
    kind: 'gauge',
    unit: '1',
    help: 'Stock.',
    labels: { item: 'open' },
  },
  took: {
    id: 'shop.took',
    kind: 'histogram',
    unit: 's',
    help: 'Durations.',
    labels: { country: 'open' },
    buckets: [0.1, 1, 10],
  },
})
