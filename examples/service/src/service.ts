import { spend } from '@sallyport/api-keys'
import { accessAudit, auditEvents, recordSocket } from '@sallyport/audit-chain'
import { maintenance } from '@sallyport/controls/maintenance'
import {
  allow,
  type Clock,
  every,
  type MonotonicClock,
  type Timers,
  together,
} from '@sallyport/core'
import { closeWhenDraining, type Health } from '@sallyport/health'
import { failures, limits, limitsEndpoint, rateLimit } from '@sallyport/limits'
import type { Metrics } from '@sallyport/metrics'
import { requestMetrics } from '@sallyport/metrics/requests'
import { runtimeMetrics } from '@sallyport/metrics/runtime'
import { clientAddress, fromNetwork, networkList } from '@sallyport/network'
import { requireScopes } from '@sallyport/scopes'
import { type SloWatch, sloEndpoint } from '@sallyport/slo'
import { idempotent, type SignedWebhook } from '@sallyport/webhook-auth'
import { actors } from './actors.ts'
import { adminRoutes } from './admin-route.ts'
import { type Called, describeCall, partyOf, scopes } from './administrators.ts'
import { openAudit, type ServiceAudit } from './audit.ts'
import { auditRoutes } from './audit-routes.ts'
import { blockedEndpoint } from './blocked.ts'
import { type Downstream, type Integration, integration, standIn } from './downstream.ts'
import { flagRoutes, openFlags, type ServiceFlags } from './flags.ts'
import { requireToken } from './guards.ts'
import { ask, endTimeoutMs, probes, serviceHealth } from './health.ts'
import { keyRoutes } from './key-routes.ts'
import { createKeys, describeKey, keyHolder, keyScopes, uncached } from './keys.ts'
import { metricsPage, metricsPort, serviceMetrics } from './measures.ts'
import { orderBook, orderInBody } from './orders.ts'
import type { Settings } from './settings.ts'
import { serviceSlos } from './slos.ts'
import { openStores, type Stores } from './stores.ts'
import { guardedUpgrades } from './upgrades.ts'
import { createWebhooks, describeWebhook, webhookAddress } from './webhooks.ts'

export { announcement } from './announcement.ts'
export { type Downstream, standIn } from './downstream.ts'
export type { Caller } from './guards.ts'
export { endTimeoutMs } from './health.ts'
export { type LoadedSettings, loadSettings, type Settings } from './settings.ts'
export { stopOnSignal } from './stop-on-signal.ts'
export { withSettings } from './with-settings.ts'

/** What tells the service the time: the machine, unless it is given. */
export interface Time {
  readonly clock?: Clock
  readonly monotonic?: MonotonicClock
}

/** {@link Time}, what the service waits by, and what is outside of it. */
export interface Surroundings extends Time {
  readonly timers?: Timers
  /** What webhooks end in. @default a stand-in, as the settings say */
  readonly downstream?: Downstream
}

/** What each framework's server mounts. */
export type Service = Awaited<ReturnType<typeof createService>>

/**
 * Opens what the service keeps, and makes of it what each framework's server mounts. Imports no framework;
 * the only place that knows every part.
 */
export async function createService(
  settings: Settings,
  print: (line: string) => void,
  { timers, downstream = standIn(settings, timers), ...time }: Surroundings = {},
) {
  const metrics = serviceMetrics(time)
  const audit = await openAudit(settings, print, { ...time, metrics })
  const slos = serviceSlos(audit, metrics, time)
  const health = serviceHealth(audit, metrics, { ...time, ...(timers && { timers }) })
  // The last is closed first: each before what it still writes to.
  const runtime = runtimeMetrics(metrics)
  health.atEnd('metrics', () => metrics.close())
  health.atEnd('runtime', () => runtime.close())
  health.atEnd('audit log', () => audit.close())
  const close = async (): Promise<void> => {
    await health.drain({ delayMs: 0, timeoutMs: endTimeoutMs })
  }
  try {
    const { clock } = time
    const stores = await openStores(settings, time)
    health.atEnd('stores', stores.close)
    const flags = await openFlags(settings, stores.redis, {
      ...{ audit, metrics, ...(clock && { clock }), ...(timers && { timers }) },
    })
    health.atEnd('controls', () => flags.close())
    const passedOn = integration(downstream, metrics, timers)
    const parts = assembled(settings, {
      audit,
      metrics,
      slos,
      health,
      stores,
      flags,
      passedOn,
      time,
    })
    health.atEnd('keys', () => parts.keys.close())
    health.atEnd('live orders', () => parts.live.close())
    const own =
      settings.metrics && (await metricsPort(metricsPage(metrics, slos), settings.metrics))
    if (own !== undefined) health.atEnd('metrics port', () => own.close())
    await audit.record({ type: auditEvents.startup.type, outcome: 'success' })
    const seen = { log: audit.log, stores, flags, metrics, slos, health, metricsUrl: own?.url }
    return { ...parts, ...seen, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Sinks {
  readonly audit: ServiceAudit
  readonly metrics: Metrics
  readonly slos: SloWatch
  readonly health: Health
  readonly stores: Stores
  readonly flags: ServiceFlags
  readonly time: Time
  readonly passedOn: Integration
}

function assembled(settings: Settings, given: Sinks) {
  const { audit, metrics, slos, health, stores, flags, passedOn, time } = given
  const { adminToken, readerToken, hookLimit, trustedProxies } = settings
  const sinks = { audit, metrics }
  const monotonic = time.monotonic === undefined ? {} : { monotonic: time.monotonic }
  const blocked = networkList([], { name: 'blocked', ...sinks })
  const network = fromNetwork({ allow: settings.allow, deny: blocked })
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
  const token = failures({ limits: limiter, policy: 'wrong_tokens', ...sinks }).around(
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
  ask(health, { keys, limits: limiter, deliveries, downstream: passedOn, flags, slos })
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
        accessAudit(audit, {
          actor: who.of,
          skip: ({ route }) =>
            !flags.current.verbose_logging && probed.some(({ path }) => path === route),
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
