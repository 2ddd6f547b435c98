import { spend } from '@sallyport/api-keys'
import { accessAudit, recordSocket } from '@sallyport/audit-chain'
import { maintenance } from '@sallyport/controls/maintenance'
import { allow, every, type RequestEnd, together } from '@sallyport/core'
import { closeWhenDraining, type Health } from '@sallyport/health'
import { failures, limits, limitsEndpoint, rateLimit } from '@sallyport/limits'
import type { Metrics } from '@sallyport/metrics'
import { requestMetrics } from '@sallyport/metrics/requests'
import { clientAddress, fromNetwork } from '@sallyport/network'
import { requireScopes } from '@sallyport/scopes'
import { type SloWatch, sloEndpoint } from '@sallyport/slo'
import { idempotent, type SignedWebhook } from '@sallyport/webhook-auth'
import { actors } from './actors.ts'
import { adminRoutes } from './admin-route.ts'
import { type Called, describeCall, partyOf, scopes } from './administrators.ts'
import type { ServiceAudit } from './audit.ts'
import { auditRoutes } from './audit-routes.ts'
import { type Blocked, blockedEndpoint } from './blocked.ts'
import { defended } from './defence.ts'
import type { Integration } from './downstream.ts'
import { flagRoutes, type ServiceFlags } from './flags.ts'
import { requireToken } from './guards.ts'
import { ask, probes } from './health.ts'
import { keyRoutes } from './key-routes.ts'
import { createKeys, describeKey, keyHolder, keyScopes, uncached } from './keys.ts'
import { metricsPage } from './measures.ts'
import { orderBook, orderInBody } from './orders.ts'
import type { Settings } from './settings.ts'
import type { Stores } from './stores.ts'
import type { Time } from './time.ts'
import { guardedUpgrades } from './upgrades.ts'
import { createWebhooks, describeWebhook, webhookAddress } from './webhooks.ts'

/** What {@link assembled} puts together. */
export interface Parts {
  readonly audit: ServiceAudit
  readonly metrics: Metrics
  readonly slos: SloWatch
  readonly health: Health
  readonly stores: Stores
  readonly flags: ServiceFlags
  readonly blocked: Blocked
  readonly time: Time
  readonly passedOn: Integration
}

/**
 * Which guards stand before which route: what each framework's server mounts, and nothing of any framework. The only
 * place that knows every part.
 */
export function assembled(settings: Settings, given: Parts) {
  const { audit, metrics, slos, health, stores, flags, blocked, passedOn, time } = given
  const { adminToken, readerToken, hookLimit, trustedProxies } = settings
  const sinks = { audit, metrics }
  const monotonic = time.monotonic === undefined ? {} : { monotonic: time.monotonic }
  const network = fromNetwork({ allow: settings.allow, deny: blocked.list })
  const limiter = limits({
    policies: {
      wrong_tokens: { kind: 'exact', limit: settings.wrongTokens, windowMs: 15 * 60_000 },
      wrong_keys: { kind: 'exact', limit: settings.wrongKeys, windowMs: 15 * 60_000 },
      webhooks: { kind: 'rate', limit: settings.hooksPerMinute, windowMs: 60_000 },
    },
    metrics,
    ...(stores.limits && { store: stores.limits }),
    ...time,
  })
  const seen = trustedProxies.length > 0 ? { clientAddress: clientAddress({ trustedProxies }) } : {}

  const who = actors()
  const holders = [
    { id: 'admin', token: adminToken, grants: scopes.grant('admin') },
    ...(readerToken ? [{ id: 'reader', token: readerToken, grants: scopes.grant('reader') }] : []),
  ]
  const token = failures(limiter, { policy: 'wrong_tokens', ...sinks }).around(
    requireToken(holders, metrics),
    { counts: ({ reason }) => reason === 'token_wrong' },
  )
  const admin = every(
    network,
    token,
    who.known(({ caller }: Called) => partyOf(caller)),
  )
  const allOf = (...names: Parameters<typeof scopes.allOf>) =>
    requireScopes(scopes.allOf(...names), { metrics })
  const mayRead = allOf('admin:blocked:read')
  const mayWrite = allOf('admin:blocked:write')
  const readOrWrite: typeof mayRead = (request, proved) =>
    (request.method === 'POST' ? mayWrite : mayRead)(request, proved)
  const keys = createKeys(settings, stores, limiter, sinks)
  const webhooks = createWebhooks(settings, { ...sinks, ...time })
  const { deliveries } = stores
  const delivered = idempotent({ store: deliveries, ...time })
  ask(health, { keys, limits: limiter, deliveries, downstream: passedOn, flags, blocked, slos })
  const probed = probes(health, every(admin, allOf('admin:health:read')))
  // Behind the proof of who asks, and never before the admin area, from where it is ended.
  const served = maintenance({
    state: flags,
    message: () => flags.current.maintenance_message,
    metrics,
    ...(time.clock && { clock: time.clock }),
  })
  const holder = every(
    network,
    uncached,
    keyHolder(keys.keys, limiter, 'wrong_keys', sinks),
    who.known(({ key }: { readonly key: { readonly id: string } }) => ({
      kind: 'key',
      id: key.id,
    })),
    served,
  )
  const seesOrders = every(holder, requireScopes(keyScopes.allOf('orders:read'), { metrics }))
  const ordersOptions = { ...seen, ...sinks, bodyLimit: 16 * 1024, describe: describeKey }
  const orders = orderBook()
  const hooksLimited = rateLimit(limiter, {
    policies: ['webhooks'],
    // By whose secret proved it: what a path names and nobody proved never gets here.
    by: (_request, { webhook }: SignedWebhook) => webhook.service,
    ...sinks,
  })
  const limited: typeof hooksLimited = (request, proved) =>
    flags.current.rate_limiting_enabled ? hooksLimited(request, proved) : allow()
  const administered = { metrics, admin, actorOf: who.demand }
  const sloRoute = adminRoutes('get', admin, scopes.allOf('admin:slo:read'), { metrics })
  const metricsRoute = adminRoutes('get', admin, scopes.allOf('admin:metrics:read'), { metrics })

  return {
    observers: {
      /** For all routes. */
      all: together(
        health.inFlight,
        requestMetrics(metrics, monotonic),
        defended(metrics),
        accessAudit(audit, {
          actor: who.of,
          skip: ({ route }, end) =>
            !flags.current.verbose_logging &&
            (endedAsDecided(end) || probed.some(({ path }) => path === route)),
          metrics,
          ...monotonic,
        }),
      ),
      /** For its route: it says how each delivery ended. */
      webhooks: together(webhooks.observer, delivered.observer),
    },
    guards: {
      /** For all routes. */
      all: closeWhenDraining(health),
      admin,
      limits: every(admin, allOf('admin:limits:read')),
      blocked: every(admin, readOrWrite),
      orders: every(seesOrders, spend(keys.keys, sinks)),
      newOrder: every(
        holder,
        requireScopes(keyScopes.allOf('orders:write'), { metrics }),
        orderInBody,
        spend(keys.keys, sinks),
      ),
      // What consumes comes last: a delivery that proves nothing costs its sender nothing.
      webhook: every(
        network,
        webhooks.guard,
        who.known(({ webhook }: SignedWebhook) => ({ kind: 'service', id: webhook.service })),
        served,
        limited,
        // After all that may refuse: what is tried again then is no duplicate.
        delivered.guard,
      ),
    },
    options: {
      all: seen,
      admin: {
        ...seen,
        ...sinks,
        bodyLimit: 16 * 1024,
        whenAuditFails: 'deny' as const,
        describe: describeCall,
      },
      orders: ordersOptions,
      webhook: { ...seen, ...sinks, bodyLimit: hookLimit, describe: describeWebhook },
    },
    endpoints: {
      blocked: blockedEndpoint(blocked, who.demand),
      limits: limitsEndpoint(limiter),
      webhookAddress,
    },
    /** For everybody. */
    probes: probed,
    /** Of the admin area: with its options. */
    routes: [
      ...keyRoutes({
        ...administered,
        keys: keys.keys,
        limits: limiter,
        mayRead: scopes.allOf('admin:keys:read'),
        mayWrite: scopes.allOf('admin:keys:write'),
      }),
      ...flagRoutes({
        ...administered,
        flags,
        mayRead: scopes.allOf('admin:controls:read'),
        mayWrite: scopes.allOf('admin:controls:write'),
      }),
      ...auditRoutes({ ...administered, audit, mayRead: scopes.allOf('admin:audit:read') }),
      sloRoute('/slo', sloEndpoint(slos)),
      ...(settings.metrics === undefined
        ? [metricsRoute('/metrics', metricsPage(metrics, slos))]
        : []),
    ],
    /** For the handlers of webhooks. */
    passOn: passedOn.handle,
    orders,
    /** For the framework's server: orders as they are placed, over a WebSocket. */
    live: guardedUpgrades({
      path: '/api/orders/live',
      guard: seesOrders,
      options: ordersOptions,
      metrics,
      most: 1_000,
      recorded: (request, { key }) =>
        recordSocket(audit.log, request, { actor: { kind: 'key', id: key.id } }),
      opened: (send, { key }) => orders.watch(key, (order) => send(JSON.stringify(order))),
    }),
    demoKey: keys.demoKey,
    keys,
  }
}

/** Whether the record of its decision says all: one entry a request, and a second where it ended otherwise. */
const endedAsDecided = ({ recorded, denied, status, aborted }: RequestEnd): boolean =>
  recorded === true && (denied !== undefined || (status < 400 && !aborted))
