import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { coreMetrics, decider, every } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { type Order, ownOrder } from '../src/own-order.ts'

const order: Order = { id: '1', tenant: 'opera', state: 'open' }
const guard = ownOrder(new Map([['1', order]]))
const asked = (id: string) => testRequest({ params: { id }, route: '/orders/:id' })

test('proves the order of the tenant that the key is of', async () => {
  const verdict = await guard(asked('1'), { key: { tenant: 'opera' } })
  equal(verdict.ok && verdict.value.order, order)
})

test('says the same of an order that is another’s and of one that is not there', async () => {
  const others = await guard(asked('1'), { key: { tenant: 'cinema' } })
  const absent = await guard(asked('3'), { key: { tenant: 'opera' } })
  deepEqual(others, absent)
  equal(others.ok || others.reason, 'order_unknown')
})

test('is counted and recorded once, by its reason', async () => {
  const [audit, metrics] = [recordAudit(), recordMetrics()]
  const cinema = () => ({ ok: true, value: { key: { tenant: 'cinema' } } }) as const
  const decide = decider(every(cinema, guard), { audit, metrics })
  await decide(asked('1'))
  equal(metrics.value(coreMetrics.decisions, { decision: 'denied', reason: 'order_unknown' }), 1)
  equal(metrics.value(coreMetrics.decisions), 1)
  deepEqual(
    audit.events.map(({ outcome, reason, ctx }) => [outcome, reason, ctx?.route]),
    [['denied', 'order_unknown', '/orders/:id']],
  )
})
