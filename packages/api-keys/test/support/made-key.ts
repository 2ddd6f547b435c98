import type { KeyRecord, KeyStore, StoredKey } from '@sallyport/api-keys'

let made = 0

/** When the keys of tests were made. */
export const start: number = Date.UTC(2026, 4, 15)

/** A key of its own tenant, but for what is given. */
export function madeKey(given: Partial<KeyRecord> = {}): KeyRecord {
  const n = String(made++).padStart(6, '0')
  return {
    id: `Key${n}`,
    version: 1,
    name: `key ${n}`,
    env: 'live',
    tenant: `tenant ${n}`,
    owner: { kind: 'user', id: 'ada' },
    scopes: ['orders:read'],
    networks: null,
    limits: [],
    metadata: {},
    parent: null,
    createdAt: start,
    createdBy: { kind: 'user', id: 'ada' },
    notBefore: null,
    expiresAt: null,
    disabledAt: null,
    revokedAt: null,
    revokedReason: null,
    current: { secretId: n, digest: 'a'.repeat(64), kind: 'sha256', createdAt: start },
    previous: null,
    ...given,
  }
}

/** Every key of a tenant, as pages of `limit` have them. */
export async function everyKey(
  store: KeyStore,
  tenant: string,
  limit = 1_000,
): Promise<readonly StoredKey[]> {
  const all: StoredKey[] = []
  for (;;) {
    const page = await store.page({ tenant }, all.at(-1)?.record.id, limit)
    all.push(...page)
    if (page.length < limit) return all
  }
}
