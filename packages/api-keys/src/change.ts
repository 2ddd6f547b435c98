import type { AuditParty } from '@sallyport/core'
import { apiKeyEvents, apiKeyMetrics } from './catalog.ts'
import type { Keys } from './keys.ts'
import { readRecord } from './read-record.ts'
import type { KeyRecord } from './record.ts'
import { KeyChangeRefused } from './refused.ts'
import type { Answer } from './store.ts'

/** Who does something to a key, and why: for the record. */
export interface ChangedBy {
  readonly actor: AuditParty
  readonly reason?: string
}

/** What can be done to a key. */
export type Act = keyof typeof apiKeyEvents

/** Writes down what was done to a key; rejects when that fails. */
export async function recordAct(
  { audit }: Pick<Keys, 'audit'>,
  act: Act,
  record: KeyRecord,
  { actor, reason }: ChangedBy,
  outcome: 'success' | 'failure' = 'success',
): Promise<void> {
  await audit.record({
    type: apiKeyEvents[act].type,
    outcome,
    actor,
    ...(reason === undefined ? {} : { reason }),
    targets: [{ kind: 'key', id: record.id }],
    event: {
      name: record.name,
      tenant: record.tenant,
      env: record.env,
      owner: record.owner,
      secret_id: record.current.secretId,
      scopes: record.scopes,
      expires_at: record.expiresAt,
    },
  })
}

/** Counts what was done: once it was, not when it was tried. */
export function countAct({ metrics }: Pick<Keys, 'metrics'>, act: Act): void {
  metrics.add(apiKeyMetrics.acts, 1, { act })
}

/** Puts a record in the place of the version that was read. */
export async function replaceRecord(
  keys: Keys,
  act: Act,
  record: KeyRecord,
  version: number,
): Promise<boolean> {
  try {
    const isReplaced = await keys.store.replace(record, version)
    if (isReplaced) countAct(keys, act)
    return isReplaced
  } finally {
    // Also where the store failed: it may have replaced it all the same.
    keys.forget(record.id)
  }
}

const attempts = 16

/**
 * Replaces a record by what `next` makes of it, read anew until nobody else was faster. What takes
 * away (`first: 'effect'`) takes effect and is recorded then, so that a broken audit log keeps no
 * leaked key alive; what gives is recorded first. Either rejects when the record fails. `next` gives
 * back the very record where there is nothing to do.
 */
export async function change(
  keys: Keys,
  id: string,
  act: Act,
  by: ChangedBy,
  first: 'effect' | 'record',
  next: (record: KeyRecord, now: number) => Answer<KeyRecord>,
): Promise<KeyRecord> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const record = await readRecord(keys, id)
    if (record === undefined) throw new KeyChangeRefused('unknown', id)
    const changed = await next(record, keys.clock())
    if (changed === record) return record
    const replacement = { ...changed, version: record.version + 1 }
    if (first === 'record') await recordAct(keys, act, replacement, by)
    if (await replaceRecord(keys, act, replacement, record.version)) {
      if (first === 'effect') await recordAct(keys, act, replacement, by)
      return replacement
    }
    if (first === 'record') await recordAct(keys, act, replacement, by, 'failure')
  }
  throw new KeyChangeRefused('conflict', id)
}
