import { systemRandom } from '@sallyport/core'
import { randomLetters } from '../format.ts'
import type { KeyRecord } from '../record.ts'

/** When the records of cases were made. */
export const madeAt: number = Date.UTC(2026, 4, 15, 12)

/** Letters that no other case has: the data may be shared. */
export const unique = (length = 12): string => randomLetters(length, systemRandom)

/** A record of its own tenant and owner, but for what is given. */
export function made(given: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: unique(),
    version: 1,
    name: 'ünïcode "quoted" \\ name',
    env: 'live',
    tenant: `tenant-${unique()}`,
    owner: { kind: 'user', id: unique() },
    scopes: ['orders:read', 'orders:write'],
    networks: ['10.0.0.0/8'],
    limits: [{ name: 'api', policy: { kind: 'rate', limit: 60, windowMs: 60_000 }, per: 'owner' }],
    metadata: { nested: [1, 'two', null, { __proto__: null, three: true }], text: '\u2028' },
    parent: null,
    createdAt: madeAt,
    createdBy: { kind: 'user', id: 'ada' },
    notBefore: madeAt + 1,
    expiresAt: 253_402_300_799_999,
    disabledAt: null,
    revokedAt: null,
    revokedReason: null,
    current: {
      secretId: unique(8),
      digest: 'a'.repeat(64),
      kind: 'hmac:2026',
      createdAt: madeAt,
    },
    previous: {
      secretId: unique(8),
      digest: 'b'.repeat(64),
      kind: 'sha256',
      createdAt: madeAt - 1,
      until: madeAt + 604_800_000,
    },
    ...given,
  }
}

/** The record after a change. */
export const changed = (record: KeyRecord, given: Partial<KeyRecord>): KeyRecord => ({
  ...record,
  ...given,
  version: record.version + 1,
})

/** The record after a rotation. */
export const rotated = (record: KeyRecord): KeyRecord =>
  changed(record, {
    current: { ...record.current, secretId: unique(8) },
    previous: { ...record.current, until: madeAt + 60_000 },
  })

/** Without the prototypes that a store may have lost. */
export const plain = (value: unknown): unknown => value && JSON.parse(JSON.stringify(value))
