import type { AuditParty, Json } from '@sallyport/core'
import type { PolicyDefinition } from '@sallyport/limits'
import type { DigestKind } from './digest.ts'

/** One secret of a key, as it is stored. */
export interface SecretSlot {
  /** Names the secret, in records: it changes with each rotation, the key's id does not. */
  readonly secretId: string
  /** In hex. */
  readonly digest: string
  readonly kind: DigestKind
  readonly createdAt: number
}

/** The secret that was rotated out, for as long as it is accepted. */
export interface PreviousSecret extends SecretSlot {
  readonly until: number
}

/** Whose limit a key's own limit is: several keys of one owner may share one. */
export interface KeyLimit {
  /** Names it, in headers and metrics. */
  readonly name: string
  readonly policy: PolicyDefinition
  /** @default 'key' */
  readonly per?: 'key' | 'owner' | 'tenant'
  /** The key that counts, where it is not the key itself: a minted key spends from the one that minted it. */
  readonly of?: string
}

/** A key, as it is stored: plain data, replaced as a whole, never a secret. Times in milliseconds since the epoch. */
export interface KeyRecord {
  readonly id: string
  /** Grows with each change: what was read is replaced only by who has read it last. */
  readonly version: number
  readonly name: string
  readonly env: string
  readonly tenant: string
  readonly owner: AuditParty
  /** Texts of a scopes registry. */
  readonly scopes: readonly string[]
  /** Networks it may be used from; null for all. */
  readonly networks: readonly string[] | null
  readonly limits: readonly KeyLimit[]
  readonly metadata: Json
  /** The key that minted it; null for one that a person issued. */
  readonly parent: string | null
  readonly createdAt: number
  readonly createdBy: AuditParty
  readonly notBefore: number | null
  /** Null for never. */
  readonly expiresAt: number | null
  readonly disabledAt: number | null
  readonly revokedAt: number | null
  readonly revokedReason: string | null
  readonly current: SecretSlot
  readonly previous: PreviousSecret | null
}

/** How a key is used: kept apart from the record, for it changes with every request. */
export interface KeyUse {
  readonly lastUsedAt: number | null
  /** When the previous secret was last used: before that it is not safe to take it away. */
  readonly previousLastUsedAt: number | null
  readonly count: number
}

/** What a key is good for. */
export type KeyState = 'active' | 'not_yet_valid' | 'expired' | 'disabled' | 'revoked'

/** What a key is good for at a time. The gravest first: a revoked key is revoked whatever else it is. */
export function stateOf(record: KeyRecord, now: number): KeyState {
  if (record.revokedAt !== null) return 'revoked'
  if (record.disabledAt !== null) return 'disabled'
  if (hasExpired(record, now)) return 'expired'
  return record.notBefore !== null && now < record.notBefore ? 'not_yet_valid' : 'active'
}

/** When the previous secret ends: with the key, where that was made to end sooner after the rotation. */
export const previousEnd = ({ previous, expiresAt }: KeyRecord): number | null =>
  previous === null ? null : Math.min(previous.until, expiresAt ?? Number.POSITIVE_INFINITY)

/** Whether its time is over, whatever else it is. Valid until then, not at it. */
export const hasExpired = ({ expiresAt }: Pick<KeyRecord, 'expiresAt'>, now: number): boolean =>
  expiresAt !== null && now >= expiresAt

/** Until when the previous secret is accepted: never for longer than the key itself. */
export const graceEnd = (record: KeyRecord, graceMs: number, now: number): number =>
  Math.min(now + graceMs, record.expiresAt ?? Number.POSITIVE_INFINITY)
