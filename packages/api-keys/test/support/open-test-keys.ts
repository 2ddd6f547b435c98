import {
  type ApiKeys,
  type ApiKeysOptions,
  apiKeys,
  type IssuedKey,
  type KeyStore,
  memoryKeyStore,
  type NewKey,
} from '@sallyport/api-keys'
import {
  type AuditRecorder,
  type ManualTime,
  type MetricsRecorder,
  manualTime,
  recordAudit,
  recordMetrics,
} from '@sallyport/core/testing'
import { defineScopes, type Scopes } from '@sallyport/scopes'

export const ada = { kind: 'user', id: 'ada' }
export const day = 86_400_000
export const start: number = Date.UTC(2026, 4, 15, 12)

type Scope = 'orders:read' | 'orders:write' | 'users:read' | 'api_keys:mint'

export const scopes: Scopes<Scope, 'clerk'> = defineScopes({
  scopes: ['orders:read', 'orders:write', 'users:read', 'api_keys:mint'],
  roles: { clerk: ['orders:*'] },
})

/** Keys in a time that stands still, and all that they say. */
export interface TestKeys {
  readonly time: ManualTime
  readonly audit: AuditRecorder
  readonly metrics: MetricsRecorder
  readonly store: KeyStore
  readonly keys: ApiKeys
  issued(more?: Partial<NewKey>): Promise<IssuedKey>
  /** Through which secret it lets in, or why not. */
  outcome(token: unknown, need?: Parameters<ApiKeys['verify']>[1]): Promise<string>
}

/** Opens keys of `acme_pk`, `live`, unless something else is given. */
export function openTestKeys(options: Partial<ApiKeysOptions> = {}): TestKeys {
  const time = manualTime(start)
  const audit = recordAudit()
  const metrics = recordMetrics()
  const store = options.store ?? memoryKeyStore()
  const { clock, monotonic, timers } = time
  const keys: ApiKeys = apiKeys({
    prefix: 'acme_pk',
    env: 'live',
    clock,
    monotonic,
    timers,
    audit,
    metrics,
    scopes: scopes as never,
    ...options,
    store,
  })
  return {
    time,
    audit,
    metrics,
    store,
    keys,
    issued: (more = {}) =>
      keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada, ...more }),
    async outcome(token, need) {
      const verdict = await keys.verify(token, need)
      return verdict.ok ? verdict.value.via : verdict.reason
    },
  }
}

/** A memory store that answers later, as one on another machine does. */
export function lateStore(inner: KeyStore = memoryKeyStore()): KeyStore {
  return {
    get: async (id) => inner.get(id),
    insert: async (record, most) => inner.insert(record, most),
    replace: async (record, version) => inner.replace(record, version),
    touch: async (touches) => inner.touch(touches),
    page: async (query, after, limit) => inner.page(query, after, limit),
    check: inner.check,
  }
}

/** Why it was refused; undefined when it was not. */
export async function refusal(act: Promise<unknown>): Promise<string | undefined> {
  try {
    await act
    return undefined
  } catch (error) {
    const { reason, errors = [] } = error as { reason?: string; errors?: readonly Error[] }
    // Of an act upon many, why each failed.
    return reason ?? [error, ...errors.map(({ cause }) => cause)].map(String).join(', ')
  }
}

/** All that an iterable gives. */
export async function all<T>(given: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of given) found.push(one)
  return found
}
