import { type ApiKeys, apiKeys, type Identified, requireKey } from '@sallyport/api-keys'
import {
  type AuditEvent,
  type AuditSink,
  allow,
  type Guard,
  type MetricsSink,
  type Nothing,
  type Secret,
  systemClock,
} from '@sallyport/core'
import { failures, type Limits } from '@sallyport/limits'
import { defineScopes, describeScopes } from '@sallyport/scopes'
import type { Settings } from './settings.ts'
import type { Stores } from './stores.ts'

/** What keys may be issued for. Apart from the scopes of the admin area, which no key holds. */
export const keyScopes = defineScopes({
  scopes: { 'orders:read': 'Sees orders.', 'orders:write': 'Places orders.' },
})
export type ServiceKeys = ApiKeys<(typeof keyScopes.names)[number]>

/** Where the service writes down what it does. */
export interface Sinks {
  readonly audit: AuditSink
  readonly metrics: MetricsSink
}

/** The keys of the API. */
export function createKeys(
  { adminTokenIsNew, databaseUrl }: Settings,
  { keys: store }: Stores,
  limits: Limits,
  { audit, metrics }: Sinks,
) {
  const keys: ServiceKeys = apiKeys({
    store,
    prefix: 'sallyport',
    env: 'live',
    scopes: keyScopes,
    limits,
    audit,
    metrics,
    onStoreError: (error) => console.error(error),
  })
  let closed: Promise<void> | undefined
  return {
    keys,
    check: store.check,
    /** A key to try: for a first look, when nobody has set anything and there is no key yet. */
    demoKey: async (): Promise<Secret | undefined> =>
      adminTokenIsNew && databaseUrl === undefined && (await isEmpty(keys))
        ? await issueDemoKey(keys)
        : undefined,
    /** Writes what was noted of their use: when no request is left. */
    close(): Promise<void> {
      closed ??= keys.close()
      return closed
    },
  }
}

/** Who holds a key, and has not just guessed at others. */
export function keyHolder<P extends string>(
  keys: ServiceKeys,
  limits: Limits<P>,
  policy: P,
  sinks: Sinks,
): Guard<Identified, string> {
  return requireKey(keys, { failures: failures<P>(limits, { policy, ...sinks }) })
}

/** Identifies without counting or noting it: for who was let in, and whether they still would be. */
export const looking = (keys: ServiceKeys): Pick<ServiceKeys, 'identify'> => ({
  // Nothing is asked for but who it is: neither scopes nor limits can refuse.
  identify: async (token, by) =>
    (await keys.peek(token, { ...by, cost: 0 })) as Awaited<ReturnType<ServiceKeys['identify']>>,
})

/** RFC 9111 §3.5 keeps shared caches from answers to `Authorization`, and not from those to `X-API-Key`. */
export const uncached: Guard<Nothing, never> = () => allow({}, { 'cache-control': 'no-store' })

/** Whose key it was, for the record of a decision. */
export function describeKey(proved: Partial<Identified> & Parameters<typeof describeScopes>[0]) {
  const { key, via } = proved
  const { event, ...described } = describeScopes(proved)
  if (key === undefined) return { ...described, event }
  const { id, secretId, owner, tenant } = key
  return {
    ...described,
    actor: { kind: 'key', id },
    event: { ...Object(event), owner, tenant, secret_id: secretId, via },
  } satisfies Partial<AuditEvent>
}

async function isEmpty(keys: ServiceKeys): Promise<boolean> {
  for await (const _key of keys.list()) return false
  return true
}

/** Good for a day, and a request a second. */
async function issueDemoKey(keys: ServiceKeys): Promise<Secret> {
  const { token } = await keys.issue({
    name: 'demo',
    tenant: 'demo',
    owner: { kind: 'user', id: 'newcomer' },
    actor: { kind: 'service', id: 'demo' },
    scopes: ['orders:read', 'orders:write'],
    expiresAt: systemClock() + 86_400_000,
    limits: [{ name: 'per_minute', policy: { kind: 'rate', limit: 60, windowMs: 60_000 } }],
  })
  return token
}
