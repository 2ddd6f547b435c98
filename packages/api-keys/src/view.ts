import { frozen } from './frozen.ts'
import { type KeyRecord, previousEnd } from './record.ts'

/** A key as everybody may see it: its record without digests. */
export interface KeyView extends Omit<KeyRecord, 'current' | 'previous' | 'version'> {
  /** Names the secret that is current. */
  readonly secretId: string
  /** Until when the secret before it is accepted; null when there is none. */
  readonly previousUntil: number | null
}

type Shown = Omit<KeyRecord, 'current' | 'previous' | 'version'>

// What a later version keeps besides is not shown by this one.
const shown =
  'id name env tenant owner scopes networks limits metadata parent createdAt createdBy notBefore expiresAt disabledAt revokedAt revokedReason'.split(
    ' ',
  ) as (keyof Shown)[]

/** What may be seen of a record. */
export function viewOf(record: KeyRecord): KeyView {
  // A cached view is everybody's: what one request could change, the next would see.
  return frozen({
    ...(Object.fromEntries(shown.map((name) => [name, record[name]])) as Shown),
    secretId: record.current.secretId,
    previousUntil: previousEnd(record),
  })
}
