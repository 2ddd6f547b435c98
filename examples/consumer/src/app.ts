import { type ApiKeys, requireKey, spend } from '@sallyport/api-keys'
import { type AuditSink, type Clock, every } from '@sallyport/core'
import { type Health, readinessEndpoint } from '@sallyport/health'
import type { Metrics } from '@sallyport/metrics'
import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
import { requestMetrics } from '@sallyport/metrics/requests'
import { fromNetwork } from '@sallyport/network'
import { defineScopes, requireScopes } from '@sallyport/scopes'
import { type DeliveryStore, onceOnly, signedBy } from '@sallyport/webhook-auth'
import { stripe } from '@sallyport/webhook-auth/schemes'
import { Hono } from 'hono'
import { type Orders, ownOrder } from './own-order.ts'
import { endpoint, guarded, observed } from './sallyport-hono.ts'

/** What a key may be issued for. */
export type Scope = 'orders:read' | 'orders:refund'

export const scopes = defineScopes({ scopes: ['orders:read', 'orders:refund'] satisfies Scope[] })

/** What the service is given, so that a test can give it something else. */
export interface Given {
  readonly orders: Orders
  readonly keys: ApiKeys
  readonly deliveries: DeliveryStore
  readonly stripeSecret: string
  readonly health: Health
  readonly metrics: Metrics
  readonly audit: AuditSink
  readonly clock?: Clock
}

/** Orders for partners with keys, and Stripe's word on which of them are paid. */
export function createApp(given: Given) {
  const { orders, keys, health, metrics, audit } = given
  const caller = requireKey(keys)
  const may = (scope: Scope) =>
    every(caller, requireScopes(scopes.allOf(scope)), ownOrder(orders), spend(keys))
  const paid = every(
    signedBy(stripe, { secrets: given.stripeSecret, ...(given.clock && { clock: given.clock }) }),
    onceOnly({ store: given.deliveries }),
  )
  const inside = fromNetwork({ allow: ['127.0.0.0/8', '10.0.0.0/8'] })
  const byKey = {
    metrics,
    audit,
    describe: ({ key }: { key?: { id: string } }) =>
      key === undefined ? {} : { actor: { kind: 'key', id: key.id } },
  }

  return new Hono()
    .use(observed(requestMetrics(metrics)))
    .get('/ready', endpoint(readinessEndpoint(health)))
    .use(observed(health.inFlight))
    .get('/metrics', guarded(inside, { metrics, audit }), endpoint(prometheusEndpoint(metrics)))
    .get('/orders/:id', guarded(may('orders:read'), byKey), (c) => c.json(c.var.order))
    .post('/orders/:id/refund', guarded(may('orders:refund'), byKey), (c) => {
      c.var.order.state = 'refunded'
      return c.json(c.var.order)
    })
    .post('/hooks/stripe', guarded(paid, { metrics, audit }), async (c) => {
      const event = await c.req.json<{ data: { order: string } }>()
      const order = orders.get(event.data.order)
      if (order !== undefined) order.state = 'paid'
      return c.body(null, 204)
    })
}
