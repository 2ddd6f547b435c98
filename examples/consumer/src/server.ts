import type { Server } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { apiKeyMetrics, apiKeys } from '@sallyport/api-keys'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import { coreMetrics } from '@sallyport/core'
import { sharedSqlite } from '@sallyport/core/clients'
import { createHealth, drainOnSignal } from '@sallyport/health'
import { limits } from '@sallyport/limits'
import { createMetrics } from '@sallyport/metrics'
import { sqliteDeliveryStore } from '@sallyport/webhook-auth/sqlite'
import { createApp, scopes } from './app.ts'
import { partOf } from './delivery-store.ts'

const { PORT = '3000', DATABASE = 'box-office.db', STRIPE_WEBHOOK_SECRET } = process.env
if (!STRIPE_WEBHOOK_SECRET) throw new Error('STRIPE_WEBHOOK_SECRET is missing')

const db = sharedSqlite(new DatabaseSync(DATABASE))
const metrics = createMetrics({ catalog: [coreMetrics, apiKeyMetrics] })
const keys = apiKeys({
  store: sqliteKeyStore(db),
  prefix: 'box',
  env: 'live',
  scopes,
  limits: limits({ policies: {}, metrics }),
  metrics,
})
const deliveries = sqliteDeliveryStore(db)
const health = createHealth({ checks: { deliveries: deliveries.check } })
const app = createApp({
  orders: new Map(),
  keys,
  deliveries: partOf(deliveries, 'box-office'),
  stripeSecret: STRIPE_WEBHOOK_SECRET,
  health,
  metrics,
  audit: { record: (event) => console.error(JSON.stringify(event)) }, // or that of @sallyport/audit-chain
})
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
) as Server
health.atEnd('database', () => db.close())
health.atEnd('keys', () => keys.close())
health.atEnd('server', () => new Promise((resolve) => server.close(resolve)))
drainOnSignal(health, { delayMs: Number(process.env.DRAIN_DELAY_MS ?? 5_000) })
