import { change } from './change.ts'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { stored } from './list.ts'
import { narrowed } from './narrowed.ts'
import { demandRecord, readRecord } from './read-record.ts'
import type { KeyRecord } from './record.ts'
import type { ChangedBy } from './record-act.ts'
import { KeyFailed, SomeFailed } from './some-failed.ts'

/** The key that minted one; refused where it is gone or revoked. Undefined for a key that a person issued. */
export async function parentOf(keys: Keys, { parent }: KeyRecord): Promise<KeyRecord | undefined> {
  if (parent === null) return undefined
  const record = await demandRecord(keys, parent)
  if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', parent)
  return record
}

/**
 * Takes from a minted key what goes beyond its parent. The parent is read after the key in each attempt:
 * of two that narrow it at once, the one that saw the older parent is the one that tries again.
 */
export function narrow(
  keys: Keys,
  id: string,
  act: 'updated' | 'disabled',
  by: ChangedBy,
): Promise<KeyRecord> {
  return change(keys, id, act, by, 'effect', async (record) => {
    if (record.parent === null || record.revokedAt !== null) return record
    const parent = await readRecord(keys, record.parent)
    return parent === undefined ? record : narrowed(keys, record, parent)
  })
}

/**
 * Takes from the keys that one has minted, and from theirs, what goes beyond it. Goes on where one fails,
 * and rejects in the end. A key that is minted or changed meanwhile looks at its parent afterwards itself.
 */
export async function narrowChildren(
  keys: Keys,
  id: string,
  act: 'updated' | 'disabled',
  by: ChangedBy,
): Promise<void> {
  const errors: KeyFailed[] = []
  const tried = (id: string, done: Promise<unknown>) =>
    done.catch((error: unknown) => errors.push(new KeyFailed(id, error)))
  try {
    for await (const { record } of stored(keys, { parent: id })) {
      if (record.revokedAt !== null) continue
      await tried(record.id, narrow(keys, record.id, act, by))
      // Also of one that was narrow enough: an attempt before this may have stopped half way.
      await tried(record.id, narrowChildren(keys, record.id, act, by))
    }
  } catch (error) {
    errors.push(new KeyFailed(undefined, error))
  }
  if (errors.length > 0)
    throw new SomeFailed(errors, undefined, 'minted keys could not be narrowed')
}
