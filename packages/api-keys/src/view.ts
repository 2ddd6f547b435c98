import { frozen } from './frozen.ts'
import { type KeyRecord, previousEnd } from './record.ts'

/** A key as everybody may see it: its record without digests. */
export interface KeyView extends Omit<KeyRecord, 'current' | 'previous' | 'version'> {
  /** Names the secret that is current. */
  readonly secretId: string
  /** Until when the secret before it is accepted; null when there is none. */
  readonly previousUntil: number | null
}

/** What may be seen of a record. */
export function viewOf(record: KeyRecord): KeyView {
  // A cached view is everybody's: what one request could change, the next would see.
  return frozen({
    id: record.id,
    name: record.name,
    env: record.env,
    tenant: record.tenant,
    owner: record.owner,
    scopes: record.scopes,
    networks: record.networks,
    limits: record.limits,
    metadata: record.metadata,
    parent: record.parent,
    createdAt: record.createdAt,
    createdBy: record.createdBy,
    notBefore: record.notBefore,
    expiresAt: record.expiresAt,
    disabledAt: record.disabledAt,
    revokedAt: record.revokedAt,
    revokedReason: record.revokedReason,
    secretId: record.current.secretId,
    previousUntil: previousEnd(record),
  })
}
