import { change } from './change.ts'
import { narrow, narrowChildren, parentOf } from './children.ts'
import { demandBy } from './demand-by.ts'
import { demandOwnEnv, KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { stored } from './list.ts'
import type { ChangedBy } from './record-act.ts'
import { KeyFailed, SomeFailed } from './some-failed.ts'
import type { KeyQuery } from './store.ts'
import { type KeyView, viewOf } from './view.ts'

/** Revokes a key for good, and those it has minted. One that is revoked already stays as it was. */
export async function revoke(keys: Keys, id: string, by: ChangedBy): Promise<KeyView> {
  demandBy(by)
  // The key itself first: each moment counts. Then, whatever came of it, its children: a record that
  // fails must not keep them alive. Also of one that was revoked before, which may have stopped half way.
  const [own] = await Promise.allSettled([
    change(keys, id, 'revoked', by, 'effect', (record, now) =>
      record.revokedAt === null
        ? { ...record, revokedAt: now, revokedReason: by.reason ?? null, previous: null }
        : record,
    ),
  ])
  const [children] = await Promise.allSettled([revokeAll(keys, { parent: id }, by)])
  if (own.status === 'rejected') throw own.reason
  if (children.status === 'rejected') throw children.reason
  return viewOf(own.value)
}

/** Revokes every key of a tenant, an owner or a parent; goes on where one fails, and rejects in the end. */
export async function revokeAll(
  keys: Keys,
  query: KeyQuery,
  by: ChangedBy,
): Promise<readonly string[]> {
  demandBy(by)
  const { tenant, owner, parent } = query
  // A program that lost the name on the way would revoke everybody's.
  if (tenant === undefined && owner === undefined && parent === undefined) {
    throw new TypeError('api-keys: revokeAll() needs a tenant, an owner or a parent, got none')
  }
  const revoked: string[] = []
  const errors: KeyFailed[] = []
  try {
    for await (const { record } of stored(keys, query)) {
      // Below a child that is revoked an attempt before this may have stopped; an owner's keys all come anyway.
      if (record.revokedAt !== null && parent === undefined) continue
      try {
        await revoke(keys, record.id, by)
        if (record.revokedAt === null) revoked.push(record.id)
      } catch (error) {
        errors.push(new KeyFailed(record.id, error))
      }
    }
  } catch (error) {
    errors.push(new KeyFailed(undefined, error))
  }
  if (errors.length > 0) throw new SomeFailed(errors, revoked, 'keys could not be revoked')
  return revoked
}

/** Disables a key, and those it has minted, until each is enabled. */
export async function disable(keys: Keys, id: string, by: ChangedBy): Promise<KeyView> {
  demandBy(by)
  const [own] = await Promise.allSettled([
    change(keys, id, 'disabled', by, 'effect', (record, now) => {
      if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', id)
      return record.disabledAt === null ? { ...record, disabledAt: now } : record
    }),
  ])
  if (own.status === 'rejected' && own.reason instanceof KeyChangeRefused) throw own.reason
  // Whatever comes of its record; and also of one that was disabled before, which may have stopped half way.
  await narrowChildren(keys, id, 'disabled', by)
  if (own.status === 'rejected') throw own.reason
  return viewOf(own.value)
}

/** Enables a disabled key, and it alone. A minted one stays disabled while the key that minted it is. */
export async function enable(keys: Keys, id: string, by: ChangedBy): Promise<KeyView> {
  demandBy(by)
  const record = await change(keys, id, 'enabled', by, 'record', async (record) => {
    demandOwnEnv(keys, record)
    if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', id)
    const parent = await parentOf(keys, record)
    if (parent !== undefined && parent.disabledAt !== null) {
      throw new KeyChangeRefused('disabled', parent.id)
    }
    return record.disabledAt === null ? record : { ...record, disabledAt: null }
  })
  // The parent may have been disabled meanwhile, before it could see this key enabled.
  return viewOf(record.parent === null ? record : await narrow(keys, id, 'disabled', by))
}
