import { spend } from '@sallyport/api-keys'
import { accessAudit, recordSocket } from '@sallyport/audit-chain'
import { every, type RequestEnd, type Timers, together } from '@sallyport/core'
import { closeWhenDraining, type Health } from '@sallyport/health'
import type { Metrics } from '@sallyport/metrics'
import { requestMetrics } from '@sallyport/metrics/requests'
import { clientAddress } from '@sallyport/network'
import { requireScopes } from '@sallyport/scopes'
import type { SloWatch } from '@sallyport/slo'
import { idempotent } from '@sallyport/webhook-auth'
import { adminArea } from './admin-area.ts'
import { describeCall, scopes } from './administrators.ts'
import type { ServiceAudit } from './audit.ts'
import type { Blocked } from './blocked.ts'
import { defended } from './defence.ts'
import { doors } from './doors.ts'
import type { Integration } from './downstream.ts'
import type { ServiceFlags } from './flags.ts'
import { ask, probes } from './health.ts'
import { sentAsJson } from './json-body.ts'
import { createKeys, describeKey, keyScopes } from './keys.ts'
import { limitedWebhooks, serviceLimits } from './limits.ts'
import { orderBook, orderInBody } from './orders.ts'
import { plainPath } from './plain-path.ts'
import type { Settings } from './settings.ts'
import type { Stores } from './stores.ts'
import type { Time } from './time.ts'
import { failed, nothingHere } from './unserved.ts'
import { guardedUpgrades } from './upgrades.ts'
import { createWebhooks, describeWebhook, receivedInBody, webhookAddress } from './webhooks.ts'

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
  readonly timers: Timers | undefined
  readonly passedOn: Integration
}

/**
 * Which guards stand before which route: what each framework's server mounts, and nothing of any framework. The only
 * place that knows every part.
 */
export function assembled(settings: Settings, given: Parts) {
  const { audit, metrics, health, stores, time } = given
  const sinks = { audit, metrics }
  const limiter = serviceLimits(settings, given)
  const keys = createKeys(settings, stores, limiter, sinks)
  const webhooks = createWebhooks(settings, { ...sinks, ...time })
  const { deliveries } = stores
  ask(health, { ...given, keys, limits: limiter, deliveries, downstream: given.passedOn })

  const delivered = idempotent({ store: deliveries, ...time })
  const { who, admin, key, keyStill, webhook } = doors(settings, {
    ...given,
    limiter,
    keys: keys.keys,
    webhooks,
  })
  const may = (scope: keyof typeof mayKey) => requireScopes(mayKey[scope], { metrics })
  const probed = probes(
    health,
    every(admin, requireScopes(scopes.allOf('admin:health:read'), { metrics })),
  )
  const options = serviceOptions(settings, sinks)
  const orders = orderBook()

  return {
    guards: {
      /** For all routes. */
      all: every(closeWhenDraining(health), plainPath),
      admin,
      // What consumes comes last: who is refused has spent nothing.
      orders: every(key, may('read'), spend(keys.keys, sinks)),
      newOrder: every(key, may('write'), sentAsJson, orderInBody, spend(keys.keys, sinks)),
      // After all that may refuse: what is tried again then is no duplicate.
      webhook: every(
        webhook,
        sentAsJson,
        receivedInBody,
        limitedWebhooks(limiter, given),
        delivered.guard,
      ),
    },
    options,
    observers: {
      /** For all routes. */
      all: together(
        health.inFlight,
        requestMetrics(metrics, monotonicOf(time)),
        defended(metrics),
        accessAudit(audit, {
          actor: who.of,
          skip: ({ route }, end) =>
            !given.flags.current.verbose_logging &&
            (endedAsDecided(end) || probed.some(({ path }) => path === route)),
          metrics,
          ...monotonicOf(time),
        }),
      ),
      /** For its route: it says how each delivery ended. */
      webhooks: together(webhooks.observer, delivered.observer),
    },
    /** For everybody. */
    probes: probed,
    endpoints: { webhookAddress, nothingHere },
    failed,
    /** Of the admin area: with its options. */
    routes: adminArea(settings, { ...given, admin, who, keys: keys.keys, limits: limiter }),
    /** For the handlers of webhooks. */
    passOn: given.passedOn.handle,
    orders,
    /** For the framework's server: orders as they are placed, over a WebSocket. */
    live: guardedUpgrades({
      path: '/api/orders/live',
      guard: every(key, may('read')),
      still: every(keyStill, requireScopes(mayKey.read)),
      options: options.orders,
      metrics,
      observer: defended(metrics),
      most: { all: 1_000, each: 20 },
      holder: ({ key: { id } }) => id,
      timers: given.timers,
      recorded: (request, { key: { id } }) =>
        recordSocket(audit.log, request, { actor: { kind: 'key', id } }),
      opened: (send, proved) => orders.watch(proved.key, (order) => send(JSON.stringify(order))),
    }),
    demoKey: keys.demoKey,
    keys,
  }
}

const mayKey = {
  read: keyScopes.allOf('orders:read'),
  write: keyScopes.allOf('orders:write'),
} as const

/** How decisions are written down, and how long a body may be. */
function serviceOptions(
  { trustedProxies, hookLimit }: Settings,
  sinks: Pick<Parts, 'audit' | 'metrics'>,
) {
  const seen = trustedProxies.length > 0 ? { clientAddress: clientAddress({ trustedProxies }) } : {}
  const all = { ...seen, ...sinks, bodyLimit: 16 * 1024 }
  return {
    all: seen,
    admin: { ...all, whenAuditFails: 'deny', describe: describeCall },
    orders: { ...all, describe: describeKey },
    webhook: { ...all, bodyLimit: hookLimit, describe: describeWebhook },
  } as const
}

const monotonicOf = ({ monotonic }: Time) => (monotonic === undefined ? {} : { monotonic })

/** Whether the record of its decision says all: one entry a request, and a second where it ended otherwise. */
const endedAsDecided = ({ recorded, denied, status, aborted }: RequestEnd): boolean =>
  recorded === true && (denied !== undefined || (status < 400 && !aborted))
