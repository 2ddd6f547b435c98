import { type ChangedBy, change } from './change.ts'
import type { Keys } from './keys.ts'
import { KeyChangeRefused } from './refused.ts'
import { type KeyView, viewOf } from './view.ts'

/** Revokes a key for good, and then those it has minted. Does nothing to one that is revoked already. */
export async function revoke(keys: Keys, id: string, by: ChangedBy): Promise<KeyView> {
  const record = await change(keys, id, 'revoked', by, 'effect', (record, now) =>
    record.revokedAt === null
      ? { ...record, revokedAt: now, revokedReason: by.reason ?? null, previous: null }
      : record,
  )
  return viewOf(record)
}

/** Disables a key until it is enabled. */
export async function disable(keys: Keys, id: string, by: ChangedBy): Promise<KeyView> {
  const record = await change(keys, id, 'disabled', by, 'effect', (record, now) => {
    if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', id)
    return record.disabledAt === null ? { ...record, disabledAt: now } : record
  })
  return viewOf(record)
}

/** Enables a disabled key. */
export async function enable(keys: Keys, id: string, by: ChangedBy): Promise<KeyView> {
  const record = await change(keys, id, 'enabled', by, 'record', (record) => {
    if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', id)
    return record.disabledAt === null ? record : { ...record, disabledAt: null }
  })
  return viewOf(record)
}
