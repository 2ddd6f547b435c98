import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { coreMetrics } from '@sallyport/core'
import { expectMetric } from '@sallyport/metrics/testing'
import { stripe } from '@sallyport/webhook-auth/schemes'
import { signedRequest } from '@sallyport/webhook-auth/testing'
import { boxOffice } from './box-office.ts'

test('an order is shown to whoever may read it, and it is written down who did', async () => {
  const { app, audit, issue } = boxOffice()
  const { key, headers } = await issue('orders:read')
  const answer = await app.request('/orders/1', { headers })
  deepEqual(await answer.json(), { id: '1', tenant: 'opera', state: 'open' })
  deepEqual(audit.events.at(-1)?.actor, { kind: 'key', id: key.id })
  equal((await app.request('/orders/2', { headers })).status, 404)
  equal((await app.request('/orders/1')).status, 401)
})

test('whoever may only read refunds nothing', async () => {
  const { app, orders, metrics, issue } = boxOffice()
  const reader = await issue('orders:read')
  const clerk = await issue('orders:refund')
  const refund = (headers: Record<string, string>) =>
    app.request('/orders/1/refund', { method: 'POST', headers })
  equal((await refund(reader.headers)).status, 403)
  equal(orders.get('1')?.state, 'open')
  expectMetric(metrics, coreMetrics.decisions, { reason: 'insufficient_scope' }).toBe(1)
  equal((await refund(clerk.headers)).status, 200)
  equal(orders.get('1')?.state, 'refunded')
})

test('a key has its two requests a minute, and what was refused has cost none', async () => {
  const { app, time, issue } = boxOffice()
  const { headers } = await issue('orders:read')
  const statuses: number[] = []
  for (const id of ['2', '1', '1', '1'])
    statuses.push((await app.request(`/orders/${id}`, { headers })).status)
  deepEqual(statuses, [404, 200, 200, 429])
  time.advance(60_000)
  equal((await app.request('/orders/1', { headers })).status, 200)
})

test('a revoked key is refused from the next request on', async () => {
  const { app, audit, keys, issue } = boxOffice()
  const { key, headers } = await issue('orders:read')
  await keys.revoke(key.id, { actor: { kind: 'user', id: 'ada' }, reason: 'the till was sold' })
  equal((await app.request('/orders/1', { headers })).status, 401)
  equal(audit.events.at(-1)?.reason, 'key_revoked')
})

test('Stripe’s word is taken once, while it is fresh, and nobody else’s', async () => {
  const { app, orders, audit, time, stripeSecret } = boxOffice()
  const said = { body: '{"id":"evt_1","data":{"order":"1"}}', url: '/hooks/stripe' }
  const send = (signed: ReturnType<typeof signedRequest>) => app.request(signed.url, signed)
  const now = time.clock()
  await send(
    signedRequest(stripe, { ...said, secret: 'of somebody else entirely', timestamp: now }),
  )
  await send(signedRequest(stripe, { ...said, secret: stripeSecret, timestamp: now - 301_000 }))
  equal(orders.get('1')?.state, 'open')
  const right = signedRequest(stripe, { ...said, secret: stripeSecret, timestamp: now })
  equal((await send(right)).status, 204)
  equal(orders.get('1')?.state, 'paid')
  await send(right)
  deepEqual(
    audit.events.map(({ outcome, reason }) => reason ?? outcome),
    ['signature_wrong', 'timestamp_too_old', 'success', 'delivery_replayed'],
  )
})

test('readiness says no while the service drains, which waits for whoever is being answered', async () => {
  const { app, health, issue } = boxOffice()
  const { headers } = await issue('orders:read')
  equal((await app.request('/ready')).status, 200)
  const answer = await app.request('/orders/1', { headers })
  const drained = health.drain({ delayMs: 0 })
  equal((await app.request('/ready')).status, 503)
  await answer.text()
  deepEqual(await drained, { inFlight: 0, failed: [] })
})

test('metrics are shown inside alone', async () => {
  const { app, audit } = boxOffice()
  equal((await app.request('/metrics')).status, 403) // no server, no address
  equal(audit.events.at(-1)?.reason, 'address_unknown')
})
