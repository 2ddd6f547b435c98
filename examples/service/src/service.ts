import { spend } from '@sallyport/api-keys'
import {
  type Clock,
  type Endpoint,
  every,
  jsonReply,
  type MetricsSink,
  type MonotonicClock,
  type Observer,
  together,
} from '@sallyport/core'
import { failures, limits, limitsEndpoint, rateLimit } from '@sallyport/limits'
import { clientAddress, fromNetwork, networkList } from '@sallyport/network'
import { defineScopes, describeScopes, requireScopes } from '@sallyport/scopes'
import { idempotent, memoryDeliveryStore, type SignedWebhook } from '@sallyport/webhook-auth'
import { blockedEndpoint } from './blocked.ts'
import { requireToken } from './guards.ts'
import { journal } from './journal.ts'
import { keyRoutes, partyOf } from './key-routes.ts'
import { createKeys, describeKey, keyHolder, keyScopes, uncached } from './keys.ts'
import { orderBook, orderInBody } from './orders.ts'
import type { Settings } from './settings.ts'
import { createWebhooks, describeWebhook, webhookAddress } from './webhooks.ts'

export { announcement } from './announcement.ts'
export type { Caller } from './guards.ts'
export { type Settings, settingsFrom } from './settings.ts'
export { untilStopped } from './until-stopped.ts'

const scopes = defineScopes({
  scopes: {
    'admin:audit:read': 'Reads what was decided.',
    'admin:limits:read': 'Sees how limits stand.',
    'admin:blocked:read': 'Sees which networks are blocked.',
    'admin:blocked:write': 'Blocks networks.',
    'admin:keys:read': 'Sees which keys there are.',
    'admin:keys:write': 'Issues, rotates and revokes keys.',
  },
  roles: { reader: ['admin:*:read'], admin: ['reader', 'admin:*:write'] },
})

/** What measures the service, and what tells it the time: the machine's, unless they are given. */
export interface Surroundings {
  readonly metrics?: MetricsSink
  readonly clock?: Clock
  readonly monotonic?: MonotonicClock
}

/** What each framework's server mounts. Imports no framework; the only place that knows every part. */
export function createService(
  settings: Settings,
  print: (line: string) => void,
  surroundings: Surroundings = {},
) {
  const { adminToken, readerToken, hookLimit, allow, trustedProxies } = settings
  const audit = journal(print)
  const blocked = networkList([], { name: 'blocked', audit })
  const network = fromNetwork({ allow, deny: blocked })
  const limiter = limits({
    policies: {
      wrong_tokens: { kind: 'exact', limit: settings.wrongTokens, windowMs: 15 * 60_000 },
      wrong_keys: { kind: 'exact', limit: settings.wrongKeys, windowMs: 15 * 60_000 },
      webhooks: { kind: 'rate', limit: settings.hooksPerMinute, windowMs: 60_000 },
    },
    ...surroundings,
  })
  const seen = trustedProxies.length > 0 ? { clientAddress: clientAddress({ trustedProxies }) } : {}
  let inFlight = 0
  const counted: Observer = () => {
    inFlight++
    return () => {
      inFlight--
    }
  }
  const health: Endpoint = () => jsonReply(200, { status: 'ok', in_flight: inFlight })

  const holders = [
    { id: 'admin', token: adminToken, grants: scopes.grant('admin') },
    ...(readerToken ? [{ id: 'reader', token: readerToken, grants: scopes.grant('reader') }] : []),
  ]
  const token = failures({ limits: limiter, policy: 'wrong_tokens', audit }).around(
    requireToken(holders),
    { counts: ({ reason }) => reason === 'token_wrong' },
  )
  const admin = every(network, token)
  const mayRead = requireScopes(scopes.allOf('admin:blocked:read'))
  const mayWrite = requireScopes(scopes.allOf('admin:blocked:write'))
  const readOrWrite: typeof mayRead = (request, proved) =>
    (request.method === 'POST' ? mayWrite : mayRead)(request, proved)
  const { keys, demoKey, close } = createKeys(settings, limiter, audit)
  const webhooks = createWebhooks(settings, { audit, ...surroundings })
  const delivered = idempotent({ store: memoryDeliveryStore(surroundings), ...surroundings })
  const holder = every(network, uncached, keyHolder(keys, limiter, 'wrong_keys', audit))

  return {
    observers: {
      counted,
      /** For its route: it says how each delivery ended. */
      webhooks: together(webhooks.observer, delivered.observer),
    },
    guards: {
      admin,
      audit: every(admin, requireScopes(scopes.allOf('admin:audit:read'))),
      limits: every(admin, requireScopes(scopes.allOf('admin:limits:read'))),
      blocked: every(admin, readOrWrite),
      orders: every(holder, requireScopes(keyScopes.allOf('orders:read')), spend(keys, { audit })),
      newOrder: every(
        holder,
        requireScopes(keyScopes.allOf('orders:write')),
        orderInBody,
        spend(keys, { audit }),
      ),
      // What consumes comes last: a delivery that proves nothing costs its sender nothing.
      webhook: every(
        network,
        webhooks.guard,
        // By whose secret proved it: what a path names and nobody proved never gets here.
        rateLimit(limiter, {
          policies: ['webhooks'],
          by: (_request, { webhook }: SignedWebhook) => webhook.service,
          audit,
        }),
        // After all that may refuse: what is tried again then is no duplicate.
        delivered.guard,
      ),
    },
    options: {
      admin: {
        ...seen,
        audit,
        bodyLimit: 16 * 1024,
        whenAuditFails: 'deny' as const,
        describe: ({
          caller,
          ...proved
        }: { readonly caller?: { readonly id: string } } & Parameters<
          typeof describeScopes
        >[0]) => ({
          ...describeScopes(proved),
          ...(caller === undefined ? {} : { actor: partyOf(caller) }),
        }),
      },
      orders: { ...seen, audit, bodyLimit: 16 * 1024, describe: describeKey },
      webhook: { ...seen, audit, bodyLimit: hookLimit, describe: describeWebhook },
    },
    endpoints: {
      health,
      audit: audit.endpoint,
      blocked: blockedEndpoint(blocked),
      limits: limitsEndpoint(limiter),
      webhookAddress,
    },
    /** Of the admin area: with its options. */
    routes: keyRoutes({
      keys,
      limits: limiter,
      admin,
      mayRead: scopes.allOf('admin:keys:read'),
      mayWrite: scopes.allOf('admin:keys:write'),
    }),
    orders: orderBook(),
    demoKey,
    close,
  }
}
