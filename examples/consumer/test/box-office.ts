import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
import { manualTime, recordAudit } from '@sallyport/core/testing'
import { createHealth } from '@sallyport/health'
import { limits } from '@sallyport/limits'
import { createMetrics } from '@sallyport/metrics'
import { memoryDeliveryStore } from '@sallyport/webhook-auth'
import { createApp, type Scope, scopes } from '../src/app.ts'
import type { Order } from '../src/own-order.ts'

/** Who issues keys. */
export const ada = { kind: 'user', id: 'ada' }
const stripeSecret = 'whsec_0f9a3b5d6e7f8012d9f1c2a7b4e84c'

/** The service with two orders, in the memory and the time of one test. */
export function boxOffice() {
  const time = manualTime(Date.parse('2026-11-21T12:00:00Z'))
  const { clock, monotonic, timers } = time
  const order = (id: string, tenant: string): [string, Order] => [id, { id, tenant, state: 'open' }]
  const orders = new Map([order('1', 'opera'), order('2', 'cinema')])
  const audit = recordAudit()
  const metrics = createMetrics()
  const health = createHealth({ startupGraceMs: 0 })
  const keys = apiKeys({
    clock,
    monotonic,
    timers,
    store: memoryKeyStore(),
    prefix: 'box',
    env: 'test',
    scopes,
    limits: limits({ clock, monotonic, policies: {} }),
  })
  const deliveries = memoryDeliveryStore({ monotonic })
  const given = { orders, keys, deliveries, stripeSecret, health, metrics, audit, clock }
  const app = createApp(given)
  /** A key of the opera's: two requests a minute. */
  const issue = async (...held: Scope[]) => {
    const policy = { kind: 'exact', limit: 2, windowMs: 60_000 } as const
    const perMinute = [{ name: 'per_minute', policy }]
    const holder = { name: 'till', tenant: 'opera', owner: ada, actor: ada }
    const { key, token } = await keys.issue({ ...holder, scopes: held, limits: perMinute })
    return { key, headers: { authorization: `Bearer ${token.reveal()}` } }
  }
  return { ...given, time, app, issue }
}
