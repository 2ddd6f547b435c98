import type { KeyRecord } from '@sallyport/api-keys'

let made = 0

/** A record with an id of its own. */
export const record = (given: Partial<KeyRecord> = {}): KeyRecord => ({
  id: `k${String(++made).padStart(11, '0')}`,
  version: 1,
  name: 'ci',
  env: 'live',
  tenant: 't1',
  owner: { kind: 'user', id: 'ada' },
  scopes: ['orders:read'],
  networks: null,
  limits: [],
  metadata: {},
  parent: null,
  createdAt: 1_800_000_000_000,
  createdBy: { kind: 'user', id: 'ada' },
  notBefore: null,
  expiresAt: null,
  disabledAt: null,
  revokedAt: null,
  revokedReason: null,
  current: { secretId: 's1', digest: 'a'.repeat(64), kind: 'sha256', createdAt: 1_800_000_000_000 },
  previous: null,
  ...given,
})

/** The record after a change. */
export const changed = (old: KeyRecord, given: Partial<KeyRecord> = {}): KeyRecord => ({
  ...old,
  ...given,
  version: old.version + 1,
})
